"""What is told to whom about a week: kinds derived from its life cycle, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.contracts import announcements
from tachiai.contracts.hourly.facts import cycle_of, division_of, held_by, worked
from tachiai.contracts.hourly.models import Week
from tachiai.contracts.rules.hourly import minutes_as_clock
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.kernel.requests import other_side
from tachiai.notices.rules import reminder_kinds, step_kinds


def path_of(week: Week) -> str:
    """The page of a week, as a path."""
    return f"{announcements.path_of(week.contract)}weeks/{week.number}/"


def taken(week: Week, step: Step, by: By, at: datetime, answers: Mapping[str, Any], division: tuple[int, int]) -> None:
    """Everybody whom the step tells, except the one who took it. `division`: yen to the worker and to the client."""
    kinds = step_kinds(cycle_of(week), step, week.state)
    told = {actor: kind for actor, kind in kinds.items() if actor is not by.actor}
    share, rest = division
    more = {"reason": str(answers.get("reason", "")), "share_yen": share, "rest_yen": rest}
    taken_by = by.actor if by.actor in (Actor.CLIENT, Actor.WORKER) else None
    announcements.tell_of(week.contract, told, at, {**_gaps(week), **more}, path=path_of(week), taken_by=taken_by)


def reminder(week: Week, at: datetime) -> None:
    """Both sides hear of the deadline, and staff where it is theirs."""
    gaps = {**_gaps(week), "share_yen": worked(week), "rest_yen": week.price - worked(week)}
    kinds = reminder_kinds(cycle_of(week), week.state)
    announcements.tell_of(week.contract, kinds, at, gaps, path=path_of(week))


def deposit_announced(week: Week, reference: str, amount: int, at: datetime) -> None:
    """Staff: a client says that money for a week is on its way."""
    announcements.deposit_announced(week.contract, reference, amount, at)


def line_word(week: Week, by: Actor, text: str, at: datetime) -> None:
    """The other side: this one asked or answered something about a line."""
    kinds = {(other := other_side(by)): f"week.line_word.{other}"}
    announcements.tell_of(week.contract, kinds, at, {**_gaps(week), "text": text}, path=path_of(week), taken_by=by)


def timer_stopped(week: Week, stopped_at: datetime, at: datetime) -> None:
    """The worker: a timer stopped by itself, and a line was written."""
    kinds = {Actor.WORKER: "week.timer_stopped.worker"}
    announcements.tell_of(week.contract, kinds, at, {**_gaps(week), "stopped_at": stopped_at}, path=path_of(week))


def _gaps(week: Week) -> dict[str, object]:
    contested = held_by(week) if week.contested_minutes else division_of(week).contested
    return {
        "number": week.number,
        "begins_at": week.span.begins_at,
        "price_yen": week.price,
        "hours": minutes_as_clock(week.minutes),
        "contested_yen": contested,
        **({"due_at": week.due_at} if week.due_at else {}),
    }
