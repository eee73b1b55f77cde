from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only

APPEND_ONLY = ("people_staffact", "people_textremoval")
# A closed account's declarations may be erased; which are, is decided where the account is closed.
DECLARATIONS_STAY = """
CREATE FUNCTION people_declaration_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM people_person WHERE id = OLD.person_id AND NOT is_active) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'people_declaration is append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER people_declaration_append_only BEFORE UPDATE OR DELETE ON people_declaration
    FOR EACH ROW EXECUTE FUNCTION people_declaration_refuse_change();
"""
DECLARATIONS_MAY_CHANGE = """
DROP TRIGGER people_declaration_append_only ON people_declaration;
DROP FUNCTION people_declaration_refuse_change();
"""


class Migration(migrations.Migration):
    replaces = [("people", "0010_hints_set_aside")]
    dependencies = [("people", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
        migrations.RunSQL(DECLARATIONS_STAY, DECLARATIONS_MAY_CHANGE),
    ]
