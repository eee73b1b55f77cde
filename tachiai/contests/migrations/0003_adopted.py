from django.db import migrations

# A proposal that was adopted takes no further version: the newest is the one.
WORDS = """
INSERT INTO contracts_adopted (contract_id, number, version, text, note, sent_at)
SELECT DISTINCT ON (proposal.id)
    proposal.contract_id, proposal.number, version.number, version.text, version.note, version.sent_at
FROM contests_contestproposal AS proposal
JOIN contests_proposalversion AS version ON version.proposal_id = proposal.id
WHERE proposal.contract_id IS NOT NULL
ORDER BY proposal.id, version.number DESC
"""
FILES = """
INSERT INTO contracts_adopted_files (adopted_id, storedfile_id)
SELECT adopted.id, given.storedfile_id
FROM contracts_adopted AS adopted
JOIN contests_contestproposal AS proposal ON proposal.contract_id = adopted.contract_id
JOIN contests_proposalversion AS version ON version.proposal_id = proposal.id AND version.number = adopted.version
JOIN contests_proposalversion_files AS given ON given.proposalversion_id = version.id
"""


class Migration(migrations.Migration):
    dependencies = [("contests", "0002_guards"), ("contracts", "0005_adopted")]

    operations = [
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(FILES, migrations.RunSQL.noop),
    ]
