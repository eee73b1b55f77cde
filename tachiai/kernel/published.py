"""What is published about clocks: the length of every deadline by its name, and what silence leads to, day by day.

Pages that explain take their figures from here, so that none is ever typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tachiai.kernel.lifecycle import Lifecycle


@dataclass(frozen=True)
class Moment:
    """Something that the clock does `day` days after the start (negative: before). `text` is what it does, as in the
    clock bar; for a reminder it is empty."""

    day: int
    text: str


def deadlines(cycles: Iterable[Lifecycle]) -> dict[str, int]:
    """Days of every deadline as <life cycle>_<state>. Variants that share their words with none of the others by name,
    as the levels of a mediation do, stand under those words."""
    known = tuple(cycles)
    names = {cycle.name for cycle in known}
    return {
        f"{cycle.name if cycle.words in names else cycle.words}_{state.name}": state.deadline.length.days
        for cycle in known
        for state in cycle.states
        if state.deadline
    }


def silence(cycle: Lifecycle, state: str) -> tuple[Moment, ...]:
    """Everything that happens when everybody stays silent from `state` on, until it ends; day 0 is what the first
    deadline is counted from."""
    return tuple(_silence(cycle, state))


def _silence(cycle: Lifecycle, name: str) -> Iterator[Moment]:
    start = 0
    while (step := cycle.clock_step(name)) is not None and (deadline := cycle.state(name).deadline) is not None:
        yield from (Moment(start + reminder.days, "") for reminder in deadline.reminders)
        start += deadline.length.days
        yield Moment(start, f"{cycle.words}.then.{step.name}")
        name = step.to
