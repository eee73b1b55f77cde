from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only

APPEND_ONLY = ("evidence_link", "evidence_sealed")


class Migration(migrations.Migration):
    replaces = [("evidence", "0001_tables")]
    dependencies = [("evidence", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
