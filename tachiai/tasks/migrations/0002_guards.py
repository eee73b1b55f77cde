from django.db import migrations

from tachiai.clockwork.triggers import drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("tasks_submission", "tasks_submissionstep"),
    ("tasks_taskjob", "tasks_taskjobstep"),
)


class Migration(migrations.Migration):
    replaces = [("tasks", "0003_by_time")]
    dependencies = [("tasks", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
    ]
