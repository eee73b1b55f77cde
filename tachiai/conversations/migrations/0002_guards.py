from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("conversations_heldmessage", "conversations_heldstep"),
    ("conversations_offsiterequest", "conversations_offsitestep"),
)
APPEND_ONLY = ("conversations_heldlook", "conversations_messageedit", "conversations_scanconsent")


class Migration(migrations.Migration):
    replaces = [("conversations", "0008_files_without_an_account")]
    dependencies = [("conversations", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
