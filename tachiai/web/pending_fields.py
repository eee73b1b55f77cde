"""Points to be fixed later in a form: a row for each point that may wait, with the reason and the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tachiai.terms.rules import FIELD, FIELDS, Pending, label_key
from tachiai.web import reading
from tachiai.web.forms import DateField

MAY_PEND = tuple(each.name for each in FIELDS if each.may_pend)
_READ_DATE = DateField(required=False)
Row = Mapping[str, str]


class PendingInput(forms.Widget):
    """The rows. Its value is a list of them as typed, or of `Pending`."""

    template_name = "shell/pending_input.html"
    use_fieldset = True
    points = MAY_PEND

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        rows = (
            {
                "field": point,
                **{part: str(data.get(f"{name}-{point}-{part}") or "") for part in ("reason", "expected_on")},
            }
            for point in self.points
        )
        return [row for row in rows if row["reason"].strip() or row["expected_on"].strip()]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        typed = {row["field"]: row for row in map(_typed, value or ())}
        empty = {"reason": "", "expected_on": ""}
        rows = [
            {"name": f"{name}-{point}", "label": label_key(FIELD[point]), "typed": typed.get(point, empty)}
            for point in self.points
        ]
        return {"id": (attrs or {}).get("id", f"id_{name}"), "filled": len(typed), "rows": rows}


class PendingField(forms.Field):
    """A tuple of `Pending`; what is missing in one stays open, a day that cannot be read is named with its point."""

    widget = PendingInput

    def of_form(self, form: str) -> None:
        """Only the points that this form of job has."""
        self.widget.points = tuple(point for point in MAY_PEND if form in FIELD[point].forms)

    def clean(self, value: Any) -> tuple[Pending, ...]:
        wrong: list[str] = []
        found = tuple(_read(row, wrong) for row in value or ())
        if wrong:
            raise ValidationError(wrong)
        return found


def _read(row: Row, wrong: list[str]) -> Pending:
    expected_on = None
    try:
        expected_on = _READ_DATE.to_python(row["expected_on"])
    except ValidationError:
        label = reading.plain(label_key(FIELD[row["field"]]))
        wrong.append(reading.plain("terms.pending.unreadable_date", field=label))
    return Pending(row["field"], row["reason"].strip(), expected_on)


def _typed(row: Row | Pending) -> Row:
    if not isinstance(row, Pending):
        return row
    expected_on = row.expected_on.isoformat() if row.expected_on else ""
    return {"field": row.field, "reason": row.reason, "expected_on": expected_on}
