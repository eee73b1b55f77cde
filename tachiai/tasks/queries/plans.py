"""The plan of a draft as its client sees it: what is settled, what it would cost, what its table looks like."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from tachiai.kernel.refused import Refused
from tachiai.tasks.models import TaskPlan, Unit
from tachiai.tasks.queries.facts import plan_in, wanted_by
from tachiai.tasks.rules.forms import Form
from tachiai.tasks.rules.plans import Plan, plan_mistakes
from tachiai.tasks.rules.tables import template_columns

MARK = "\ufeff"


@dataclass(frozen=True)
class PlanView:
    """A plan with its figures. `answers`: all that would be paid for. `mistakes`: (where, why) of what keeps it from
    being published. `columns`, `units`, `golds`: those of its table, if it has one."""

    plan: Plan
    columns: tuple[str, ...]
    units: int
    golds: int
    answers: int
    mistakes: tuple[tuple[str, Refused], ...]

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
    return PlanView(plan, columns, row.units, row.golds, wanted_by(row, plan), wrong)


def first_units(listing_id: int, most: int = 5) -> list[Unit]:
    """The first units of a table, for the client's preview."""
    return list(Unit.objects.filter(plan__listing_id=listing_id).order_by("number")[:most])


def template_table(form: Form) -> str:
    """A table to fill in, as CSV: the columns that the instructions name, and one for each answer that may be known.
    With the mark that lets a spreadsheet read it as UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerow(template_columns(form))
    return MARK + file.getvalue()
