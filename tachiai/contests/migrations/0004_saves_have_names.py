from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0003_adopted"),
    ]

    operations = [
        migrations.AddField(
            model_name="contestplan",
            name="saved_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
