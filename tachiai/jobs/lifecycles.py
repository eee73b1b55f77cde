"""The life cycles before a contract. Numbers in days, from `numbers.toml` beside this file."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from tachiai.jobs.rules import ListingFacts
from tachiai.kernel.lifecycle import Actor, Deadline, Fork, Lifecycle, State, Step
from tachiai.kernel.refused import Refused

_NUMBERS = tomllib.loads(Path(__file__).with_name("numbers.toml").read_text("utf-8"))
CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
ASKER, ASKED = frozenset({Actor.ASKER}), frozenset({Actor.ASKED})
NOBODY: frozenset[Actor] = frozenset()
PUT_UP = ("open", "recruiting_suspended", "suspended")
# The states in which staff may still stop a listing. What has closed takes no proposals, and can only be hidden.
STOPPABLE = {"recruiting": PUT_UP, "listing": (*PUT_UP, "closed")}


def _deadline(lifecycle: str, state: str, anchor: str | None = None, version: int = 1) -> Deadline:
    numbers = _NUMBERS[lifecycle][str(version)][state]
    return Deadline(
        timedelta(days=numbers["days"]),
        tuple(timedelta(days=days) for days in numbers["reminders"]),
        anchor=anchor,
        at_least=timedelta(days=numbers.get("at_least", 0)),
    )


def _stopped(state: str) -> Deadline:
    return _deadline("listing", state, anchor="apply_by", version=2)


def _recruiting_is_suspended(facts: ListingFacts) -> bool:
    return facts.recruiting_is_suspended


def _by_a_decision(facts: ListingFacts, at: datetime) -> Refused | None:
    return None if facts.recruiting_is_suspended or facts.is_suspended else Refused("jobs.refused.no_decision")


# What staff stopped (`recruiting_suspended`: it takes no proposals; `suspended`: it is not shown either) may still be
# closed. Whether it is shown then, the columns of the listing say.
LISTING = Lifecycle(
    name="listing",
    version=2,
    first="draft",
    states=(
        State("draft", Actor.CLIENT, _deadline("listing", "draft", anchor="changed_at", version=2)),
        State("open", Actor.CLIENT, _deadline("listing", "open", anchor="apply_by", version=2)),
        State("recruiting_suspended", Actor.CLIENT, _stopped("recruiting_suspended")),
        State("suspended", Actor.CLIENT, _stopped("suspended")),
        State("closed", final=True),
        State("discarded", final=True),
    ),
    steps=(
        Step("publish", ("draft",), "open", CLIENT),
        Step("discard", ("draft",), "discarded", CLIENT),
        Step("discard_unused", ("draft",), "discarded", CLOCK, tells=CLIENT),
        Step("suspend_recruiting", ("open",), "recruiting_suspended", STAFF, (_by_a_decision,), tells=CLIENT),
        Step("suspend", ("open", "recruiting_suspended"), "suspended", STAFF, (_by_a_decision,), tells=CLIENT),
        Step("resume_recruiting", ("recruiting_suspended",), "open", STAFF, tells=CLIENT),
        Step(
            "resume",
            ("suspended",),
            "open",
            STAFF,
            tells=CLIENT,
            forks=(Fork(_recruiting_is_suspended, "recruiting_suspended"),),
        ),
        Step("close", PUT_UP, "closed", CLIENT | STAFF, tells=CLIENT),
        Step("close_by_deadline", PUT_UP, "closed", CLOCK, tells=CLIENT),
    ),
)

PROPOSAL = Lifecycle(
    name="proposal",
    version=1,
    first="sent",
    states=(
        State("sent", Actor.CLIENT, _deadline("proposal", "sent", anchor="changed_at")),
        State("negotiating", Actor.CLIENT, _deadline("proposal", "negotiating", anchor="changed_at")),
        State("contracted", final=True),
        State("declined", final=True),
        State("withdrawn", final=True),
        State("expired", final=True),
    ),
    steps=(
        Step("open_terms", ("sent",), "negotiating", CLIENT, tells=WORKER),
        Step("contract", ("negotiating",), "contracted", CLIENT | WORKER),
        Step("decline", ("sent", "negotiating"), "declined", CLIENT, asks=("reason",), tells=WORKER),
        Step("withdraw", ("sent", "negotiating"), "withdrawn", WORKER, tells=CLIENT),
        Step("expire", ("sent", "negotiating"), "expired", CLOCK, tells=CLIENT | WORKER),
    ),
)

# Beside a proposal, and beside the contract made of it. `overtake`: the proposal ends without a contract.
CONFIDENTIALITY = Lifecycle(
    name="confidentiality",
    version=1,
    first="asked",
    states=(
        State("asked", Actor.ASKED, _deadline("confidentiality", "asked")),
        State("agreed", final=True),
        State("declined", final=True),
        State("withdrawn", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step("agree", ("asked",), "agreed", ASKED, asks=("signature",), tells=ASKER),
        Step("decline", ("asked",), "declined", ASKED, tells=ASKER),
        Step("withdraw", ("asked",), "withdrawn", ASKER, tells=ASKED),
        Step("lapse", ("asked",), "lapsed", CLOCK, tells=ASKER | ASKED),
        Step("overtake", ("asked",), "lapsed", NOBODY, through=("proposal",)),
    ),
)
PAUSE = timedelta(days=_NUMBERS["confidentiality"]["1"]["pause"]["days"])

LIFECYCLES: tuple[Lifecycle, ...] = (LISTING, PROPOSAL, CONFIDENTIALITY)
