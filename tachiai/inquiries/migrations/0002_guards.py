from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("inquiries_inquiry", "inquiries_inquirystep"),
)
APPEND_ONLY = ("inquiries_inquirymessage",)


class Migration(migrations.Migration):
    replaces = [("inquiries", "0002_queue_by_category")]
    dependencies = [("inquiries", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
