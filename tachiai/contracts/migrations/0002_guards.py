from django.db import migrations

from tachiai.clockwork.triggers import append_only, drop_append_only, drop_trace, keep_trace

# What walks, with its records.
TRACES = (
    ("contracts_contract", "contracts_contractstep"),
    ("contracts_plea", "contracts_pleastep"),
    ("contracts_request", "contracts_requeststep"),
    ("contracts_week", "contracts_weekstep"),
)
APPEND_ONLY = ("contracts_entryversion", "contracts_lineword", "contracts_paper", "contracts_paperseen")


class Migration(migrations.Migration):
    replaces = [("contracts", "0013_by_time")]
    dependencies = [("contracts", "0001_first_tables")]

    operations = [
        *(migrations.RunSQL(keep_trace(*trace), drop_trace(*trace)) for trace in TRACES),
        *(migrations.RunSQL(append_only(table), drop_append_only(table)) for table in APPEND_ONLY),
    ]
