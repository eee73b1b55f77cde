"""What staff do by a decision, and undo: a proposal to a contest loses its words and pictures."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.contests.actions.proposals import return_if_empty
from tachiai.contests.queries.facts import KIND
from tachiai.contests.walking import locked_proposal
from tachiai.kernel.lifecycle import Actor
from tachiai.people.actions import remove_text, restore_text


@transaction.atomic
def remove_contest_proposal(*, proposal_id: int, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Hide a proposal from everybody but its maker; it cannot be adopted, and has no part in shared prizes."""
    contest, proposal = locked_proposal(proposal_id)
    said = {"subject_id": proposal_id, "author_id": proposal.worker_id, "decision_id": decision_id}
    remove_text(kind=KIND, **said, by_staff_id=by_staff_id, at=at)
    return_if_empty(contest, By(Actor.STAFF, by_staff_id), at)


@transaction.atomic
def restore_contest_proposal(*, proposal_id: int, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what this decision removed."""
    locked_proposal(proposal_id)
    restore_text(kind=KIND, subject_id=proposal_id, decision_id=decision_id, by_staff_id=by_staff_id, at=at)
