from django.db import migrations


class Migration(migrations.Migration):
    """What people wanted looked at they report now: `safety` has the table for it."""

    dependencies = [("conversations", "0005_safety")]

    operations = [migrations.DeleteModel("ReportWish")]
