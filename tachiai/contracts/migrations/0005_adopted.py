from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0004_files_of_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Adopted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("text", models.TextField(blank=True, max_length=5000)),
                ("note", models.TextField(blank=True, max_length=5000)),
                ("sent_at", models.DateTimeField()),
                (
                    "contract",
                    models.OneToOneField(
                        on_delete=models.deletion.PROTECT, related_name="adopted", to="contracts.contract"
                    ),
                ),
                ("files", models.ManyToManyField(related_name="+", to="conversations.storedfile")),
            ],
        ),
        migrations.RunSQL(append_only("contracts_adopted"), drop_append_only("contracts_adopted")),
    ]
