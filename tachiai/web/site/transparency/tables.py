"""The tables of an account, for the page and the file alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tachiai.conversations.lifecycles import HELD
from tachiai.guidelines.rules import document
from tachiai.safety.lifecycles import APPEAL
from tachiai.safety.queries.transparency import WAITING, Account
from tachiai.safety.rules import MEASURES, OUTCOMES
from tachiai.safety.rules.periods import Period
from tachiai.web import reading


@dataclass(frozen=True)
class Row:
    """`label` is what people read, `code` what programs do."""

    code: str
    label: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """`name`: texts under transparency.<name>; a column's words stand under transparency.column.<column>."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def tables(told: Account) -> list[Table]:
    """Every table that has a row."""
    every = (_notices(told), _measures(told), _held(told), _appeals(told))
    return [table for table in every if table.rows]


def period_text(asked: Period) -> str:
    """2026年度, or 2026年11月."""
    return reading.plain("transparency.year", name=asked.name) if asked.is_year else reading.month_text(asked.first)


def medians(told: Account) -> list[dict[str, str]]:
    """How long it took, and how often a reviewed decision fell: rows of a list of definitions."""
    share = reading.plain("transparency.medians.none") if told.reversed_share is None else f"{told.reversed_share:.0%}"
    said = (("answer", _length(told.to_answer)), ("review", _length(told.to_review)), ("share", share))
    return [{"term": reading.plain(f"transparency.medians.{name}"), "text": text} for name, text in said]


def _length(length: timedelta | None) -> str:
    if length is None:
        return reading.plain("transparency.medians.none")
    if length < timedelta(days=2):
        return reading.plain("transparency.duration.hours", n=max(1, round(length / timedelta(hours=1))))
    return reading.plain("transparency.duration.days", n=round(length / timedelta(days=1)))


def _notices(told: Account) -> Table:
    outcomes = (*OUTCOMES, WAITING)
    rows = []
    for each in told.notices:
        title = next(part.title for part in document(each.document).sections if part.name == each.section)
        values = (each.filed, *(each.by_outcome[outcome] for outcome in outcomes))
        rows.append(Row(f"{each.document}.{each.section}", f"{each.section} {title[reading.language()]}", values))
    return Table("notices", ("filed", *outcomes), tuple(rows))


def _measures(told: Account) -> Table:
    columns = ("began", "found_by_machine", "without_report")
    rows = [
        Row(each.name, reading.plain(MEASURES[each.name].label), tuple(getattr(each, column) for column in columns))
        for each in told.measures
    ]
    return Table("measures", columns, tuple(rows))


def _held(told: Account) -> Table:
    labels = {"waiting": "transparency.held.waiting"} | {
        step.name: f"transparency.held.{step.name}" for step in HELD.steps
    }
    return Table("held", ("texts",), _counted(told.held, labels))


def _appeals(told: Account) -> Table:
    labels = {state.name: f"transparency.appeals.{state.name}" for state in APPEAL.states}
    return Table("appeals", ("appeals",), _counted(told.appeals, labels))


def _counted(counts: Mapping[str, int], labels: Mapping[str, str]) -> tuple[Row, ...]:
    return tuple(Row(code, reading.plain(key), (counts[code],)) for code, key in labels.items() if counts.get(code))
