"""The stretches of time that can be asked for: a month, a quarter, a year, the last twelve months. Months in Tokyo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from tachiai.kernel.calendar import Months, add_months, local_date

LAST_YEAR = "last-12-months"
_NAME = re.compile(r"(20\d\d)(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")
_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True)
class Span(Months):
    """`kind`: month, quarter, year or last. Its names: 2026-11, 2026-Q4, 2026, last-12-months."""

    kind: str

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its months, the oldest first."""
        count = (self.after.year - self.first.year) * 12 + self.after.month - self.first.month
        return tuple(add_months(self.first, n) for n in range(count))


def first_of_month(at: datetime) -> date:
    return local_date(at).replace(day=1)


def month(first: date) -> Span:
    return Span(f"{first:%Y-%m}", first, add_months(first, 1), "month")


def span(name: str, at: datetime) -> Span | None:
    """The stretch of that name as of `at`; None when there is none. The last twelve months end with the running one."""
    if name == LAST_YEAR:
        after = add_months(first_of_month(at), 1)
        return Span(LAST_YEAR, add_months(after, -12), after, "last")
    said = _NAME.fullmatch(name)
    if said is None:
        return None
    year = int(said[1])
    if said[2]:
        return month(date(year, int(said[2]), 1))
    if said[3]:
        first = date(year, (int(said[3]) - 1) * _MONTHS_OF_A_QUARTER + 1, 1)
        return Span(name, first, add_months(first, _MONTHS_OF_A_QUARTER), "quarter")
    return Span(name, date(year, 1, 1), date(year + 1, 1, 1), "year")


def spans(since: date, at: datetime) -> tuple[Span, ...]:
    """All that have begun, from the month `since` on: the last twelve months first, then years, quarters and months,
    each the latest first."""
    running = first_of_month(at)
    months: list[date] = []
    while since <= running:
        months.insert(0, since)
        since = add_months(since, 1)
    quarters = dict.fromkeys(f"{each.year}-Q{(each.month - 1) // _MONTHS_OF_A_QUARTER + 1}" for each in months)
    years = dict.fromkeys(str(each.year) for each in months)
    names = (LAST_YEAR, *years, *quarters, *(f"{each:%Y-%m}" for each in months))
    return tuple(found for found in (span(name, at) for name in names) if found is not None)
