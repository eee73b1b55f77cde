from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("safety_appeal", "safety_appealstep"),
    ("safety_case", "safety_casestep"),
    ("safety_decision", "safety_decisionstep"),
)
APPEND_ONLY = ("safety_look", "safety_signal")


class Migration(migrations.Migration):
    replaces = [("safety", "0003_questions_about_tasks")]
    dependencies = [("safety", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
