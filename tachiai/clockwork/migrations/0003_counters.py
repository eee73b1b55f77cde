from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clockwork", "0002_shared_cache")]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("who", models.CharField(max_length=64)),
                ("until", models.DateTimeField(db_index=True)),
                ("counted", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "who"), name="clockwork_counter_of_one")]
            },
        ),
    ]
