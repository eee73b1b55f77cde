"""The points of the terms as form fields, made from their declaration; used by listings and negotiations alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy

from tachiai.terms.rules import FIELDS, Field, Kind, Terms
from tachiai.web.forms import DateField, YenField
from tachiai.web.milestone_fields import MilestonesField, items_in
from tachiai.web.pending_fields import PendingField
from tachiai.web.reading import later, plain

SHORT = ("delivery_format", "delivery_place", "recommission_client", "contact_hours")
_ROWS = {"acceptance_items": 5, "scope": 5, "out_of_scope": 3, "ip_scope": 3, "expenses": 2, "price_detail": 2}
# What a point says before anybody has said anything.
_UNSAID = {field.name: getattr(Terms(), field.name) for field in FIELDS}


class LinesField(forms.CharField):
    """Several short texts, one a line; blank lines and surrounding spaces do not count."""

    def clean(self, value: Any) -> Any:
        return items_in(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class CountField(YenField):
    """A small whole number, typed with digits of any width."""

    default_error_messages: ClassVar[dict[str, Any]] = {"invalid": later("terms.refused.no_count")}


def terms_fields(form: str, leave_out: Collection[str] = ()) -> dict[str, forms.Field]:
    """One field for each point of that form of job; none is required, because an open point is no mistake."""
    asked = (field for field in FIELDS if form in field.forms and field.name not in leave_out)
    made = {field.name: _MAKERS[field.kind](field, _words(field)) for field in asked}
    if isinstance(later_points := made.get("pending"), PendingField):
        later_points.of_form(form)
    return made


def terms_initial(terms: Terms) -> dict[str, Any]:
    """What the fields show for `terms`."""
    return {field.name: getattr(terms, field.name) for field in FIELDS}


def says_more(name: str, value: Any) -> bool:
    """Whether a point, as it stands in a form, says more than it does when nobody says anything."""
    return value not in (None, "", (), []) and value != _UNSAID[name]


def terms_of(cleaned: Mapping[str, Any], form: str) -> Terms:
    """The terms, of that form of job, of a checked form; a field that could not be read counts as open.

    Milestones say the date and the price of the whole too, where these were left empty.
    """
    known = {name: cleaned[name] for name in _UNSAID if cleaned.get(name) not in (None, "")}
    terms = Terms(**known, form=form)
    if not terms.milestones:
        return terms
    prices = [part.price for part in terms.milestones if part.price is not None]
    total = sum(prices) if len(prices) == len(terms.milestones) else None
    due_on = terms.milestones[-1].due_on
    return replace(
        terms,
        price=total if terms.price is None else terms.price,
        due_on=due_on if terms.due_on is None else terms.due_on,
    )


def with_example(key: str) -> Any:
    """The hint of a point and an example after it, in the language of whoever reads the form."""
    return _with_example(key)


def _hint_and_example(key: str) -> str:
    return plain("terms.hint_with_example", hint=plain(f"{key}.hint"), example=plain(f"{key}.example"))


_with_example = lazy(_hint_and_example, str)


def _words(field: Field) -> dict[str, Any]:
    key = f"terms.field.{field.name}"
    is_written = field.kind in (Kind.TEXT, Kind.LINES)
    hint = with_example(key) if is_written else later(f"{key}.hint")
    return {"label": later(f"{key}.label"), "help_text": hint, "required": False}


def _text(field: Field, words: Mapping[str, Any]) -> forms.Field:
    if field.name in SHORT:
        return forms.CharField(**words)
    return forms.CharField(widget=_textarea(field), **words)


def _lines(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return LinesField(widget=_textarea(field), **words)


def _textarea(field: Field) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": _ROWS.get(field.name, 4)})


def _choice(field: Field, words: Mapping[str, Any]) -> forms.Field:
    chosen = [(choice.value, later(f"terms.{field.name}.{choice.value}")) for choice in field.choices or ()]
    choices = chosen if _UNSAID[field.name] else [("", later("terms.open.label")), *chosen]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)


def _number(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return CountField(**words)


def _date(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return DateField(**words)


def _yen(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return YenField(**words)


def _milestones(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return MilestonesField(**words)


def _pending(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return PendingField(**words)


_MAKERS: Mapping[Kind, Callable[[Field, Mapping[str, Any]], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YEN: _yen,
    Kind.MILESTONES: _milestones,
    Kind.PENDING: _pending,
}
