"""The life cycles of a case, of a decision that two people take, and of an appeal. Numbers in `numbers.toml`.

Who has claimed a case is a column of it and no state: to take it and to give it back moves no deadline, so that nobody
can put one off by it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.kernel.refused import Refused
from tachiai.safety.rules.numbers import NUMBERS

_CASE, _DECISION, _APPEAL = (NUMBERS[name]["1"] for name in ("case", "decision", "appeal"))
STAFF, CLOCK, ASKER = (frozenset({actor}) for actor in (Actor.STAFF, Actor.CLOCK, Actor.ASKER))


class _Case(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def is_claimed(self) -> bool: ...
    @property
    def is_deferred(self) -> bool: ...
    @property
    def has_proposal(self) -> bool: ...


def must_be_free(facts: _Case, _at: datetime) -> Refused | None:
    """What is overdue may be taken over, unless a second person is looking at it."""
    may_take_over = facts.state == "overdue" and not facts.has_proposal
    return Refused("case.refused.claimed") if facts.is_claimed and not may_take_over else None


def must_be_claimed(facts: _Case, _at: datetime) -> Refused | None:
    return None if facts.is_claimed else Refused("case.refused.not_claimed")


def only_once(facts: _Case, _at: datetime) -> Refused | None:
    return Refused("case.refused.deferred_already") if facts.is_deferred else None


def nothing_proposed(facts: _Case, _at: datetime) -> Refused | None:
    return Refused("case.refused.proposed") if facts.has_proposal else None


def _days(given: dict[str, Any]) -> Deadline:
    return Deadline(timedelta(days=given["days"]), tuple(timedelta(days=days) for days in given["reminders"]))


WAITING = ("open", "overdue")
WAITING_APPEAL = ("filed", "overdue")
CASE = Lifecycle(
    name="case",
    version=1,
    first="open",
    states=(
        State(
            "open",
            Actor.STAFF,
            Deadline(
                timedelta(0),
                tuple(timedelta(hours=hours) for hours in _CASE["open"]["reminder_hours"]),
                anchor="decide_by",
                at_least=timedelta(days=_CASE["open"]["at_least"]),
            ),
        ),
        State("overdue", Actor.STAFF, _days(_CASE["overdue"])),
        State("decided", final=True),
        State("joined", final=True),
        State("unanswered", final=True),
    ),
    steps=(
        Step("claim", WAITING, "", STAFF, guards=(must_be_free,)),
        Step("release", WAITING, "", STAFF, guards=(must_be_claimed, nothing_proposed)),
        Step("defer", ("open",), "", STAFF, guards=(must_be_claimed, only_once), asks=("reason",)),
        Step("decide", WAITING, "decided", STAFF, guards=(must_be_claimed,)),
        Step("join", WAITING, "joined", STAFF, guards=(must_be_claimed, nothing_proposed)),
        Step("mark_overdue", ("open",), "overdue", CLOCK, tells=STAFF),
        Step("give_up", ("overdue",), "unanswered", CLOCK, tells=STAFF),
    ),
)


class _Proposed(Protocol):
    @property
    def is_by_the_same(self) -> bool: ...


def another_person(facts: _Proposed, _at: datetime) -> Refused | None:
    return Refused("decision.refused.same_person") if facts.is_by_the_same else None


# A decision that one person may take is issued at once; one that needs two begins here.
DECISION = Lifecycle(
    name="decision",
    version=1,
    first="proposed",
    states=(
        State("proposed", Actor.STAFF, _days(_DECISION["proposed"])),
        State("issued", final=True),
        State("rejected", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step("confirm", ("proposed",), "issued", STAFF, guards=(another_person,), asks=("reason",)),
        Step("reject", ("proposed",), "rejected", STAFF, guards=(another_person,), asks=("reason",), tells=STAFF),
        Step("lapse", ("proposed",), "lapsed", CLOCK, tells=STAFF),
    ),
)


class _Appealed(Protocol):
    @property
    def took_part(self) -> bool: ...


def another_reviewer(facts: _Appealed, _at: datetime) -> Refused | None:
    return Refused("appeal.refused.same_person") if facts.took_part else None


# What nobody reviews does not stand. The asker is who appeals.
APPEAL = Lifecycle(
    name="appeal",
    version=1,
    first="filed",
    states=(
        State("filed", Actor.STAFF, _days(_APPEAL["filed"])),
        State("overdue", Actor.STAFF, _days(_APPEAL["overdue"])),
        State("upheld", final=True),
        State("reversed", final=True),
        State("withdrawn", final=True),
        State("granted_unreviewed", final=True),
    ),
    steps=(
        Step("uphold", WAITING_APPEAL, "upheld", STAFF, guards=(another_reviewer,), asks=("reason",), tells=ASKER),
        Step("reverse", WAITING_APPEAL, "reversed", STAFF, guards=(another_reviewer,), asks=("reason",), tells=ASKER),
        Step("withdraw", WAITING_APPEAL, "withdrawn", ASKER),
        Step("mark_overdue", ("filed",), "overdue", CLOCK, tells=ASKER | STAFF),
        Step("grant", ("overdue",), "granted_unreviewed", CLOCK, tells=ASKER | STAFF),
    ),
)

LIFECYCLES: tuple[Lifecycle, ...] = (CASE, DECISION, APPEAL)
