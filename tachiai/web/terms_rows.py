"""Agreed or offered terms as rows: every point in the order of the form, in the reader's words; and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from tachiai.terms.rules import (
    FIELD,
    FIELDS,
    Difference,
    Field,
    Kind,
    Milestone,
    Pending,
    Terms,
    differences,
    is_empty,
    label_key,
    open_points,
)
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading


def terms_rows(terms: Terms, leave_out: tuple[str, ...] = ()) -> list[Mapping[str, Any]]:
    """Rows for the definition list; a point that is still open says so, one that nobody needs is left out.

    Milestones have a table of their own: see `milestone_table`.
    """
    still_open = open_points(terms)
    shown = [field for field in FIELDS if terms.form in field.forms and field.name not in (*leave_out, "milestones")]
    rows = [
        {**_row(field, value), **_resolved(field, terms)}
        for field in shown
        if not is_empty(value := getattr(terms, field.name)) or field in still_open
    ]
    return [*rows, *weekly_rows(terms)]


def weekly_rows(terms: Terms) -> list[Mapping[str, Any]]:
    """By the hour nobody agrees to a payment date: it follows from the weeks."""
    if terms.form != JobForm.HOURLY:
        return []
    return [{"term": reading.plain("terms.weekly.label"), "text": reading.plain("terms.weekly.pay_on")}]


def _resolved(field: Field, terms: Terms) -> Mapping[str, Any]:
    """The payment date as the calendar day that it is, part by part where there are several."""
    days = [day for part in terms.parts if (day := terms.pay_on(part))]
    if field.name != "pay_days" or len(days) < len(terms.parts):
        return {}
    said = value_text(field, terms.pay_days)
    return {"text": reading.plain("terms.pay_on", said=said, days="、".join(map(reading.day_text, days)))}


def milestone_table(terms: Terms) -> Mapping[str, Any] | None:
    """Rows and total for the `milestones` component; None for work that is not divided.

    The items are those that are checked with each part: with the last, those of the whole too.
    """
    if not terms.milestones:
        return None
    rows = [
        {
            "number": number,
            "title": part.title,
            "items": part.acceptance_items,
            "due_on": part.due_on,
            "price": part.price,
        }
        for number, part in enumerate(terms.parts, 1)
    ]
    return {"rows": rows, "total": sum(part.price or 0 for part in terms.milestones)}


def value_text(field: Field, value: Any) -> str:
    """One value of the terms as plain text."""
    if field.kind is Kind.MILESTONES:
        return "\n".join(_part_text(part) for part in value)
    if field.kind is Kind.PENDING:
        return "\n".join(_pending_text(each) for each in value)
    if is_empty(value):
        return reading.plain("terms.open.label")
    if field.kind is Kind.YEN:
        return reading.yen(value)
    if field.kind is Kind.DATE:
        return reading.day_text(value)
    if field.kind is Kind.CHOICE:
        return reading.plain(f"terms.{field.name}.{value}")
    if field.kind is Kind.NUMBER:
        return reading.plain(f"terms.unit.{field.name}", n=value)
    return "\n".join(value) if field.kind is Kind.LINES else value


def diff_rows(changes: Sequence[Difference]) -> list[Mapping[str, Any]]:
    """Differences as rows of the diff component; of milestones, one row for each part that differs."""
    return [row for change in changes for row in _diff(change)]


def diff_against(before: Terms, after: Terms) -> list[Mapping[str, Any]]:
    return diff_rows(differences(before, after))


def _row(field: Field, value: Any) -> Mapping[str, Any]:
    is_prose = field.kind in (Kind.TEXT, Kind.LINES, Kind.PENDING) and value
    return {
        "term": reading.plain(f"terms.field.{field.name}.label"),
        "prose" if is_prose else "text": value_text(field, value),
    }


def _diff(change: Difference) -> Iterator[Mapping[str, Any]]:
    if change.field.kind is not Kind.MILESTONES:
        label = reading.plain(f"terms.field.{change.field.name}.label")
        yield _diff_row(label, value_text(change.field, change.before), value_text(change.field, change.after))
        return
    for number, (old, new) in enumerate(zip_longest(change.before, change.after), 1):
        if old != new:
            label = reading.plain("terms.milestone.number", number=number)
            yield _diff_row(label, _part_text(old) if old else "", _part_text(new) if new else "")


def _diff_row(label: str, old: str, new: str) -> Mapping[str, Any]:
    return {"label": label, "old": old, "new": new, "is_changed": True}


def _pending_text(each: Pending) -> str:
    """One point that is fixed later: which, why, and when."""
    label = reading.plain(label_key(FIELD[each.field]))
    day = reading.day_text(each.expected_on) if each.expected_on else reading.plain("terms.open.label")
    return reading.plain("terms.pending.line", field=label, reason=each.reason, expected_on=day)


def _part_text(part: Milestone) -> str:
    """One part in a few lines: what, how much and when, what is checked."""
    undecided = reading.plain("terms.open.label")
    price = undecided if part.price is None else reading.yen(part.price)
    due_on = reading.day_text(part.due_on) if part.due_on else undecided
    line = reading.plain("terms.milestone.line", price=price, due_on=due_on)
    return "\n".join((part.title or undecided, line, *part.acceptance_items))
