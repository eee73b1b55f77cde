"""The points of the terms as form fields, made from their declaration; used by listings and negotiations alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.functional import lazy

from tachiai.terms.rules import FIELDS, Field, Kind, Terms
from tachiai.web.forms import DateField, YenField
from tachiai.web.reading import later, plain

SHORT = ("delivery_format", "delivery_place")
_ROWS = {"acceptance_items": 5, "scope": 5, "out_of_scope": 3}


class LinesField(forms.CharField):
    """Several short texts, one a line; blank lines and surrounding spaces do not count."""

    def clean(self, value: Any) -> Any:
        return tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class CountField(YenField):
    """A small whole number, typed with digits of any width."""


def terms_fields(leave_out: tuple[str, ...] = ()) -> dict[str, forms.Field]:
    """One field for each point; none is required, because an open point is no mistake."""
    return {field.name: _MAKERS[field.kind](field, _words(field)) for field in FIELDS if field.name not in leave_out}


def terms_initial(terms: Terms) -> dict[str, Any]:
    """What the fields show for `terms`."""
    return {field.name: getattr(terms, field.name) for field in FIELDS}


def terms_of(cleaned: Mapping[str, Any]) -> Terms:
    """The terms of a checked form; a field that could not be read counts as open."""
    known = {field.name: cleaned[field.name] for field in FIELDS if cleaned.get(field.name) is not None}
    return Terms(**known)


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
    choices = [("", later("terms.open.choice")), *chosen]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)


def _number(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return CountField(**words)


def _date(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return DateField(**words)


def _yen(field: Field, words: Mapping[str, Any]) -> forms.Field:
    return YenField(**words)


_MAKERS: Mapping[Kind, Callable[[Field, Mapping[str, Any]], forms.Field]] = {
    Kind.TEXT: _text,
    Kind.LINES: _lines,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.YEN: _yen,
}
