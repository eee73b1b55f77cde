from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("jobs_confidentiality", "jobs_confidentialitystep"),
    ("jobs_listing", "jobs_listingstep"),
    ("jobs_proposal", "jobs_proposalstep"),
)
APPEND_ONLY = ("jobs_signedcopy",)


class Migration(migrations.Migration):
    replaces = [("jobs", "0008_listings_may_be_suspended")]
    dependencies = [("jobs", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
