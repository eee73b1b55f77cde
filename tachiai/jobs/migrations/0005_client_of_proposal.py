from django.db import migrations, models
from django.db.models import PROTECT, Q

# Checking the new column's references now lets the same transaction change the table once more.
_FILL = """
UPDATE jobs_proposal SET client_id = listing.client_id FROM jobs_listing listing WHERE listing.id = listing_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


def _client(**options: object) -> models.ForeignKey:
    return models.ForeignKey("people.Person", db_index=False, on_delete=PROTECT, related_name="+", **options)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0004_narrow_search"), ("people", "0001_tables")]

    operations = [
        migrations.AddField("proposal", "client", _client(null=True)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AlterField("proposal", "client", _client()),
        migrations.AddIndex(
            "proposal",
            models.Index(
                fields=["client", "-id"],
                condition=Q(state__in=["sent", "negotiating"]),
                name="open_proposals_of_client",
            ),
        ),
    ]
