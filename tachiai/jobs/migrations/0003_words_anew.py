from django.db import migrations

from tachiai.jobs.indexing import listing_vector
from tachiai.jobs.rules import Draft
from tachiai.terms.rules import Terms

CHUNK = 500


def index_anew(apps, schema_editor):
    """What a listing is found by has changed, and a public listing is not written again by itself."""
    listings = apps.get_model("jobs", "Listing").objects.exclude(search=None).order_by("pk")
    said = listings.values_list("pk", "title", "category", "description", "values")
    for number, title, category, description, values in said.iterator(chunk_size=CHUNK):
        draft = Draft(title=title, category=category, description=description, terms=Terms.from_data(values))
        listings.filter(pk=number).update(search=listing_vector(draft))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_guards")]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
