from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only

APPEND_ONLY = ("guidelines_consent",)


class Migration(migrations.Migration):
    replaces = [("guidelines", "0001_consents")]
    dependencies = [("guidelines", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
