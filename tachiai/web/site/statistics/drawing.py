"""The counts of some months as charts and tables, for the page and the files alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tachiai.statistics.queries import MonthCounts, Took
from tachiai.statistics.rules import FORMATS, KINDS, LEAST_DURATIONS, MEASURES, SMALL, Told, told
from tachiai.web import reading

Months = Mapping[date, MonthCounts]
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Line:
    """One bar and one row of the table. `code` is for programs, `label` for people."""

    code: str
    label: str
    told: Told


def by_format(months: Months) -> list[Line]:
    """Every format, in their own order; what belongs to none only when there is any."""
    lines = [Line(name or "none", format_text(name), told(_cells(months, form=name))) for name in FORMATS]
    return [line for line in lines if line.code != "none" or line.told.length]


def by_kind(months: Months, form: str = "") -> list[Line]:
    """Every kind, the most frequent first. With a format: of it alone."""
    lines = [
        Line(kind.name, kind.title[reading.language()], told(_cells(months, kind.name, form or None)))
        for kind in KINDS.values()
    ]
    return sorted(lines, key=lambda line: -line.told.length)


def total(months: Months) -> Told:
    return told(_cells(months))


def chart(name: str, lines: list[Line]) -> dict[str, Any]:
    """What the component and the table beside it are drawn from."""
    longest = max((line.told.length for line in lines), default=0) or 1
    rows = [
        {
            "label": line.label,
            "text": told_text(line.told),
            "share": 100 * line.told.length / longest,
            "how": line.told.how,
        }
        for line in lines
    ]
    return {"name": name, "rows": rows}


def told_text(count: Told) -> str:
    """A count as people read it."""
    if count.how == "few":
        return reading.plain("statistics.told.few", n=SMALL, most=SMALL - 1)
    return reading.plain(f"statistics.told.{count.how}", n=count.value)


def format_text(name: str) -> str:
    return reading.plain(f"statistics.format.{name or 'none'}")


def durations(months: Months) -> list[dict[str, Any]]:
    """A row for each month in which anything was timed, the latest first, with a cell for each measure."""
    rows = []
    for first in sorted(months, reverse=True):
        took = months[first].durations
        if took:
            cells = [(f"statistics.measure.{name}.title", took_text(took.get(name))) for name in MEASURES]
            rows.append({"label": reading.month_text(first), "cells": cells})
    return rows


def took_text(took: Took | None) -> dict[str, str]:
    """A median with what belongs to it; of too few, nothing but that they are."""
    if took is None:
        return {"median": reading.plain("statistics.took.none")}
    if took.count < LEAST_DURATIONS:
        return {"median": reading.plain("statistics.took.few", n=LEAST_DURATIONS)}
    slow = reading.plain("statistics.took.slow", length=length_text(took.slow))
    return {
        "median": length_text(took.median),
        "slow": slow,
        "count": reading.plain("statistics.took.counted", n=took.count),
    }


def length_text(seconds: float) -> str:
    if seconds < _HOUR:
        return reading.plain("statistics.took.minutes", n=max(1, round(seconds / _MINUTE)))
    if seconds < 2 * _DAY:
        return reading.plain("statistics.took.hours", n=round(seconds / _HOUR))
    return reading.plain("statistics.took.days", n=round(seconds / _DAY))


def _cells(months: Months, kind: str | None = None, form: str | None = None) -> list[int]:
    """The single counts of one kind and one format, or of all: one for each month, kind and format."""
    return [
        n
        for counts in months.values()
        for (of_kind, of_form), n in counts.troubles.items()
        if kind in (None, of_kind) and form in (None, of_form)
    ]
