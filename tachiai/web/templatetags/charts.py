"""Where the pieces of a chart stand. Lengths in rem and percent, so that a chart is as wide as its page and its words
are as large as those around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()

ROW = 3.25
WORDS = 1.1
BAR = 1.5


@register.filter
def bars(rows: Iterable[Any]) -> list[dict[str, str]]:
    """Rows of {label, text, share (0 to 100), how}, each with the places of its words and its bar."""
    return [_bar(row, place) for place, row in enumerate(rows)]


@register.filter
def chart_height(rows: list[Any]) -> str:
    return _rem(ROW * len(rows))


def _bar(row: Any, place: int) -> dict[str, str]:
    share = max(0.0, min(100.0, float(row["share"])))
    places = {"words": _rem(place * ROW + WORDS), "bar": _rem(place * ROW + BAR), "width": f"{share:.1f}%"}
    return {"label": row["label"], "text": row["text"], "how": row.get("how") or "exact", **places}


def _rem(length: float) -> str:
    return f"{length:.2f}rem"
