"""The life cycles of talk: the off-site contact request, and a text that is kept back. Numbers in `numbers.toml`."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from tachiai.kernel.lifecycle import Actor, Deadline, Fork, Lifecycle, State, Step
from tachiai.kernel.refused import Refused

NUMBERS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("numbers.toml").read_text("utf-8"))
_ASKED = NUMBERS["off_site"]["1"]["asked"]
_HELD = NUMBERS["held"]["1"]["held"]
STAFF, CLOCK, ASKER, ASKED = (frozenset({actor}) for actor in (Actor.STAFF, Actor.CLOCK, Actor.ASKER, Actor.ASKED))

# The asker is one side of a thread, the asked the other; staff decide, because what is asked for is theirs to allow.
OFF_SITE = Lifecycle(
    name="off_site",
    version=1,
    first="asked",
    states=(
        State(
            "asked",
            Actor.STAFF,
            Deadline(
                timedelta(0),
                tuple(timedelta(days=days) for days in _ASKED["reminders"]),
                anchor="decide_by",
                at_least=timedelta(days=_ASKED["at_least"]),
            ),
        ),
        State("granted", final=True),
        State("refused", final=True),
        State("withdrawn", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step("grant", ("asked",), "granted", STAFF, asks=("reason",), tells=ASKER | ASKED),
        Step("refuse", ("asked",), "refused", STAFF, asks=("reason",), tells=ASKER),
        Step("withdraw", ("asked",), "withdrawn", ASKER),
        Step("lapse", ("asked",), "lapsed", CLOCK, tells=ASKER | ASKED),
    ),
)
DECIDED_WITHIN: int = _ASKED["business_days"]


class _Held(Protocol):
    @property
    def can_arrive(self) -> bool: ...


def cannot_arrive(facts: _Held) -> bool:
    """Its author was suspended meanwhile, or one of the two has blocked the other."""
    return not facts.can_arrive


def must_arrive(facts: _Held, _at: datetime) -> Refused | None:
    return Refused("held.refused.cannot_arrive") if cannot_arrive(facts) else None


# The asker is who wrote the text; the other side hears of it only when it arrives.
HELD = Lifecycle(
    name="held",
    version=1,
    first="held",
    states=(
        State(
            "held",
            Actor.STAFF,
            Deadline(
                timedelta(hours=_HELD["hours"]),
                tuple(timedelta(hours=hours) for hours in _HELD["reminder_hours"]),
                until_end_of_day=False,
            ),
        ),
        State("released", final=True),
        State("returned", final=True),
        State("withdrawn", final=True),
    ),
    steps=(
        Step("release", ("held",), "released", STAFF, guards=(must_arrive,), asks=("reason",), tells=ASKER),
        Step("return", ("held",), "returned", STAFF, asks=("reason",), tells=ASKER),
        Step("withdraw", ("held",), "withdrawn", ASKER),
        Step("let_go", ("held",), "released", CLOCK, tells=ASKER, forks=(Fork(cannot_arrive, "returned"),)),
    ),
)
HELD_HOURS: int = _HELD["hours"]
CONSENT_VERSION: int = NUMBERS["consent"]["version"]

LIFECYCLES: tuple[Lifecycle, ...] = (OFF_SITE, HELD)
