"""The stretches of time over which the place gives account: a month, or a year from April (law.md 5.1), in Tokyo."""

from __future__ import annotations

import re
from datetime import date, datetime

from tachiai.kernel.calendar import Months, add_months, local_date

_NAME = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")
APRIL = 4


class Period(Months):
    """A month (2026-11), or a year from April (2026)."""

    @property
    def is_year(self) -> bool:
        return "-" not in self.name


def period(name: str) -> Period | None:
    """The period of that name; None when there is none."""
    said = _NAME.fullmatch(name)
    if said is None:
        return None
    first = date(int(said[1]), int(said[2] or APRIL), 1)
    return Period(name, first, add_months(first, 1 if said[2] else 12))


def periods(since: datetime, at: datetime) -> tuple[Period, ...]:
    """Every month and year that has begun, from that of `since` on: the latest first, a year before its months."""
    first, today = local_date(since).replace(day=1), local_date(at)
    months = []
    while first <= today:
        months.append(first)
        first = add_months(first, 1)
    names: list[str] = []
    for month in reversed(months):
        names += [str(month.year - (month.month < APRIL)), f"{month:%Y-%m}"]
    found = (period(name) for name in dict.fromkeys(names))
    return tuple(each for each in found if each is not None)
