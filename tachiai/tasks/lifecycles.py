"""The life cycles of a task job and of one submission. Numbers in `numbers.toml` beside this file.

Silence follows the record: what was answered and not looked at is paid, what nobody answered goes back. Nobody stops
paying for answers by stopping the job: however it ends, it is reviewed first.
"""

from __future__ import annotations

from datetime import timedelta

from tachiai.kernel.lifecycle import Actor, Deadline, Lifecycle, State, Step
from tachiai.money.rules import DEPOSIT_ESCROW, PAY_PART, RETURN_REST
from tachiai.tasks.rules import (
    NUMBERS,
    a_pause_is_left,
    a_place_is_left,
    a_refusal_is_left,
    everything_is_settled,
    funds_are_ready,
    the_job_goes_on,
)

CLIENT, WORKER, STAFF, CLOCK = (frozenset({actor}) for actor in (Actor.CLIENT, Actor.WORKER, Actor.STAFF, Actor.CLOCK))
BOTH = CLIENT | WORKER
RUNNING = ("open", "paused")
HOLDING = (*RUNNING, "reviewing")
HELD = ("taken", "overdue")
LATE_MINUTES: int = NUMBERS["submission"]["1"]["overdue"]["minutes"]


def _deadline(lifecycle: str, state: str, anchor: str | None = None) -> Deadline:
    numbers = NUMBERS[lifecycle]["1"][state]
    by_minutes = "minutes" in numbers
    return Deadline(
        timedelta(days=numbers.get("days", 0), minutes=numbers.get("minutes", 0)),
        tuple(timedelta(days=days) for days in numbers.get("reminders", ()))
        + tuple(timedelta(minutes=minutes) for minutes in numbers.get("reminders_minutes", ())),
        anchor=anchor,
        at_least=timedelta(days=numbers.get("at_least", 0), minutes=numbers.get("at_least_minutes", 0)),
        until_end_of_day=not by_minutes,
    )


TASK = Lifecycle(
    name="task",
    version=1,
    first="awaiting_deposit",
    states=(
        State("awaiting_deposit", Actor.CLIENT, _deadline("task", "awaiting_deposit")),
        State("open", Actor.CLIENT, _deadline("task", "open", anchor="ends_at")),
        State("paused", Actor.CLIENT, _deadline("task", "paused", anchor="ends_at")),
        State("reviewing", Actor.CLIENT, _deadline("task", "reviewing")),
        State("completed", final=True),
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
        Step("withdraw", ("awaiting_deposit",), "lapsed", CLIENT),
        Step("lapse", ("awaiting_deposit",), "lapsed", CLOCK, tells=CLIENT),
        Step("pause", ("open",), "paused", CLIENT, guards=(a_pause_is_left,)),
        Step("resume", ("paused",), "open", CLIENT),
        Step("close", RUNNING, "reviewing", CLIENT, tells=BOTH),
        Step("stop", RUNNING, "reviewing", STAFF, asks=("reason",), tells=BOTH),
        Step("end_with_listing", RUNNING, "reviewing", CLOCK, tells=BOTH),
        Step("finish", HOLDING, "completed", CLIENT, guards=(everything_is_settled,), moves=(RETURN_REST,)),
        Step("complete", ("reviewing",), "completed", CLOCK, moves=(PAY_PART, RETURN_REST), tells=CLIENT),
    ),
)

_MAY_REFUSE = (the_job_goes_on, a_refusal_is_left)
# The money is that of the job: `approve`, `deem_approved` and `take_back_refusal` pay a part of its escrow.
SUBMISSION = Lifecycle(
    name="submission",
    version=1,
    first="taken",
    states=(
        State("taken", Actor.WORKER, _deadline("submission", "taken", anchor="slot_ends_at"), alone=True),
        State("overdue", Actor.WORKER, _deadline("submission", "overdue"), alone=True),
        State("submitted", Actor.CLIENT, _deadline("submission", "submitted", anchor="ends_at"), alone=True),
        State("refused", Actor.CLIENT, _deadline("submission", "refused", anchor="ends_at"), alone=True),
        State("approved", final=True),
        State("not_approved", final=True),
        State("freed", final=True),
    ),
    steps=(
        Step("submit", ("taken",), "submitted", WORKER),
        Step("submit_late", ("overdue",), "submitted", WORKER, guards=(a_place_is_left, the_job_goes_on)),
        Step("give_back", HELD, "freed", WORKER),
        Step("time_out", ("taken",), "overdue", CLOCK),
        Step("free", ("overdue",), "freed", CLOCK),
        Step("approve", ("submitted",), "approved", CLIENT, guards=(the_job_goes_on,)),
        Step("deem_approved", ("submitted",), "approved", CLOCK),
        Step(
            "refuse", ("submitted",), "refused", CLIENT, guards=(the_job_goes_on, a_refusal_is_left), asks=("reason",)
        ),
        Step("take_back_refusal", ("refused",), "approved", CLIENT, guards=(the_job_goes_on,)),
        Step("keep_refusal", ("refused",), "not_approved", CLOCK),
    ),
)

LIFECYCLES: tuple[Lifecycle, ...] = (TASK, SUBMISSION)
