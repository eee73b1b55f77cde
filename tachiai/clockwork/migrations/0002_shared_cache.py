from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    """Counters of limits live in it. Nothing happens where it was made before."""
    call_command("createcachetable", verbosity=0, database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("clockwork", "0001_first_tables")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
