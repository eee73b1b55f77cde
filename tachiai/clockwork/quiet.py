"""Which tables have nothing due, asked of all at once: a clock at rest costs one question, not three for each sweep."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache

from django.apps import apps

from tachiai.clockwork.models import WalkingRow
from tachiai.clockwork.planning import answer

# By table and column.
Quiet = frozenset[tuple[str, str]]
_WALKING = {"due_at": "true", "remind_at": "true"}
_known: ContextVar[Quiet] = ContextVar("quiet tables", default=frozenset())


def nothing_due(at: datetime) -> Quiet:
    """Every table and column in which nothing is due as of `at`: `due_at` and `remind_at` of what walks, and what other
    models say of themselves: FALLS_DUE, by column the condition of the rows that still can."""
    asked, said = _question()
    return frozenset(place for place, is_due in zip(asked, answer(said, at), strict=True) if not is_due)


@contextmanager
def knowing(quiet: Quiet) -> Iterator[None]:
    """Within this, sweeps of these tables need not ask the database. Whoever knows it has just asked `nothing_due`."""
    token = _known.set(quiet)
    try:
        yield
    finally:
        _known.reset(token)


def is_quiet(table: str, column: str) -> bool:
    return (table, column) in _known.get()


@lru_cache(maxsize=1)
def _question() -> tuple[tuple[tuple[str, str], ...], str]:
    places: dict[tuple[str, str], str] = {}
    for model in apps.get_models():
        falls_due = _WALKING if issubclass(model, WalkingRow) else getattr(model, "FALLS_DUE", {})
        places |= {(model._meta.db_table, column): condition for column, condition in falls_due.items()}
    exist = (
        f'EXISTS (SELECT FROM "{table}" WHERE {column} <= %s AND {condition})'
        for (table, column), condition in places.items()
    )
    return tuple(places), f"SELECT {', '.join(exist)}"
