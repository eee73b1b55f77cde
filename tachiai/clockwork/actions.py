"""Walking: one step of one row, and the sweep that takes the steps nobody took in time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from tachiai.clockwork.models import ClockShift, StepRecord, WalkingRow
from tachiai.kernel.lifecycle import Actor, Facts, Lifecycle, Step
from tachiai.kernel.refused import Refusal, Refused

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=WalkingRow)
BATCH = 50
RETRY_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class By:
    """Who takes a step: in which role, and which person (None for the clock)."""

    actor: Actor
    person_id: int | None = None


BY_CLOCK = By(Actor.CLOCK)


@dataclass
class Swept:
    """What one sweep did."""

    fired: int = 0
    failed: int = 0


def enter(row: WalkingRow, lifecycle: Lifecycle, facts: Facts, at: datetime) -> None:
    """Set `row` into the state of `facts` as of `at`, with its deadline and first reminder. Does not save."""
    row.state = facts.state
    row.entered_at = at
    row.stalled_until = None
    row.due_at = lifecycle.due_at(facts, at)
    row.remind_at = lifecycle.remind_at(facts, at, after=at)


def postpone(row: WalkingRow, lifecycle: Lifecycle, facts: Facts, at: datetime) -> None:
    """Count deadline and reminders anew after a fact they are counted from has moved. Does not save."""
    row.due_at = lifecycle.due_at(facts, row.entered_at)
    row.remind_at = lifecycle.remind_at(facts, row.entered_at, after=at)


def authorise(lifecycle: Lifecycle, step_name: str, facts: Facts, by: By, at: datetime) -> Step:
    """The step, if `by` may take it now. Refusal with every reason otherwise; an unknown step is refused too."""
    if step_name not in {step.name for step in lifecycle.steps}:
        raise Refusal(Refused("lifecycle.no_such_step"))
    step = lifecycle.step(step_name)
    if refused := lifecycle.refusals(step, facts, by.actor, at):
        raise Refusal(*refused)
    return step


def record(
    row: WalkingRow, records: type[StepRecord], step: Step, *, by: By, at: datetime, answers: Mapping[str, Any]
) -> StepRecord:
    """Write the trace of `step` on the locked `row`, before it enters the next state. Saves only the record."""
    row.steps_taken += 1
    taken: dict[str, Any] = {"subject_id": row.pk}
    return records._default_manager.create(
        **taken,
        number=row.steps_taken,
        step=step.name,
        from_state=row.state,
        to_state=step.to,
        actor=by.actor,
        person_id=by.person_id,
        taken_at=at,
        deadline_at=row.due_at,
        answers=dict(answers),
    )


def fire_due(
    model: type[Row], fire: Callable[[Row, datetime], None], *, at: datetime, most: int | None = None
) -> Swept:
    """Call `fire` for every row whose deadline has come as of `at`, each exactly once, by any number of workers.

    Rows are claimed with SKIP LOCKED in batches of one transaction. A row whose step fails is logged, set aside for
    RETRY_AFTER and stands in nobody's way.
    """
    return _sweep(model, "due_at", fire, at=at, most=most)


def fire_reminders(
    model: type[Row], remind: Callable[[Row, datetime], None], *, at: datetime, most: int | None = None
) -> Swept:
    """Call `remind` for every row whose reminder has come; it must move `remind_at` on and save."""
    return _sweep(model, "remind_at", remind, at=at, most=most)


def _sweep(
    model: type[Row], column: str, act: Callable[[Row, datetime], None], *, at: datetime, most: int | None
) -> Swept:
    swept = Swept()
    while most is None or swept.fired + swept.failed < most:
        with transaction.atomic():
            due = Q(**{f"{column}__lte": at}) & (Q(stalled_until=None) | Q(stalled_until__lte=at))
            rows = list(model._default_manager.filter(due).order_by(column).select_for_update(skip_locked=True)[:BATCH])
            for row in rows:
                _act_once(row, act, at, swept)
        if not rows:
            break
    return swept


def _act_once(row: Row, act: Callable[[Row, datetime], None], at: datetime, swept: Swept) -> None:
    try:
        with transaction.atomic():
            act(row, at)
        swept.fired += 1
    except Exception:
        log.exception("clock: %s %s stalled", row._meta.label, row.pk)
        type(row)._default_manager.filter(pk=row.pk).update(stalled_until=at + RETRY_AFTER)
        swept.failed += 1


def move_demo_clock(*, by: timedelta) -> None:
    """Demo only: move the market's clock ahead. ValueError in a real market or for a move back."""
    if not settings.DEMO or by < timedelta(0):
        raise ValueError("only a demo market has a time machine, and it only goes forward")
    ClockShift.objects.get_or_create(only=True)
    ClockShift.objects.update(seconds=F("seconds") + int(by.total_seconds()))
