from django.db import migrations

from tachiai.clockwork.triggers import drop_trace, keep_trace


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_tables")]

    operations = [
        migrations.RunSQL(keep_trace("jobs_listing", "jobs_listingstep"), drop_trace("jobs_listing", "jobs_listingstep")),
        migrations.RunSQL(keep_trace("jobs_proposal", "jobs_proposalstep"), drop_trace("jobs_proposal", "jobs_proposalstep")),
    ]
