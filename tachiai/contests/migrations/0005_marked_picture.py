import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A name for the way from a file to its marked picture: nothing changes in the database."""

    dependencies = [("contests", "0004_saves_have_names"), ("conversations", "0001_first_tables")]

    operations = [
        migrations.AlterField(
            model_name="markedpicture",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="marked_picture",
                serialize=False,
                to="conversations.storedfile",
            ),
        ),
    ]
