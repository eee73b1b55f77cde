from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_kinds_of_restriction_and_staff_acts")]

    operations = [
        migrations.AddIndex(
            model_name="staffact", index=models.Index(fields=["act", "-id"], name="staff_acts_of_a_kind")
        ),
        migrations.AddIndex(model_name="staffact", index=models.Index(fields=["at"], name="staff_acts_by_time")),
    ]
