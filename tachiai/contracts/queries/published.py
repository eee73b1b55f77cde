"""What is published about the clocks of contracts: every number of the declarations by its name, and what silence
leads to, day by day. Pages that explain take their figures from here, so that none is ever typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from math import ceil

from tachiai.contracts.lifecycles import FIXED_PRICE, HOURLY, LIFECYCLES, WEEK, request_called
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.jobs.events import InspectionAsked
from tachiai.kernel.lifecycle import Lifecycle


@dataclass(frozen=True)
class Moment:
    """Something that the clock does `day` days after the start (negative: before). `text` is what it does, as in the
    clock bar; for a reminder it is empty."""

    day: int
    text: str


def numbers() -> dict[str, int]:
    """Days of every deadline as <life cycle>_<state>, and the limits of requests by their names."""
    deadlines = {
        f"{cycle.words}_{state.name}": state.deadline.length.days
        for cycle in LIFECYCLES
        for state in cycle.states
        if state.deadline
    }
    return {**deadlines, **asdict(LIMITS)}


def inspection_days(asked: InspectionAsked) -> int:
    """Listener: how many days after the due date an inspection is over at the latest, accepted by the clock."""
    if asked.form == HOURLY.name:
        review = WEEK.state("review").deadline
        return ceil(review.length / timedelta(days=1)) if review else 0
    return silence(FIXED_PRICE.name, "delivered")[-1].day


def silence(lifecycle: str, state: str) -> tuple[Moment, ...]:
    """Everything that happens when both stay silent from `state` on, until it ends; day 0 is what the first deadline is
    counted from. LookupError for a life cycle that is none of a contract's."""
    cycle = FIXED_PRICE if lifecycle == FIXED_PRICE.name else request_called(lifecycle).lifecycle
    return tuple(_silence(cycle, state))


def _silence(cycle: Lifecycle, name: str) -> Iterator[Moment]:
    start = 0
    while (step := cycle.clock_step(name)) is not None and (deadline := cycle.state(name).deadline) is not None:
        yield from (Moment(start + reminder.days, "") for reminder in deadline.reminders)
        start += deadline.length.days
        yield Moment(start, f"{cycle.words}.then.{step.name}")
        name = step.to
