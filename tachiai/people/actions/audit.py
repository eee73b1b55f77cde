"""The log of what staff did and looked at."""

from __future__ import annotations

from datetime import datetime

from tachiai.clockwork.events import StaffStepTaken
from tachiai.people.models import StaffAct


def log_staff_act(
    *,
    staff_id: int,
    act: str,
    subject_kind: str,
    subject_id: int,
    reason: str = "",
    case_id: int | None = None,
    at: datetime,
) -> None:
    """Keep for good that someone of the staff did `act` to a thing, or looked at it. Call it within the transaction."""
    said = {"subject_kind": subject_kind, "subject_id": subject_id, "case_id": case_id}
    StaffAct.objects.create(staff_id=staff_id, act=act, **said, reason=reason, at=at)


def log_staff_step(taken: StaffStepTaken) -> None:
    """Listener: staff took a step of a life cycle."""
    log_staff_act(
        staff_id=taken.person_id,
        act=taken.step,
        subject_kind=taken.subject_kind,
        subject_id=taken.subject_id,
        reason=taken.reason,
        at=taken.at,
    )
