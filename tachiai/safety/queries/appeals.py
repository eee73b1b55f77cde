"""What waits for a second look of staff: appeals, and decisions that two have to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tachiai.clockwork.queries import Backlog, backlog
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people
from tachiai.safety.models import Appeal, Decision
from tachiai.safety.queries.conflicts import conflict_of

PAGE = 50


@dataclass(frozen=True)
class AppealForStaff:
    """One appeal as somebody of the staff meets it. `objection`: why they may not review it; `is_reporters`: it is by
    who reported, against a decision that found nothing."""

    appeal: Appeal
    decision: Decision
    objection: Refused | None
    is_reporters: bool


def appeals_waiting() -> Sequence[Appeal]:
    """The appeals that nobody has reviewed, the oldest first."""
    found = Appeal.objects.filter(closed_at=None).select_related("decision__case", "person")
    return list(found.order_by("opened_at", "pk")[:PAGE])


def count_appeals() -> Backlog:
    return backlog(Appeal.objects.filter(closed_at=None), "opened_at")


def appeal_for_staff(appeal_id: int, staff_id: int) -> AppealForStaff | None:
    """One appeal with its decision; None when there is none, and for anybody but staff."""
    found = Appeal.objects.select_related("decision__case__about", "decision__decided_by", "decision__second", "person")
    row = found.filter(pk=appeal_id).first()
    if row is None or not people.is_staff(staff_id):
        return None
    is_reporters = row.person_id != row.decision.about_id
    return AppealForStaff(row, row.decision, _objection(row, staff_id), is_reporters)


def decisions_waiting_second() -> Sequence[Decision]:
    """The decisions that a second person has to confirm, the nearest end first."""
    found = Decision.objects.filter(state="proposed").select_related("case__about", "decided_by")
    return list(found.order_by("due_at", "pk")[:PAGE])


def count_waiting_second() -> Backlog:
    return backlog(Decision.objects.filter(state="proposed", due_at__isnull=False), "decided_at")


def _objection(row: Appeal, staff_id: int) -> Refused | None:
    if staff_id in (row.decision.decided_by_id, row.decision.second_id):
        return Refused("appeal.refused.same_person")
    if staff_id == row.person_id:
        return Refused("case.refused.conflict.about")
    return conflict_of(staff_id, row.decision.case)
