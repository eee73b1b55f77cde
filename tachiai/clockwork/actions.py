"""Walking: one step of one row, and the sweep that takes the steps nobody took in time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from tachiai.clockwork.events import StaffStepTaken
from tachiai.clockwork.models import ClockShift, DemoYear, StepRecord, WalkingRow
from tachiai.clockwork.quiet import is_quiet
from tachiai.clockwork.writing import insert
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Actor, Facts, Lifecycle, Step
from tachiai.kernel.refused import Refusal, Refused

log = logging.getLogger(__name__)

Row = TypeVar("Row", bound=WalkingRow)
ROUND = 50
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
    row: WalkingRow,
    records: type[StepRecord],
    step: Step,
    to: str,
    *,
    by: By,
    at: datetime,
    answers: Mapping[str, Any],
    **more: object,
) -> StepRecord:
    """Write the trace of `step` on the locked `row`, before it enters the state `to`. Saves only the record.

    `more` are columns that the record has beyond those of every record. Publishes `StaffStepTaken` for staff.
    """
    row.steps_taken += 1
    if by.actor is Actor.STAFF and by.person_id is not None:
        reason = str(answers.get("reason", ""))
        publish(StaffStepTaken(by.person_id, step.name, row._meta.label_lower, row.pk, reason, at))
    taken: dict[str, Any] = {"subject_id": row.pk, **more}
    trace = records(
        **taken,
        number=row.steps_taken,
        step=step.name,
        from_state=row.state,
        to_state=to,
        actor=by.actor,
        person_id=by.person_id,
        taken_at=at,
        deadline_at=row.due_at,
        answers=dict(answers),
    )
    insert(trace)
    return trace


def fire_due(
    rows: QuerySet[Row],
    fire: Callable[[Row, datetime], None],
    *,
    at: datetime,
    most: int = ROUND,
    of: str = "self",
) -> Swept:
    """Call `fire` for those of `rows` whose deadline has come as of `at`, earliest first, `most` of them.

    Safe in any number of workers: each row is claimed with SKIP LOCKED and fired in a transaction of its own, so
    that a worker killed at any point leaves the row as it was, and none waits for what another holds. A row whose
    step fails is logged, set aside for RETRY_AFTER and stands in nobody's way. A row whose reminder is due as well
    (after an outage) waits for it: nobody loses a right unwarned. `of`: what is locked, the rows themselves or the one
    row they belong to; then `fire` must look again whether its row is still due.
    """
    return _sweep(rows, "due_at", fire, at, most, of)


def fire_reminders(
    rows: QuerySet[Row],
    remind: Callable[[Row, datetime], None],
    *,
    at: datetime,
    most: int = ROUND,
    of: str = "self",
) -> Swept:
    """The same for reminders; `remind` must move `remind_at` on and save."""
    return _sweep(rows, "remind_at", remind, at, most, of)


def _sweep(
    rows: QuerySet[Row], column: str, act: Callable[[Row, datetime], None], at: datetime, most: int, of: str
) -> Swept:
    if is_quiet(rows.model._meta.db_table, column):
        return Swept()
    # What lies before `since` is done, held by another worker or set aside: the index need not be walked again.
    swept, since = Swept(), datetime.min.replace(tzinfo=UTC)
    while swept.fired + swept.failed < most:
        row = None
        try:
            with transaction.atomic():
                row = _claim(rows, column, since, at, of)
                if row is None:
                    break
                since = getattr(row, column)
                act(row, at)
            swept.fired += 1
        except Exception:
            if row is None:
                raise
            _set_aside(row, column, since, at)
            swept.failed += 1
    return swept


def _claim(rows: QuerySet[Row], column: str, since: datetime, at: datetime, of: str) -> Row | None:
    """The first row due between two moments that nobody else holds, locked."""
    awake = Q(stalled_until=None) | Q(stalled_until__lte=at)
    due = rows.filter(awake, **{f"{column}__gte": since, f"{column}__lte": at})
    if column == "due_at":
        due = due.filter(Q(remind_at=None) | Q(remind_at__gt=at))
    return due.select_for_update(skip_locked=True, no_key=True, of=(of,)).order_by(column).first()


def _set_aside(row: Row, column: str, moment: datetime, at: datetime) -> None:
    """The row's step failed; somebody may have taken another one meanwhile."""
    log.exception("clock: %s %s stalled", row._meta.label, row.pk)
    model = type(row)
    model._default_manager.filter(pk=row.pk, **{column: moment}).update(stalled_until=at + RETRY_AFTER)


def move_demo_clock(*, by: timedelta) -> None:
    """Demo only: move the market's clock ahead. ValueError in a real market or for a move back."""
    if not settings.DEMO or by < timedelta(0):
        raise ValueError("only a demo market has a time machine, and it only goes forward")
    ClockShift.objects.get_or_create(only=True)
    ClockShift.objects.update(seconds=F("seconds") + int(by.total_seconds()))


def begin_demo_year(*, today: date, stories: int) -> date:
    """Demo only: the day from which the stories of the year are counted, `today` unless an earlier day was chosen."""
    year, _ = DemoYear.objects.get_or_create(only=True, defaults={"today": today, "stories": stories})
    return year.today


@contextmanager
def next_story_of_demo_year() -> Iterator[int | None]:
    """Demo only: the number of the story to tell now, None when all are told. What is told within this is there
    together with the count, or not at all; a second teller waits."""
    with transaction.atomic():
        year = DemoYear.objects.select_for_update().get(only=True)
        if year.told >= year.stories:
            yield None
            return
        yield year.told
        DemoYear.objects.update(told=F("told") + 1)
