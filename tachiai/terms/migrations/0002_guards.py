from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only

APPEND_ONLY = ("terms_consent", "terms_override", "terms_version", "terms_word")
STAYS_OPEN = """
CREATE FUNCTION terms_sheet_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amends_id IS NULL AND EXISTS (
        SELECT 1 FROM terms_sheet s WHERE s.id = NEW.sheet_id AND s.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'terms_sheet % is closed', NEW.sheet_id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.amends_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM terms_version v JOIN terms_sheet s ON s.id = v.sheet_id
        WHERE v.id = NEW.amends_id AND s.id = NEW.sheet_id AND s.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'version % is none of a closed sheet %', NEW.amends_id, NEW.sheet_id
            USING ERRCODE = 'check_violation';
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
    replaces = [("terms", "0004_talk")]
    dependencies = [("terms", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
        migrations.RunSQL(STAYS_OPEN, MAY_BE_CLOSED),
    ]
