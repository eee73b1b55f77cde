from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0003_what_waits"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="saved_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="taskplan",
            name="saved_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
