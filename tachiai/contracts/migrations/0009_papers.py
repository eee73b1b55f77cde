import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from tachiai.clockwork.triggers import append_only, drop_append_only
from tachiai.contracts.papers.encoding import AsWritten


def _to(model, related_name="+", **more):
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(db_index=False, on_delete=protect, related_name=related_name, to=model, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0008_packs"),
        ("notices", "0002_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("serial", models.CharField(max_length=40, unique=True)),
                ("content", models.JSONField(encoder=AsWritten)),
                ("digest", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.CharField(max_length=10)),
                ("amount", models.PositiveBigIntegerField(null=True)),
                ("dated_on", models.DateField()),
                ("client_name", models.CharField(max_length=120)),
                ("worker_name", models.CharField(max_length=120)),
                ("client_words", models.CharField(max_length=240)),
                ("worker_words", models.CharField(max_length=240)),
                ("client", _to(settings.AUTH_USER_MODEL)),
                ("contract", _to("contracts.contract", "papers")),
                ("relates_to", _to("contracts.paper", null=True)),
                ("worker", _to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["contract", "id"], name="papers_of_contract"),
                    models.Index(
                        fields=["client", "-dated_on", "-id"],
                        include=("kind", "amount", "worker_words"),
                        name="papers_of_client",
                    ),
                    models.Index(
                        fields=["worker", "-dated_on", "-id"],
                        include=("kind", "amount", "client_words"),
                        name="papers_of_worker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperSeen",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=12)),
                ("detail", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField()),
                ("notice", _to("notices.notice", null=True)),
                ("paper", _to("contracts.paper", "seen")),
                ("person", _to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "person", "channel", "detail"), name="each_way_of_seeing_a_paper_once"
                    )
                ],
            },
        ),
        *(
            migrations.RunSQL(append_only(table), drop_append_only(table))
            for table in ("contracts_paper", "contracts_paperseen")
        ),
    ]
