from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("safety", "0002_guards")]

    operations = [migrations.AddField("decision", "no_names", models.JSONField(default=list))]
