"""The plan of a draft: its form, its rules, and the table whose rows become units. Only its client reads it yet."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from tachiai.jobs.importing import Table
from tachiai.jobs.importing.tables import BadRow
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.walking import locked_listing, take_save
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.saves import Save, new_save
from tachiai.tasks.models import TaskPlan, Unit
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.rules import JOB, NUMBERS
from tachiai.tasks.rules.forms import Form
from tachiai.tasks.rules.plans import Plan
from tachiai.tasks.rules.tables import UnitRow, column_mistakes, split_columns, unit_of

TABLE = NUMBERS["table"]
_BATCH = 1_000


class TableMistakes(Refusal):
    """A table of which nothing was taken; `lines` says what is wrong, with the line of the file on which it stands (1
    for what is wrong with the columns)."""

    def __init__(self, lines: tuple[tuple[int, Refused], ...]):
        self.lines = lines
        super().__init__(*(reason for _, reason in lines))


@dataclass(frozen=True)
class Imported:
    """What became of a table: so many units, so many of them gold, with these columns."""

    units: int
    golds: int
    columns: tuple[str, ...]


@transaction.atomic
def save_plan(*, listing_id: int, client_id: int, plan: Plan, at: datetime, save: Save | None = None) -> None:
    """Keep what the client has settled so far, mistakes included. A plan that repeats its form has no table: rows that
    were imported before are dropped. Refusal for another's listing, and for one that is no draft any more;
    `OtherWindow` when another window has changed the plan and `save` may not go over that."""
    row = _plan_row(listing_id, client_id)
    take_save(row, save or new_save())
    for name, value in plan.parts().items():
        setattr(row, name, value)
    row.changed_at = at
    if plan.repeats is not None:
        _empty(row)
    row.save()


@transaction.atomic
def import_units(*, listing_id: int, client_id: int, content: bytes, name: str, at: datetime) -> Imported:
    """Make a unit of each row of a table (CSV in UTF-8 or Shift_JIS; its first row names the columns), in place of
    those before. All or none: `TableMistakes` tells every bad row by its line (as many as `numbers.toml` says).
    """
    row = _plan_row(listing_id, client_id)
    if len(content) > TABLE["most_bytes"]:
        raise Refusal(Refused("tasks.refused.table.table_too_large", {"most": TABLE["most_bytes"] // 1_000_000}))
    rows, columns = _rows_of(content, name, plan_in(row).form)
    take_save(row, new_save())
    _empty(row)
    row.changed_at = at
    row.save()
    units = [
        Unit(plan=row, number=number, values=each.values, expected=each.expected, is_gold=bool(each.expected))
        for number, each in enumerate(rows, start=1)
    ]
    Unit.objects.bulk_create(units, batch_size=_BATCH)
    row.repeats, row.columns = None, list(columns)
    row.units, row.golds = len(units), sum(unit.is_gold for unit in units)
    row.table_digest = _digest(rows)
    row.save()
    return Imported(row.units, row.golds, columns)


@transaction.atomic
def drop_units(*, listing_id: int, client_id: int, at: datetime) -> None:
    """Take the table back."""
    row = _plan_row(listing_id, client_id)
    take_save(row, new_save())
    _empty(row)
    row.changed_at = at
    row.save()


def _plan_row(listing_id: int, client_id: int) -> TaskPlan:
    """The plan of a draft, begun when it is first touched; its listing is locked."""
    listing = locked_listing(listing_id, client_id=client_id)
    if listing.state != LISTING.first:
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    kept = TaskPlan.objects.filter(listing_id=listing_id).first()
    return kept or TaskPlan(listing_id=listing_id, **Plan().parts())


def _empty(row: TaskPlan) -> None:
    Unit.objects.filter(plan_id=row.pk).delete()
    row.columns, row.units, row.golds, row.table_digest = [], 0, 0, ""


def _rows_of(content: bytes, name: str, form: Form) -> tuple[list[UnitRow], tuple[str, ...]]:
    """Every row as a unit, and the columns that units show. Refusal with everything that is wrong."""
    with _as_file(content, name) as path:
        read: list[UnitRow] = []
        wrong: list[tuple[int, Refused]] = []
        header: tuple[str, ...] = ()
        for row in Table(path).rows():
            if isinstance(row, BadRow):
                wrong.append((row.line, row.reason))
            else:
                if not header:
                    header = tuple(row.cells)
                    wrong += [(1, why) for why in column_mistakes(header, form)]
                    if wrong:
                        break
                unit, why = unit_of(row.cells, form)
                read += [unit] if unit is not None else []
                wrong += [(row.line, why)] if why is not None else []
            if len(read) > JOB["most_units"] or len(wrong) >= TABLE["most_told"]:
                break
    if wrong:
        raise TableMistakes(tuple(wrong))
    if len(read) > JOB["most_units"]:
        raise Refusal(Refused("tasks.refused.plan.too_many_units", {"most": JOB["most_units"]}))
    if not read:
        raise Refusal(Refused("tasks.refused.table.no_rows"))
    return read, split_columns(header)[0]


@contextmanager
def _as_file(content: bytes, name: str) -> Iterator[Path]:
    """Tables are read from files, because they are read twice: for their encoding, then row by row."""
    ending = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending if ending in ('.jsonl', '.ndjson') else '.csv'}"
        path.write_bytes(content)
        yield path


def _digest(rows: list[UnitRow]) -> str:
    said = hashlib.sha256()
    for row in rows:
        said.update(json.dumps([row.values, row.expected], ensure_ascii=False, sort_keys=True).encode())
    return said.hexdigest()
