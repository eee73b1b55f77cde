"""What waits for a second look of staff: appeals, and decisions that two have to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tachiai.clockwork.queries import Waiting
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people
from tachiai.safety.models import Appeal, Decision
from tachiai.safety.queries.conflicts import conflict_of

if TYPE_CHECKING:
    from tachiai.people.models import Person

PAGE = 50


@dataclass(frozen=True)
class AppealForStaff:
    """One appeal as somebody of the staff meets it. `objection`: why they may not review it; `is_reporters`: it is by
    who reported, against a decision that found nothing. `by` is None, and `text`, `reason` and `facts_private` are
    empty, for who has a stake in the case."""

    appeal: Appeal
    decision: Decision
    objection: Refused | None
    is_reporters: bool
    by: Person | None
    text: str
    reason: str
    facts_private: str


def appeals_waiting() -> Sequence[Appeal]:
    """The appeals that nobody has reviewed, the oldest first."""
    found = Appeal.objects.filter(closed_at=None).select_related("decision__case", "person")
    return list(found.order_by("opened_at", "pk")[:PAGE])


def count_appeals() -> Waiting:
    return Waiting(Appeal.objects.filter(closed_at=None), "opened_at", overdue="overdue")


def appeal_for_staff(appeal_id: int, staff_id: int) -> AppealForStaff | None:
    """One appeal with its decision; None when there is none, and for anybody but staff."""
    found = Appeal.objects.select_related("decision__case__about", "decision__decided_by", "decision__second", "person")
    row = found.filter(pk=appeal_id).first()
    if row is None or not people.is_staff(staff_id):
        return None
    stake = conflict_of(staff_id, row.decision.case)
    return AppealForStaff(
        appeal=row,
        decision=row.decision,
        objection=_took_part(row, staff_id) or stake,
        is_reporters=row.report_id is not None,
        by=None if stake else row.person,
        text="" if stake else row.text,
        reason="" if stake else row.reason,
        facts_private="" if stake else row.decision.facts_private,
    )


def decisions_waiting_second() -> Sequence[Decision]:
    """The decisions that a second person has to confirm, the nearest end first."""
    found = Decision.objects.filter(state="proposed").select_related("case__about", "decided_by")
    return list(found.order_by("due_at", "pk")[:PAGE])


def count_waiting_second() -> Waiting:
    return Waiting(Decision.objects.filter(state="proposed", due_at__isnull=False), "decided_at")


def _took_part(row: Appeal, staff_id: int) -> Refused | None:
    took_part = staff_id in (row.decision.decided_by_id, row.decision.second_id)
    return Refused("appeal.refused.same_person") if took_part else None
