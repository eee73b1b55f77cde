from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_client_of_proposal")]

    operations = [
        migrations.AddIndex(
            "listing",
            models.Index(fields=["client", "due_at"], condition=Q(state="draft"), name="drafts_of_client"),
        ),
        migrations.AddIndex(
            "proposal",
            models.Index(
                fields=["worker", "-id"],
                condition=Q(state__in=["sent", "negotiating"]),
                name="open_proposals_of_worker",
            ),
        ),
    ]
