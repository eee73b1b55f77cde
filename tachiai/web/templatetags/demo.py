"""What only the strip of the demo shows."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.core.cache import caches

from tachiai.clockwork.queries import YearTold, demo_year

register = template.Library()

_KEY = "demo:year"
_LOOK_AGAIN_SECONDS, _ONCE_TOLD_SECONDS = 3, 3600


@register.simple_tag
def year_being_told() -> YearTold | None:
    """How far the year behind the market is told; None when it is, or when there will be none.

    The database is asked every few seconds at most, however many pages are read.
    """
    if not settings.DEMO_YEAR:
        return None
    year: YearTold | None = caches["process"].get(_KEY)
    if year is None:
        year = demo_year()
        if year is None:
            return None
        is_told = year.told >= year.stories
        caches["process"].set(_KEY, year, _ONCE_TOLD_SECONDS if is_told else _LOOK_AGAIN_SECONDS)
    return year if year.told < year.stories else None
