"""A date that was told to people, as a queue shows it: how late it is, and when the matter ends without an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tachiai.web import reading

OVERDUE = "overdue"
"""The state of cases, appeals and inquiries whose date has passed: from then on `due_at` is their end."""


@dataclass(frozen=True)
class Due:
    """`by`: the date that was told. `late`: how far it has passed, in words, empty while it has not; then the matter
    ends at `ends`."""

    by: datetime | None
    late: str = ""
    ends: datetime | None = None


def due_of(row: Any, by: datetime | None = None) -> Due:
    """Of a row that walks. `by`: the column that keeps the date, where there is one; else it passed when the row became
    overdue."""
    if row.state != OVERDUE:
        return Due(by or row.due_at)
    passed = by or row.entered_at
    days = -reading.days_until(passed)
    late = reading.plain("desk.due.late", n=days) if days > 0 else reading.plain("desk.due.late_today")
    return Due(passed, late, row.due_at)
