"""The life-cycle engine: one typed declaration, from which buttons, clicks, timers, texts and proofs are derived.

A life cycle is a set of states and steps. A step says from where to where it leads, who may take it, which guards
must agree, what it asks for, which movements of money it causes and who is told. A state that waits has a deadline;
when it passes, the clock takes the state's one clock step. Nothing here touches a database or reads the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.refused import Refused


class Actor(StrEnum):
    """Who may take a step. The clock acts when nobody did in time.

    Client and worker are the two sides of a contract. In a request that one side opens beside it, the same two are
    also the asker and the asked.
    """

    CLIENT = "client"
    WORKER = "worker"
    STAFF = "staff"
    CLOCK = "clock"
    ASKER = "asker"
    ASKED = "asked"


class Facts(Protocol):
    """What guards and deadlines may look at: a frozen snapshot with at least the state; deadlines name others."""

    @property
    def state(self) -> str: ...


Guard = Callable[[Any, datetime], Refused | None]


@dataclass(frozen=True)
class Deadline:
    """When the clock acts: `length` after the anchor, at the end of that day, never sooner than `at_least` after entry.

    `anchor` names a moment among the facts; None means the moment at which the state was entered. Reminders are
    counted from the same anchor, or from another one (`remind_from`), and may be negative (before an agreed date);
    those already past on entry are skipped. When `at_least` moves the deadline, its reminders move with it.
    """

    length: timedelta
    reminders: tuple[timedelta, ...] = ()
    anchor: str | None = None
    remind_from: str | None = None
    at_least: timedelta = timedelta(0)
    until_end_of_day: bool = True

    def due_at(self, facts: Facts, entered_at: datetime) -> datetime:
        due = max(_moment(facts, self.anchor, entered_at) + self.length, entered_at + self.at_least)
        return end_of_day(due) if self.until_end_of_day else due

    def remind_at(self, facts: Facts, entered_at: datetime, after: datetime) -> datetime | None:
        """The next reminder later than `after` and before the deadline, if any."""
        counted_from = _moment(facts, self.remind_from or self.anchor, entered_at)
        if self.remind_from in (None, self.anchor):
            counted_from = max(counted_from, entered_at + self.at_least - self.length)
        due = self.due_at(facts, entered_at)
        return min((m for m in (counted_from + r for r in self.reminders) if after < m < due), default=None)


def _moment(facts: Facts, anchor: str | None, entered_at: datetime) -> datetime:
    return entered_at if anchor is None else getattr(facts, anchor)


@dataclass(frozen=True)
class State:
    """`waits_for` is who should act next. Every state that is not final has one, and a deadline; only a state that
    requests lead out of waits for nobody itself. `alone`: its reminders concern only the one who is waited for."""

    name: str
    waits_for: Actor | None = None
    deadline: Deadline | None = None
    final: bool = False
    alone: bool = False


@dataclass(frozen=True)
class Fork:
    """Where a step leads instead, `when` that is true of the facts before it."""

    when: Callable[[Any], bool]
    to: str


@dataclass(frozen=True)
class Step:
    """Leads from any of `sources` to `to`, or to where the first true fork says. Without `to` the state stays as it
    is, with the deadline that it has.

    A step without anybody in `by` is only ever caused by the requests named in `through`, in their own transaction.
    """

    name: str
    sources: tuple[str, ...]
    to: str
    by: frozenset[Actor]
    guards: tuple[Guard, ...] = ()
    asks: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    tells: frozenset[Actor] = frozenset()
    forks: tuple[Fork, ...] = ()
    through: tuple[str, ...] = ()

    def destinations(self, source: str) -> tuple[str, ...]:
        """Every state to which this step may lead from `source`."""
        return (self.to or source, *(fork.to for fork in self.forks))

    def destination(self, facts: Facts) -> str:
        """The state to which this step leads, with these facts before it."""
        return next((fork.to for fork in self.forks if fork.when(facts)), self.to) or facts.state


@dataclass(frozen=True)
class Offered:
    """A step as one actor meets it now: open when `refused` is empty, otherwise with every reason why not."""

    step: Step
    refused: tuple[Refused, ...]

    @property
    def is_open(self) -> bool:
        return not self.refused


@dataclass(frozen=True)
class Lifecycle:
    """`family`: life cycles that are variants of one another are told in the same words, those of their family."""

    name: str
    version: int
    first: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    family: str = ""

    @property
    def words(self) -> str:
        """The first word of its texts: <words>.state.<state>, <words>.step.<step> and so on."""
        return self.family or self.name

    def state(self, name: str) -> State:
        return next(state for state in self.states if state.name == name)

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def steps_from(self, state: str, by: frozenset[Actor] | None = None) -> tuple[Step, ...]:
        """The steps out of `state` that one of `by` may take; None: every step, those that requests cause too."""
        return tuple(step for step in self.steps if state in step.sources and (by is None or step.by & by))

    def clock_step(self, state: str) -> Step | None:
        """What happens by default when the state's deadline passes."""
        return next(iter(self.steps_from(state, frozenset({Actor.CLOCK}))), None)

    def offered(self, facts: Facts, actor: Actor, at: datetime) -> tuple[Offered, ...]:
        """Every step that `actor` could ever take, each with the reasons why not now. Draws and authorises alike."""
        return tuple(Offered(step, self.refusals(step, facts, actor, at)) for step in self.steps if actor in step.by)

    def refusals(self, step: Step, facts: Facts, actor: Actor, at: datetime) -> tuple[Refused, ...]:
        if actor not in step.by:
            return (Refused("lifecycle.not_yours"),)
        if facts.state not in step.sources:
            return (Refused("lifecycle.not_now", {"state": f"{self.words}.state.{facts.state}"}),)
        return tuple(refused for guard in step.guards if (refused := guard(facts, at)) is not None)

    def due_at(self, facts: Facts, entered_at: datetime) -> datetime | None:
        deadline = self.state(facts.state).deadline
        return deadline.due_at(facts, entered_at) if deadline else None

    def remind_at(self, facts: Facts, entered_at: datetime, after: datetime) -> datetime | None:
        deadline = self.state(facts.state).deadline
        return deadline.remind_at(facts, entered_at, after) if deadline else None

    def forecast(self, facts: Facts, due_at: datetime | None) -> tuple[tuple[datetime, Step], ...]:
        """What the clock will do if everybody stays silent: moments and steps, in order, up to an end."""
        coming: list[tuple[datetime, Step]] = []
        while due_at is not None and len(coming) < len(self.steps):
            step = self.clock_step(facts.state)
            if step is None:
                break
            coming.append((due_at, step))
            facts = replace(facts, state=step.destination(facts))  # type: ignore[type-var]
            due_at = self.due_at(facts, due_at)
        return tuple(coming)
