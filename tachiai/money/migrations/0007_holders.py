from pathlib import Path

from django.db import migrations, models



class Migration(migrations.Migration):
    dependencies = [("money", "0006_deposits_change_in_part")]

    operations = [
        migrations.RemoveIndex("entry", "entries_of_contract"),
        migrations.RemoveIndex("payin", "payins_of_contract"),
        migrations.RemoveConstraint("payin", "one_awaited_payin_per_contract"),
        migrations.RenameField("entry", "contract_id", "holder_id"),
        migrations.RenameField("payin", "contract_id", "holder_id"),
        migrations.AddField("entry", "holder_kind", models.CharField(default="contract", max_length=10)),
        migrations.AddField("payin", "holder_kind", models.CharField(default="contract", max_length=10)),
        migrations.AddIndex(
            "entry", models.Index(fields=["holder_kind", "holder_id", "id"], name="entries_of_holder")
        ),
        migrations.AddIndex("payin", models.Index(fields=["holder_kind", "holder_id"], name="payins_of_holder")),
        migrations.AddConstraint(
            "payin",
            models.UniqueConstraint(
                condition=models.Q(("state", "awaited")),
                fields=("holder_kind", "holder_id"),
                name="one_awaited_payin_per_holder",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text("utf-8")),
    ]
