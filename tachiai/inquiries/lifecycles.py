"""The life cycle of an inquiry. Numbers in `numbers.toml`.

The asker is who asks the office; the asked is the other side of the contract, if staff contact it. Who has it in hand
is a column and no state: to take it and to give it back moves no deadline.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol

from tachiai.inquiries.rules.asking import MOST_REPLIES
from tachiai.inquiries.rules.numbers import NUMBERS
from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.kernel.refused import Refused

_N = NUMBERS["inquiry"]["1"]
STAFF, CLOCK, ASKER, ASKED = (frozenset({who}) for who in (Actor.STAFF, Actor.CLOCK, Actor.ASKER, Actor.ASKED))


class _Inquiry(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def is_assigned(self) -> bool: ...
    @property
    def is_contacted(self) -> bool: ...
    @property
    def has_contract(self) -> bool: ...
    @property
    def is_handed_over(self) -> bool: ...
    @property
    def replies(self) -> int: ...


def must_be_free(facts: _Inquiry, _at: datetime) -> Refused | None:
    """What is overdue may be taken over."""
    is_kept = facts.is_assigned and facts.state != "overdue"
    return Refused("inquiry.refused.taken") if is_kept else None


def must_be_taken(facts: _Inquiry, _at: datetime) -> Refused | None:
    return None if facts.is_assigned else Refused("inquiry.refused.not_taken")


def must_be_about_a_contract(facts: _Inquiry, _at: datetime) -> Refused | None:
    return None if facts.has_contract else Refused("inquiry.refused.no_contract")


def must_be_handed_over(facts: _Inquiry, _at: datetime) -> Refused | None:
    """The routes of the office: a contest after the adoption, and work that was delivered."""
    if not facts.has_contract:
        return Refused("inquiry.refused.no_contract")
    return None if facts.is_handed_over else Refused("inquiry.refused.not_handed_over")


def only_once(facts: _Inquiry, _at: datetime) -> Refused | None:
    return Refused("inquiry.refused.contacted") if facts.is_contacted else None


def replies_are_left(facts: _Inquiry, _at: datetime) -> Refused | None:
    return Refused("inquiry.refused.said_enough", {"most": MOST_REPLIES}) if facts.replies >= MOST_REPLIES else None


def _days(given: dict[str, Any]) -> Deadline:
    return Deadline(timedelta(days=given["days"]), tuple(timedelta(days=days) for days in given["reminders"]))


WAITING = ("waiting", "overdue")
OPEN = (*WAITING, "answered")
INQUIRY = Lifecycle(
    name="inquiry",
    version=1,
    first="waiting",
    states=(
        State(
            "waiting",
            Actor.STAFF,
            Deadline(
                timedelta(0),
                tuple(timedelta(hours=hours) for hours in _N["waiting"]["reminder_hours"]),
                anchor="answer_by",
                at_least=timedelta(hours=_N["waiting"]["at_least_hours"]),
            ),
            alone=True,
        ),
        State("overdue", Actor.STAFF, _days(_N["overdue"]), alone=True),
        State("answered", Actor.ASKER, _days(_N["answered"]), alone=True),
        State("closed", Actor.ASKER, _days(_N["closed"]), alone=True),
        State("merged", final=True),
        State("led_on", final=True),
        State("settled", final=True),
        State("unanswered", final=True),
    ),
    steps=(
        Step("take", OPEN, "", STAFF, guards=(must_be_free,)),
        Step("give_back", OPEN, "", STAFF, guards=(must_be_taken,)),
        Step("answer", OPEN, "answered", STAFF, guards=(must_be_taken,), asks=("text",), tells=ASKER),
        Step(
            "contact_other_side",
            OPEN,
            "",
            STAFF,
            guards=(must_be_taken, must_be_handed_over, only_once),
            asks=("text",),
            tells=ASKER | ASKED,
        ),
        Step("merge", OPEN, "merged", STAFF, guards=(must_be_taken,), tells=ASKER),
        Step("lead_on", OPEN, "led_on", STAFF, guards=(must_be_taken,), tells=ASKER),
        Step(
            "lead_to_request",
            OPEN,
            "led_on",
            STAFF,
            guards=(must_be_taken, must_be_about_a_contract),
            asks=("request", "text"),
            tells=ASKER,
        ),
        Step("finish", OPEN, "closed", STAFF, guards=(must_be_taken,), asks=("reason",), tells=ASKER),
        Step("reopen", ("closed",), "waiting", STAFF, guards=(replies_are_left,)),
        Step("reply", ("answered", "closed"), "waiting", ASKER, guards=(replies_are_left,)),
        Step("close", OPEN, "closed", ASKER),
        Step("mark_overdue", ("waiting",), "overdue", CLOCK, tells=STAFF),
        Step("give_up", ("overdue",), "unanswered", CLOCK, tells=ASKER | STAFF),
        Step("close_silent", ("answered",), "closed", CLOCK, tells=ASKER),
        Step("settle", ("closed",), "settled", CLOCK),
    ),
)

LIFECYCLES: tuple[Lifecycle, ...] = (INQUIRY,)
