from django.db import migrations, models
from django.db.models import Q


def _lately(side: str) -> models.Index:
    return models.Index(
        fields=[side, "-closed_at"],
        include=["state"],
        condition=Q(closed_at__isnull=False),
        name=f"lately_of_{side}",
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_guards")]

    operations = [
        operation
        for side in ("client", "worker")
        for operation in (
            migrations.RemoveIndex("contract", f"lately_of_{side}"),
            migrations.AddIndex("contract", _lately(side)),
        )
    ]
