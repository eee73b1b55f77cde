from django.db import migrations

from tachiai.clockwork.triggers import drop_trace, keep_trace


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_tables")]

    operations = [
        migrations.RunSQL(keep_trace(table, records), drop_trace(table, records))
        for table, records in (
            ("tasks_taskjob", "tasks_taskjobstep"),
            ("tasks_submission", "tasks_submissionstep"),
        )
    ]
