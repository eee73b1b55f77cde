"""Milestones in a form: as many rows as there may be parts, most of them folded away. Rows left empty do not count.

What was typed comes back as it was typed, readable or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tachiai.terms.rules import MOST_MILESTONES, Milestone
from tachiai.web import reading
from tachiai.web.forms import DateField, YenField

FEWEST_ROWS = 3
PARTS_OF_A_ROW = ("title", "price", "due_on", "acceptance_items")
_READ_PRICE, _READ_DATE = YenField(required=False), DateField(required=False)
Row = Mapping[str, str]


class MilestonesInput(forms.Widget):
    """The rows. Its value is a list of them as typed, or milestones."""

    template_name = "shell/milestones_input.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        rows = ({part: str(data.get(f"{name}-{n}-{part}") or "") for part in PARTS_OF_A_ROW} for n in _numbers())
        return [row for row in rows if any(text.strip() for text in row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        filled = [_typed(row) for row in value or ()]
        padded = [*filled, *[_typed(Milestone())] * (MOST_MILESTONES - len(filled))]
        rows = [{"number": n + 1, "name": f"{name}-{n}", "typed": row} for n, row in enumerate(padded)]
        shown = max(FEWEST_ROWS, len(filled) + 1)
        return {
            "id": (attrs or {}).get("id", f"id_{name}"),
            "filled": len(filled),
            "rows": rows[:shown],
            "more": rows[shown:],
            "most": MOST_MILESTONES,
            "sum": _sum(filled),
        }


class MilestonesField(forms.Field):
    """A tuple of `Milestone`; what is missing in one stays open, what cannot be read is named with its number."""

    widget = MilestonesInput

    def clean(self, value: Any) -> tuple[Milestone, ...]:
        wrong: list[str] = []
        parts = tuple(_read(number, row, wrong) for number, row in enumerate(value or (), 1))
        if wrong:
            raise ValidationError(wrong)
        return parts


def items_in(text: str) -> tuple[str, ...]:
    """The items of a text with one a line; blank lines and surrounding spaces do not count."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _numbers() -> Iterable[int]:
    return range(MOST_MILESTONES)


def _read(number: int, row: Row, wrong: list[str]) -> Milestone:
    """One row; what cannot be read is added to `wrong`."""
    price = due_on = None
    try:
        price = _READ_PRICE.to_python(row["price"])
    except ValidationError:
        wrong.append(reading.plain("terms.milestones.unreadable_price", number=number))
    try:
        due_on = _READ_DATE.to_python(row["due_on"])
    except ValidationError:
        wrong.append(reading.plain("terms.milestones.unreadable_date", number=number))
    return Milestone(row["title"].strip(), price, due_on, items_in(row["acceptance_items"]))


def _typed(row: Row | Milestone) -> Row:
    if not isinstance(row, Milestone):
        return row
    return {
        "title": row.title,
        "price": "" if row.price is None else str(row.price),
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "acceptance_items": "\n".join(row.acceptance_items),
    }


def _sum(rows: Sequence[Row]) -> int | None:
    """What the rows add up to in yen; None when an amount cannot be read, or there are no rows."""
    try:
        prices = [_READ_PRICE.to_python(row["price"]) for row in rows]
    except ValidationError:
        return None
    return sum(price or 0 for price in prices) if prices else None
