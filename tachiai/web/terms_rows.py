"""Agreed or offered terms as rows: every point in the order of the form, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tachiai.terms.rules import FIELDS, Field, Kind, Terms
from tachiai.web import reading


def terms_rows(terms: Terms, leave_out: tuple[str, ...] = ()) -> list[Mapping[str, Any]]:
    """Rows for the definition list; a point that is still open says so."""
    return [_row(field, getattr(terms, field.name)) for field in FIELDS if field.name not in leave_out]


def value_text(field: Field, value: Any) -> str:
    """One value of the terms as plain text."""
    if value in (None, "", ()):
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


def _row(field: Field, value: Any) -> Mapping[str, Any]:
    is_prose = field.kind in (Kind.TEXT, Kind.LINES) and value
    return {
        "term": reading.plain(f"terms.field.{field.name}.label"),
        "prose" if is_prose else "text": value_text(field, value),
    }
