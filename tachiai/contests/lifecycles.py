"""The life cycle of a contest. Numbers in days, from `numbers.toml` beside this file (domain 1.5, design 5.1).

The deposit covers every prize before anything is published. An adoption (`award`, `award_last`) takes one prize out of
it, which the contract of that award deposits anew in the same transaction. Without proposals the deposit goes back at
the deadline; a client who stays silent after it gets it back after three weeks, unless an adoption was promised: then
the prizes are shared among the proposals that meet the brief.
"""

from __future__ import annotations

from datetime import timedelta

from tachiai.contests.rules import (
    CHOOSING,
    NUMBERS,
    funds_are_ready,
    is_not_stopped,
    is_promised,
    more_than_one_prize_is_left,
    one_prize_is_left,
    the_deadline_is_far,
    the_promise_is_kept,
    there_is_a_proposal,
)
from tachiai.kernel.lifecycle import Actor, Deadline, Fork, Lifecycle, State, Step
from tachiai.money.rules import DEPOSIT_ESCROW, PAY_PART, RETURN_PART, RETURN_REST

NAME, VERSION = "contest", 1
CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
NOBODY: frozenset[Actor] = frozenset()
RUNNING = ("open", *CHOOSING)


def _deadline(name: str, anchor: str | None = None) -> Deadline:
    numbers = NUMBERS[NAME][str(VERSION)][name]
    return Deadline(
        timedelta(days=numbers["days"]),
        tuple(timedelta(days=days) for days in numbers["reminders"]),
        anchor=anchor,
        at_least=timedelta(days=numbers.get("at_least", 0)),
    )


CONTEST = Lifecycle(
    name=NAME,
    version=VERSION,
    first="awaiting_deposit",
    states=(
        State("awaiting_deposit", Actor.CLIENT, _deadline("deposit")),
        State("open", Actor.CLIENT, _deadline("open", anchor="apply_by")),
        State("selecting", Actor.CLIENT, _deadline("selecting")),
        State("selecting_overdue", Actor.CLIENT, _deadline("selecting_overdue")),
        State("awarded", final=True),
        State("finished", final=True),
        State("shared", final=True),
        State("returned", final=True),
        State("withdrawn", final=True),
        State("lapsed", final=True),
    ),
    steps=(
        Step(
            "deposit",
            ("awaiting_deposit",),
            "open",
            CLIENT | STAFF,
            guards=(funds_are_ready,),
            moves=(DEPOSIT_ESCROW,),
            tells=CLIENT,
        ),
        Step("withdraw", ("awaiting_deposit",), "withdrawn", CLIENT),
        Step("lapse", ("awaiting_deposit",), "lapsed", CLOCK, tells=CLIENT),
        Step(
            "end_early",
            ("open",),
            "",
            CLIENT,
            guards=(there_is_a_proposal, the_deadline_is_far, is_not_stopped),
            tells=WORKER,
        ),
        Step("close_applications", ("open",), "selecting", CLOCK, tells=CLIENT | WORKER),
        # In the same transaction as the deadline, or as the withdrawal of the last proposal that stood.
        Step(
            "return_unanswered",
            CHOOSING,
            "returned",
            NOBODY,
            moves=(RETURN_REST,),
            tells=CLIENT,
            through=("no proposal left",),
        ),
        Step(
            "award",
            CHOOSING,
            "",
            CLIENT,
            guards=(more_than_one_prize_is_left, is_not_stopped),
            asks=("proposal",),
            moves=(RETURN_PART,),
        ),
        Step(
            "award_last",
            CHOOSING,
            "awarded",
            CLIENT,
            guards=(one_prize_is_left, is_not_stopped),
            asks=("proposal",),
            moves=(RETURN_REST,),
            tells=WORKER,
        ),
        Step(
            "finish",
            CHOOSING,
            "finished",
            CLIENT,
            guards=(the_promise_is_kept,),
            asks=("reason",),
            moves=(RETURN_REST,),
            tells=WORKER,
        ),
        Step("mark_selection_overdue", ("selecting",), "selecting_overdue", CLOCK, tells=CLIENT | WORKER | STAFF),
        Step(
            "lapse_selection",
            ("selecting_overdue",),
            "returned",
            CLOCK,
            moves=(PAY_PART, RETURN_REST),
            tells=CLIENT | WORKER,
            forks=(Fork(is_promised, "shared"),),
        ),
    ),
)
LIFECYCLES: tuple[Lifecycle, ...] = (CONTEST,)
