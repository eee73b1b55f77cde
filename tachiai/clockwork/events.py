"""What this module tells those above it (wired in config/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class MoveAsked:
    """Somebody turned the demo's time machine. The listener does what falls due on the way and answers with it."""

    by: timedelta


@dataclass(frozen=True)
class StaffStepTaken:
    """Someone of the staff took a step of a life cycle, or did something that is no step, with a row (`subject_id`) of
    the table `subject_kind`."""

    person_id: int
    step: str
    subject_kind: str
    subject_id: int
    reason: str
    at: datetime
