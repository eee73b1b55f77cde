from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("contests_contest", "contests_conteststep"),
)
APPEND_ONLY = ("contests_proposalversion", "contests_revisionwish")


class Migration(migrations.Migration):
    replaces = [("contests", "0002_by_time")]
    dependencies = [("contests", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
