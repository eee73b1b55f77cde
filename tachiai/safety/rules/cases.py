"""What decides about a case: its facts, its deadline, how grave it is, and how much each reporter's word weighs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tachiai.kernel.calendar import TOKYO, end_of_day, local_date
from tachiai.safety.rules.numbers import APPEAL_WINDOW, DECIDED_WITHIN, NUMBERS

_WEIGHTS = NUMBERS["weights"]
REPORTED = (
    *("listing", "thread", "message", "contract", "profile", "proposal", "rating"),
    *("contest_proposal", "task_question"),
)
VERDICTS = BREACH, NO_BREACH = ("breach", "no_breach")
DUPLICATE, UNANSWERED = "duplicate", "unanswered"
OUTCOMES = (*VERDICTS, DUPLICATE, UNANSWERED)


@dataclass(frozen=True)
class CaseFacts:
    """`decide_by`: until when staff have to decide. `has_proposal`: a decision about it awaits a second person."""

    state: str
    decide_by: datetime
    is_claimed: bool = False
    is_deferred: bool = False
    has_proposal: bool = False


@dataclass(frozen=True)
class DecisionFacts:
    """`is_by_the_same`: who would confirm is who proposed it."""

    state: str
    is_by_the_same: bool = False


@dataclass(frozen=True)
class AppealFacts:
    """`took_part`: who would review it decided or confirmed what is appealed against."""

    state: str
    took_part: bool = False


@dataclass(frozen=True)
class Record:
    """What became of a reporter's last reports: so many decided, of them so many confirmed."""

    decided: int = 0
    confirmed: int = 0


def weight_of_reporter(record: Record) -> int:
    """In hundredths: 100 for who has none decided yet, up with each confirmed report, down with each other one."""
    weight = 200 * (record.confirmed + 1) // (record.decided + 2)
    return max(_WEIGHTS["floor"], min(weight, _WEIGHTS["cap"]))


def score(severity: int, weights: int) -> int:
    """How soon a case wants to be looked at: severity (1 to 5) of the gravest clause times the sum of weights."""
    return severity * weights


def decide_by(opened_at: datetime) -> datetime:
    """Until when staff decide about a case that opened then."""
    return end_of_day(opened_at + DECIDED_WITHIN)


def appeal_until(issued_at: datetime) -> datetime:
    """Until when a decision can be appealed against."""
    return end_of_day(issued_at + APPEAL_WINDOW)


def appealable_since(at: datetime) -> datetime:
    """When a decision was issued at the earliest that can be appealed against at `at`."""
    day = local_date(at) + timedelta(days=at > end_of_day(at))
    return datetime.combine(day, time(), tzinfo=TOKYO) - APPEAL_WINDOW
