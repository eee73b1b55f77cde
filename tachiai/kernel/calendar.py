"""Days and hours as the field counts them: in Asia/Tokyo unless told otherwise, with Japan's business days.

A period of n days ends on the nth day after the start, at 23:59 local time: nobody loses a deadline at noon.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

TOKYO = ZoneInfo("Asia/Tokyo")
LAST_MINUTE = time(23, 59)


def local_date(moment: datetime, zone: ZoneInfo = TOKYO) -> date:
    """The calendar day on which `moment` (aware) falls in `zone`."""
    return moment.astimezone(zone).date()


def end_of_day(moment: datetime | date, zone: ZoneInfo = TOKYO) -> datetime:
    """23:59 of that day in `zone`."""
    day = local_date(moment, zone) if isinstance(moment, datetime) else moment
    return datetime.combine(day, LAST_MINUTE, tzinfo=zone)


def days_left(moment: datetime, at: datetime, zone: ZoneInfo = TOKYO) -> int:
    """Whole calendar days from `at` to `moment`: 0 on the same day, negative when past."""
    return (local_date(moment, zone) - local_date(at, zone)).days


def is_business_day(day: date) -> bool:
    """Monday to Friday, no holiday, and not 29 December to 3 January (Act on Holidays of Administrative Organs)."""
    new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and day not in _holidays(day.year) and not new_year


def add_business_days(day: date, count: int) -> date:
    """The business day `count` business days after `day` (count >= 0; 0 gives `day` or the next business day)."""
    if count < 0:
        raise ValueError("count must not be negative")
    while count > 0 or not is_business_day(day):
        day += timedelta(days=1)
        if is_business_day(day):
            count = max(0, count - 1)
    return day


def add_months(day: date, count: int) -> date:
    """The same day `count` months later; the last day of that month where there is no such day."""
    years, month = divmod(day.month - 1 + count, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))


def days_after(day: date, count: int) -> date | None:
    """The day `count` days later; None beyond the last day that there is."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


@dataclass(frozen=True)
class Months:
    """Whole months in Tokyo, from the day `first` to before the day `after`. `name`: as it stands in addresses."""

    name: str
    first: date
    after: date

    @property
    def begins_at(self) -> datetime:
        return datetime.combine(self.first, time(0), TOKYO)

    @property
    def ends_at(self) -> datetime:
        """The moment at which they are over."""
        return datetime.combine(self.after, time(0), TOKYO)


@lru_cache(maxsize=64)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("JP", years=year)
