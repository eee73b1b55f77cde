import django.db.models.deletion
from django.db import migrations, models

CHECK = """
CREATE OR REPLACE FUNCTION terms_sheet_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {allowed} EXISTS (SELECT 1 FROM terms_sheet s WHERE s.id = NEW.sheet_id AND s.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'terms_sheet % is closed', NEW.sheet_id USING ERRCODE = 'check_violation';
    END IF;
    {amendment}
    RETURN NEW;
END $$;
"""
AMENDMENT = """
    IF NEW.amends_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM terms_version v JOIN terms_sheet s ON s.id = v.sheet_id
        WHERE v.id = NEW.amends_id AND s.id = NEW.sheet_id AND s.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'version % is none of a closed sheet %', NEW.amends_id, NEW.sheet_id
            USING ERRCODE = 'check_violation';
    END IF;
"""


class Migration(migrations.Migration):
    dependencies = [("terms", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="amends",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="terms.version",
            ),
        ),
        migrations.RunSQL(
            CHECK.format(allowed="NEW.amends_id IS NULL AND", amendment=AMENDMENT),
            CHECK.format(allowed="", amendment=""),
        ),
    ]
