"""The counting itself: the rows of every module below, put together and counted by the database, month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from tachiai.contests.queries import troubles as contests
from tachiai.contracts.queries import troubles as contracts
from tachiai.conversations.queries import troubles as conversations
from tachiai.inquiries.queries import troubles as inquiries
from tachiai.safety.queries import troubles as safety
from tachiai.statistics.rules import ANSWERED_WITHIN, patterns
from tachiai.tasks.queries import troubles as tasks

TROUBLES: Sequence[str] = (
    *contracts.TROUBLES,
    *contests.TROUBLES,
    *tasks.TROUBLES,
    *safety.TROUBLES,
    *inquiries.TROUBLES,
)
DURATIONS: Sequence[str] = (*contracts.DURATIONS, *conversations.DURATIONS, *safety.DURATIONS, *inquiries.DURATIONS)

_MONTH = "date_trunc('month', at AT TIME ZONE 'Asia/Tokyo')::date"
_COUNT = """
WITH happened (source, format, subject, at) AS ({rows}),
kinds AS (
    SELECT source, coalesce(
        (SELECT k.kind FROM unnest(%(patterns)s::text[], %(kinds)s::text[]) WITH ORDINALITY AS k (pattern, kind, place)
         WHERE source LIKE k.pattern ORDER BY k.place LIMIT 1), 'other') AS kind
    FROM (SELECT DISTINCT source FROM happened) AS every
)
SELECT {month}, kind, source, format, count(DISTINCT subject)
FROM happened JOIN kinds USING (source) WHERE kind <> ''
GROUP BY GROUPING SETS (({month}, kind, format), ({month}, source, format))
"""
_TIME = """
SELECT {month}, measure, count(*), (percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM took)))
FROM ({rows}) AS done (measure, at, took) WHERE took IS NOT NULL GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Took:
    """How long something took in a month: how often, and in seconds the median and the 90th percentile."""

    count: int
    median: float
    slow: float


@dataclass
class MonthCounts:
    """One month. `troubles` by kind and format: each subject once. `sources` by source and format."""

    troubles: dict[tuple[str, str], int] = field(default_factory=dict)
    sources: dict[tuple[str, str], int] = field(default_factory=dict)
    durations: dict[str, Took] = field(default_factory=dict)


def counted(begins: datetime, ends: datetime) -> Mapping[date, MonthCounts]:
    """The months between two moments in which something happened, by their first day. Two questions to the database."""
    found: dict[date, MonthCounts] = {}
    pairs = patterns()
    asked = {
        "begins": begins,
        "ends": ends,
        "within": ANSWERED_WITHIN,
        "asked_from": begins - ANSWERED_WITHIN,
        "patterns": [pattern for pattern, _ in pairs],
        "kinds": [kind for _, kind in pairs],
    }
    for month, kind, source, form, count in _rows(_COUNT, TROUBLES, asked):
        counts = found.setdefault(month, MonthCounts())
        if source is None:
            counts.troubles[kind, form] = count
        else:
            counts.sources[source, form] = count
    for month, measure, count, (median, slow) in _rows(_TIME, DURATIONS, asked):
        found.setdefault(month, MonthCounts()).durations[measure] = Took(count, median, slow)
    return found


def _rows(said: str, parts: Sequence[str], params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    rows = " UNION ALL ".join(f"({part})" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(said.format(rows=rows, month=_MONTH), params)
        return cursor.fetchall()
