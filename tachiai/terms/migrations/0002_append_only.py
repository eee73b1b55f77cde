from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only

STAYS_OPEN = """
CREATE FUNCTION terms_sheet_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM terms_sheet s WHERE s.id = NEW.sheet_id AND s.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'terms_sheet % is closed', NEW.sheet_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER terms_version_needs_open_sheet BEFORE INSERT ON terms_version
    FOR EACH ROW EXECUTE FUNCTION terms_sheet_refuse_closed();
"""
MAY_BE_CLOSED = """
DROP TRIGGER terms_version_needs_open_sheet ON terms_version;
DROP FUNCTION terms_sheet_refuse_closed();
"""


class Migration(migrations.Migration):
    dependencies = [("terms", "0001_tables")]

    operations = [
        *(
            migrations.RunSQL(append_only(table), drop_append_only(table))
            for table in ("terms_version", "terms_consent")
        ),
        migrations.RunSQL(STAYS_OPEN, MAY_BE_CLOSED),
    ]
