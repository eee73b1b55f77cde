"""What time it is in this market, and how much waits since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from tachiai.clockwork.models import ClockShift, DemoYear, WalkingRow
from tachiai.clockwork.planning import answer


def now() -> datetime:
    """The market's present moment (aware, UTC). In a demo the time machine may have moved it ahead."""
    return datetime.now(UTC) + shift()


def shift() -> timedelta:
    """How far the demo's clock runs ahead; nought in a real market, without asking the database."""
    if not settings.DEMO:
        return timedelta(0)
    seconds = ClockShift.objects.values_list("seconds", flat=True).first() or 0
    return timedelta(seconds=seconds)


def next_due_at() -> datetime | None:
    """The earliest deadline or reminder of any row that walks; None when nothing waits.

    Rows set aside after a failure do not count: they are tried again whenever the clock looks.
    """
    (moment,) = answer(_earliest())
    found: datetime | None = moment
    return found


@lru_cache(maxsize=1)
def _earliest() -> str:
    """One question for all tables, said once: the demo's past asks it before each of its scenes."""
    earliest = (
        f'(SELECT min({column}) FROM "{table}" WHERE {column} IS NOT NULL AND stalled_until IS NULL)'  # noqa: S608 - our own tables
        for table in (model._meta.db_table for model in apps.get_models() if issubclass(model, WalkingRow))
        for column in ("due_at", "remind_at")
    )
    return f"SELECT LEAST({', '.join(earliest)})"


def worker_is_there() -> bool:
    """Some worker gave a sign of life within the last minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) > now() - interval '1 minute' FROM procrastinate_workers")
        return bool(cursor.fetchone()[0])


MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Backlog:
    """How much waits, counted to MOST_COUNTED, and since when the longest of it; None when nothing does, or when that
    means nothing. `overdue`: how many of them should have been seen to by now."""

    count: int
    since: datetime | None = None
    overdue: int = 0


@dataclass(frozen=True)
class Waiting:
    """The rows that wait, not counted yet; `since` is the column that says since when, `overdue` the state of those
    whose time is over, where they have one."""

    rows: QuerySet[Any]
    since: str
    overdue: str = ""

    def said(self, number: int) -> tuple[str, tuple[Any, ...]]:
        """The question how much there is, as far as is counted, with a number for its answer; and its values."""
        is_late = ExpressionWrapper(Q(state=self.overdue) if self.overdue else Value(False), BooleanField())
        counted = self.rows.order_by(self.since).values_list(self.since, is_late)[:MOST_COUNTED]
        rows, values = counted.query.sql_with_params()
        said = f"SELECT {number}, count(*), min(since), count(*) FILTER (WHERE is_late)"  # noqa: S608 - a query of ours
        return f"{said} FROM ({rows}) AS waiting (since, is_late)", values


def backlogs(asked: Sequence[Waiting]) -> list[Backlog]:
    """How much there is of each, in one query for all."""
    if not asked:
        return []
    questions, values = zip(*(each.said(number) for number, each in enumerate(asked)), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(questions)} ORDER BY 1", [value for each in values for value in each])
        return [Backlog(count, since, overdue) for _, count, since, overdue in cursor.fetchall()]


@dataclass(frozen=True)
class YearTold:
    """How many of the stories of the demo's year are told."""

    told: int
    stories: int


def demo_year() -> YearTold | None:
    """How far the demo's year is told; None when it was not begun."""
    found = DemoYear.objects.values_list("told", "stories").first()
    return None if found is None else YearTold(*found)
