from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0003_names_looked_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("claimed_by__isnull", True), ("closed_at__isnull", True)),
                fields=["decide_by", "id"],
                name="cases_by_decide_by",
            ),
        ),
        migrations.RemoveIndex(model_name="case", name="cases_by_clock"),
    ]
