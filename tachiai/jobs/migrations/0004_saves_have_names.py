from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0003_words_anew"),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="saved_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
