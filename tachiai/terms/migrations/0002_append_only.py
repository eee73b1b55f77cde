from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change();
"""
CHANGEABLE = """
DROP TRIGGER {table}_append_only ON {table};
DROP FUNCTION {table}_refuse_change();
"""
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
            migrations.RunSQL(APPEND_ONLY.format(table=table), CHANGEABLE.format(table=table))
            for table in ("terms_version", "terms_consent")
        ),
        migrations.RunSQL(STAYS_OPEN, MAY_BE_CLOSED),
    ]
