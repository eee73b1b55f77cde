"""What was searched for is counted, by nobody in particular, so that staff see which articles are missing."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F

from tachiai.help_centre.models import Searched
from tachiai.help_centre.rules.search import KEPT_FOR, LONGEST_QUESTION, folded, is_about_somebody

MOST_KEPT = 20_000
"""So many searches are remembered, however many anybody thinks up."""
_FORGOTTEN_AT_ONCE = MOST_KEPT // 100
_COUNT = """
INSERT INTO help_centre_searched (language, text, times, in_vain, opened, first_at, last_at)
VALUES (%(language)s, %(text)s, 1, %(in_vain)s, 0, %(at)s, %(at)s)
ON CONFLICT (language, text) DO UPDATE
SET times = help_centre_searched.times + 1, in_vain = help_centre_searched.in_vain + excluded.in_vain,
    last_at = greatest(help_centre_searched.last_at, excluded.last_at)
RETURNING id, times
"""


def searched(*, text: str, language: str, count: int, at: datetime) -> None:
    """Count a search that found `count` articles. One that may name or reach a person (a mail address, a number, an
    address of the web) is not kept. What nobody asked for KEPT_FOR long is forgotten, and what was asked least often
    once there are more than MOST_KEPT."""
    asked = folded(text[:LONGEST_QUESTION])[:LONGEST_QUESTION]
    if not asked or is_about_somebody(asked):
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"language": language, "text": asked, "in_vain": int(count == 0), "at": at})
        number, times = cursor.fetchone()
    if times == 1:
        Searched.objects.filter(last_at__lt=at - KEPT_FOR).delete()
        _forget_beyond_the_most(number)


def _forget_beyond_the_most(newest: int) -> None:
    """Some at once, so that a full table is not sorted for every search; never the one just asked for, which would
    otherwise never be counted twice."""
    if Searched.objects.count() > MOST_KEPT:
        least = Searched.objects.exclude(pk=newest).order_by("times", "last_at", "pk").values_list("pk", flat=True)
        Searched.objects.filter(pk__in=list(least[:_FORGOTTEN_AT_ONCE])).delete()


def opened(*, text: str, language: str) -> None:
    """Somebody opened an article that was found: this search did not fail. Nothing happens for what is not kept."""
    asked = folded(text[:LONGEST_QUESTION])[:LONGEST_QUESTION]
    Searched.objects.filter(language=language, text=asked).update(opened=F("opened") + 1)
