"""The plan of a draft as its client sees it: what is settled, what it would cost, what its table looks like."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import caches
from django.db import connection

from tachiai.kernel.refused import Refused
from tachiai.tasks.models import TaskPlan, Unit
from tachiai.tasks.queries.facts import plan_in, wanted_by
from tachiai.tasks.rules.forms import Form, columns_used
from tachiai.tasks.rules.plans import Plan, plan_mistakes
from tachiai.tasks.rules.tables import template_columns

MARK = "\ufeff"


@dataclass(frozen=True)
class PlanView:
    """A plan with its figures. `answers`: all that would be paid for. `mistakes`: (where, why) of what keeps it from
    being published. `columns`, `units`, `golds`: those of its table, if it has one. `last_save`: its name
    (`kernel.saves`)."""

    plan: Plan
    columns: tuple[str, ...]
    units: int
    golds: int
    answers: int
    mistakes: tuple[tuple[str, Refused], ...]
    last_save: str

    def cost_yen(self, reward: int) -> int:
        """What would be deposited, with this reward for one answer."""
        return self.answers * reward


def plan_of(listing_id: int) -> PlanView | None:
    """The plan of a listing; None before its client has saved any."""
    row = TaskPlan.objects.filter(listing_id=listing_id).first()
    if row is None:
        return None
    plan = plan_in(row)
    columns = tuple(row.columns)
    wrong = plan_mistakes(plan, columns, row.units, row.golds)
    return PlanView(plan, columns, row.units, row.golds, wanted_by(row, plan), wrong, row.last_save)


@dataclass(frozen=True)
class Doubts:
    """What may be wrong with a table that could be read, by the numbers of its units (the first of them). `twice`:
    units that say the same, group by group; `empty`: by column that the instructions name, units without a value
    in it."""

    twice: tuple[tuple[int, ...], ...] = ()
    empty: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.twice or self.empty)


_TWICE = """
SELECT (array_agg(number ORDER BY number))[:%(most)s] FROM tasks_unit WHERE plan_id = %(plan)s
GROUP BY values HAVING count(*) > 1 ORDER BY min(number) LIMIT %(most)s
"""
_EMPTY = """
SELECT used.name, (array_agg(unit.number ORDER BY unit.number))[:%(most)s]
FROM tasks_unit unit, unnest(%(columns)s::text[]) WITH ORDINALITY AS used(name, place)
WHERE unit.plan_id = %(plan)s AND unit.values ->> used.name = ''
GROUP BY used.name, used.place ORDER BY used.place
"""
_MOST_NAMED = 10
_KEPT_SECONDS = 3600


def doubts(listing_id: int) -> Doubts:
    """What the client should look at before the table is published. The whole table is looked through once, not for
    each page: what it says has its digest."""
    row = TaskPlan.objects.filter(listing_id=listing_id).first()
    if row is None or not row.columns:
        return Doubts()
    columns = list(columns_used(plan_in(row).form))
    key = f"tasks.doubts:{row.table_digest}:{sha256(json.dumps(columns).encode()).hexdigest()}"
    found: Doubts | None = caches["process"].get(key)
    if found is None:
        found = _looked_through(row, columns)
        caches["process"].set(key, found, _KEPT_SECONDS)
    return found


def _looked_through(row: TaskPlan, columns: list[str]) -> Doubts:
    asked: dict[str, Any] = {"plan": row.pk, "columns": columns, "most": _MOST_NAMED}
    with connection.cursor() as cursor:
        cursor.execute(_TWICE, asked)
        twice = tuple(tuple(numbers) for (numbers,) in cursor.fetchall())
        cursor.execute(_EMPTY, asked)
        return Doubts(twice, tuple((name, tuple(numbers)) for name, numbers in cursor.fetchall()))


def first_units(listing_id: int, most: int = 5) -> list[Unit]:
    """The first units of a table, for the client's preview."""
    return list(Unit.objects.filter(plan__listing_id=listing_id).order_by("number")[:most])


def template_table(form: Form) -> str:
    """A table to fill in, as CSV: the columns that the instructions name, and one for each answer that may be known.
    With the mark that lets a spreadsheet read it as UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerow(template_columns(form))
    return MARK + file.getvalue()
