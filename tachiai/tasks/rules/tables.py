"""One row of a table as one unit: what is wrong with the columns, with a row, and what a template looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tachiai.kernel.refused import Refused
from tachiai.tasks.rules import NUMBERS
from tachiai.tasks.rules.answers import read_expected
from tachiai.tasks.rules.forms import GOLD_COLUMN, Form, columns_used

TABLE = NUMBERS["table"]
LONGEST_COLUMN = 60


@dataclass(frozen=True)
class UnitRow:
    """A row that can be kept: what the unit shows, and the right answers if they are known."""

    values: dict[str, str]
    expected: dict[str, Any] = field(default_factory=dict)


def split_columns(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that a unit shows, and the fields whose right answer stands in a column `gold.<name>`."""
    shown = tuple(name for name in header if not name.startswith(GOLD_COLUMN))
    return shown, tuple(name.removeprefix(GOLD_COLUMN) for name in header if name.startswith(GOLD_COLUMN))


def column_mistakes(header: Sequence[str], form: Form) -> list[Refused]:
    """What is wrong with the first row of a table."""
    shown, golds = split_columns(header)
    found = []
    if len(header) > TABLE["most_columns"]:
        found.append(
            Refused("tasks.refused.table.too_many_columns", {"found": len(header), "most": TABLE["most_columns"]})
        )
    if bad := [name for name in header if not name or len(name) > LONGEST_COLUMN or set(name) & set("{}")]:
        found.append(Refused("tasks.refused.table.bad_columns", {"columns": ", ".join(bad[:5]) or "?"}))
    if unknown := [name for name in golds if (field := form.field(name)) is None or not field.is_comparable]:
        found.append(Refused("tasks.refused.table.gold_of_no_field", {"name": ", ".join(unknown[:5])}))
    if missing := [name for name in columns_used(form) if name not in shown]:
        found.append(Refused("tasks.refused.form.unknown_columns", {"columns": ", ".join(missing[:5])}))
    return found


def unit_of(cells: Mapping[str, str], form: Form) -> tuple[UnitRow | None, Refused | None]:
    """The unit of one row, or why it is none."""
    shown, golds = split_columns(tuple(cells))
    long = next((name for name, cell in cells.items() if len(cell) > TABLE["most_letters"]), None)
    if long is not None:
        return None, Refused("tasks.refused.table.cell_too_long", {"column": long, "most": TABLE["most_letters"]})
    values = {name: cells[name].strip() for name in shown}
    if shown and not any(values.values()):
        return None, Refused("tasks.refused.table.empty_row")
    read = read_expected(form, {name: cells[f"{GOLD_COLUMN}{name}"] for name in golds})
    if read.mistakes:
        name, _ = read.mistakes[0]
        return None, Refused("tasks.refused.table.bad_gold", {"column": f"{GOLD_COLUMN}{name}"})
    return UnitRow(values, read.values), None


def template_columns(form: Form) -> tuple[str, ...]:
    """What the first row of a table for this form looks like: the columns that the instructions name, and one for each
    answer that may be known."""
    golds = tuple(f"{GOLD_COLUMN}{each.name}" for each in form.fields if each.is_comparable)
    return (*columns_used(form), *golds)
