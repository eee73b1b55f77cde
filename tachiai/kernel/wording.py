"""Moments, days and amounts in words: pure, with language, zone and present moment as arguments.

`language` is `ja` or `en`. The words themselves stand in `texts/wording.toml`.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tachiai.kernel.calendar import TOKYO, days_left, local_date
from tachiai.kernel.texts import CATALOGUE

_MINUS = "\N{MINUS SIGN}"


def day_text(day: date, *, language: str, today: date) -> str:
    """11月30日(月) or "Mon 30 Nov"; with the year when it is not that of `today`."""
    key = "wording.day" if day.year == today.year else "wording.day_with_year"
    month = _one_of("wording.months", language, day.month - 1)
    weekday = _one_of("wording.weekdays", language, day.weekday())
    return CATALOGUE.get(key, language, year=day.year, month=month, day=day.day, weekday=weekday)


def month_text(first: date, *, language: str) -> str:
    """2026年11月 or "Nov 2026"."""
    month = _one_of("wording.months", language, first.month - 1)
    return CATALOGUE.get("wording.month", language, year=first.year, month=month)


def moment_text(moment: datetime, *, language: str, zone: ZoneInfo, at: datetime) -> str:
    """11月30日(月) 23:59 in `zone`; the zone is named when it is not Tokyo's."""
    local = moment.astimezone(zone)
    said = f"{day_text(local.date(), language=language, today=local_date(at, zone))} {local:%H:%M}"
    return said if zone == TOKYO else f"{said} {local:%Z}"


def days_left_text(moment: datetime, *, language: str, zone: ZoneInfo, at: datetime) -> str:
    """あと6日, 今日まで; nothing when `moment` is past."""
    left = days_left(moment, at, zone)
    if moment < at:
        return ""
    return CATALOGUE.get("wording.today" if left == 0 else "wording.days_left", language, n=left)


def yen_text(amount: int, *, language: str) -> str:
    """12000 as 12,000円 or ¥12,000; below nought with a true minus sign."""
    sign = _MINUS if amount < 0 else ""
    return CATALOGUE.get("wording.yen", language, sign=sign, digits=f"{abs(amount):,}")


def _one_of(key: str, language: str, index: int) -> str:
    return CATALOGUE.get(key, language).split()[index]
