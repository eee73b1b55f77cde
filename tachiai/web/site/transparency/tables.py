"""The tables of an account, for the page and the file alike.

Everybody reads of small counts what the trouble statistics tell of them (decision 22); staff read what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from tachiai.conversations.lifecycles import HELD
from tachiai.guidelines.rules import document
from tachiai.safety.lifecycles import APPEAL
from tachiai.safety.queries.transparency import WAITING, Account, Counts, Median
from tachiai.safety.rules import MEASURES, OUTCOMES
from tachiai.safety.rules.periods import Period
from tachiai.statistics.rules import LEAST_DURATIONS, Told, told
from tachiai.web import reading

Cell = TypeVar("Cell")


@dataclass(frozen=True)
class Row(Generic[Cell]):
    """`label` is what people read, `code` what programs do."""

    code: str
    label: str
    values: tuple[Cell, ...]


@dataclass(frozen=True)
class Table(Generic[Cell]):
    """As it was counted, and then as it is told. `name`: texts under transparency.<name>; a column's words stand under
    transparency.column.<column>."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row[Cell], ...]


def tables(of: Account, *, for_staff: bool) -> list[Table[Told]]:
    """Every table that has a row."""
    every = (_notices(of), _measures(of), _held(of), _appeals(of))
    return [_told(table, for_staff) for table in every if table.rows]


def _told(table: Table[Counts], for_staff: bool) -> Table[Told]:
    tell = _exactly if for_staff else told
    rows = (Row(row.code, row.label, tuple(tell(counts) for counts in row.values)) for row in table.rows)
    return Table(table.name, table.columns, tuple(rows))


def _exactly(counts: Counts) -> Told:
    return Told(sum(counts), "exact")


def period_text(asked: Period) -> str:
    """2026年度, or 2026年11月."""
    return reading.plain("transparency.year", name=asked.name) if asked.is_year else reading.month_text(asked.first)


def medians(of: Account, *, for_staff: bool) -> list[dict[str, str]]:
    """How long it took, and how often a reviewed decision fell: rows of a list of definitions."""
    least = 1 if for_staff else LEAST_DURATIONS
    said = (
        ("answer", _half(of.to_answer, least)),
        ("review", _half(of.to_review, least)),
        ("share", _share(of, for_staff)),
    )
    return [{"term": reading.plain(f"transparency.medians.{name}"), "text": text} for name, text in said]


def _half(of: Median, least: int) -> str:
    if 0 < of.count < least:
        return reading.plain("transparency.medians.few")
    return _length(of.half)


def _share(of: Account, for_staff: bool) -> str:
    """Of the appeals that were reviewed, how many were granted; of numbers that are not told, nothing."""
    if not of.reviewed:
        return reading.plain("transparency.medians.none")
    if not for_staff and any(told(counts).how != "exact" for counts in (of.granted, of.reviewed)):
        return reading.plain("transparency.medians.few")
    return f"{sum(of.granted) / sum(of.reviewed):.0%}"


def _length(length: timedelta | None) -> str:
    if length is None:
        return reading.plain("transparency.medians.none")
    if length < timedelta(days=2):
        return reading.plain("transparency.duration.hours", n=max(1, round(length / timedelta(hours=1))))
    return reading.plain("transparency.duration.days", n=round(length / timedelta(days=1)))


def _notices(of: Account) -> Table[Counts]:
    outcomes = (*OUTCOMES, WAITING)
    rows = []
    for each in of.notices:
        title = next(part.title for part in document(each.document).sections if part.name == each.section)
        values = (each.filed, *(each.by_outcome[outcome] for outcome in outcomes))
        rows.append(Row(f"{each.document}.{each.section}", f"{each.section} {title[reading.language()]}", values))
    return Table("notices", ("filed", *outcomes), tuple(rows))


def _measures(of: Account) -> Table[Counts]:
    columns = ("began", "found_by_machine", "without_report")
    rows = [
        Row(each.name, reading.plain(MEASURES[each.name].title), tuple(getattr(each, column) for column in columns))
        for each in of.measures
    ]
    return Table("measures", columns, tuple(rows))


def _held(of: Account) -> Table[Counts]:
    labels = {"waiting": "transparency.held.waiting"} | {
        step.name: f"transparency.held.{step.name}" for step in HELD.steps
    }
    return Table("held", ("texts",), _by_label(of.held, labels))


def _appeals(of: Account) -> Table[Counts]:
    labels = {state.name: f"transparency.appeals.{state.name}" for state in APPEAL.states}
    return Table("appeals", ("appeals",), _by_label(of.appeals, labels))


def _by_label(counts: Mapping[str, Counts], labels: Mapping[str, str]) -> tuple[Row[Counts], ...]:
    return tuple(Row(code, reading.plain(key), (counts[code],)) for code, key in labels.items() if counts.get(code))
