from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_people_by_name")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["id"], condition=models.Q(is_staff=True), name="people_of_staff"),
        ),
    ]
