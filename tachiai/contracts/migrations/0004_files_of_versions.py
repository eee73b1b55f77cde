from django.db import migrations, models

# What the record has told of each version so far: the pictures of its line that were stored by then.
GIVEN = """
INSERT INTO contracts_entryversion_files (entryversion_id, storedfile_id)
SELECT version.id, given.storedfile_id
FROM contracts_timeentry_files AS given
JOIN contracts_entryversion AS version ON version.entry_id = given.timeentry_id
JOIN conversations_storedfile AS file ON file.id = given.storedfile_id AND file.stored_at <= version.written_at
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_how_it_ended")]

    operations = [
        migrations.AddField(
            "entryversion", "files", models.ManyToManyField(related_name="+", to="conversations.storedfile")
        ),
        migrations.RunSQL(GIVEN, migrations.RunSQL.noop),
        migrations.RemoveField("timeentry", "files"),
    ]
