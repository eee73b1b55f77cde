from django.db import migrations, models
from django.db.models import Q


def _lately(side: str) -> migrations.AddIndex:
    ended = Q(closed_at__isnull=False)
    index = models.Index(fields=[side, "-closed_at"], condition=ended, name=f"lately_of_{side}")
    return migrations.AddIndex("contract", index)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_requests")]

    operations = [_lately("client"), _lately("worker")]
