from django.db import migrations

from tachiai.clockwork.triggers import drop_trace, keep_trace


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_tables")]

    operations = [
        migrations.RunSQL(keep_trace("contracts_contract", "contracts_contractstep"), drop_trace("contracts_contract", "contracts_contractstep")),
    ]
