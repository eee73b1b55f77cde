from pathlib import Path

from django.db import migrations

BACK = """
DROP FUNCTION money_post(text, text, text, bigint, integer, timestamptz, text[], text[], bigint[]);
DROP FUNCTION money_posted(text, text, text, bigint, integer, text[], text[], bigint[]);
DROP TRIGGER money_leg_moves_account ON money_leg;
DROP TRIGGER money_leg_sums_to_nought ON money_leg;
DROP FUNCTION money_leg_moves_account();
DROP FUNCTION money_leg_sums_to_nought();
DROP FUNCTION money_refuse() CASCADE;
ALTER TABLE money_account RESET (fillfactor);
"""


class Migration(migrations.Migration):
    replaces = [("money", "0007_holders")]
    dependencies = [("money", "0001_first_tables")]

    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text("utf-8"), BACK),
    ]
