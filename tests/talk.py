"""What two people do before they agree, in one line each: they go through the terms, and they sign."""

from __future__ import annotations

from datetime import datetime

from tachiai.jobs import actions as jobs
from tachiai.jobs.models import Proposal
from tachiai.people.signing import Signature, sign_in_session
from tachiai.terms import queries as terms


def talk_through(proposal_id: int, at: datetime) -> None:
    """Both sides understand every item of the terms on the table."""
    proposal = Proposal.objects.get(pk=proposal_id)
    assert proposal.sheet_id is not None
    current = terms.current(proposal.sheet_id)
    items = [each.item for each in terms.talk(terms.sheet(proposal.sheet_id), current.terms)]
    for person_id in (proposal.client_id, proposal.worker_id):
        jobs.understand_terms(proposal_id=proposal_id, person_id=person_id, shown=items, at=at)


def yes(person_id: int, digest: str, at: datetime) -> Signature:
    """Their signature under the text with that digest."""
    return sign_in_session(person_id=person_id, digest=digest, at=at)
