"""What the clock does: keep what was counted of the months that are over."""

from __future__ import annotations

from datetime import date, datetime

from django.core.cache import caches

from tachiai.clockwork.actions import Swept
from tachiai.kernel.calendar import Months, add_months
from tachiai.statistics.models import CountedMonth
from tachiai.statistics.queries import MonthCounts, counted, uncounted
from tachiai.statistics.rules import digest, first_of_month

# The clock comes by twice a second; whether a month is over each process looks at again only then.
_LOOKED = "statistics:looked"
_LOOK_EVERY_SECONDS = 3600


def keep_months(at: datetime) -> Swept:
    """Count every month that is over and not kept yet, or was kept with another table of kinds. Twice is once."""
    running = first_of_month(at).isoformat()
    looked = caches["process"]
    if looked.get(_LOOKED) == running:
        return Swept()
    missing = uncounted(at)
    if missing:
        whole = Months("", missing[0], add_months(missing[-1], 1))
        found = counted(whole.begins_at, whole.ends_at)
        CountedMonth.objects.bulk_create(
            [_kept(first, found.get(first, MonthCounts()), at) for first in missing],
            update_conflicts=True,
            unique_fields=["first"],
            update_fields=["digest", "troubles", "sources", "durations", "counted_at"],
        )
    looked.set(_LOOKED, running, _LOOK_EVERY_SECONDS)
    return Swept()


def count_anew(at: datetime) -> None:
    """Drop what was kept and count every month that is over again: a demo's past was told after it."""
    CountedMonth.objects.all().delete()
    caches["process"].delete(_LOOKED)
    keep_months(at)


def _kept(first: date, counts: MonthCounts, at: datetime) -> CountedMonth:
    return CountedMonth(
        first=first,
        digest=digest(),
        troubles=[[*key, n] for key, n in sorted(counts.troubles.items())],
        sources=[[*key, n] for key, n in sorted(counts.sources.items())],
        durations=[[name, t.count, t.median, t.slow] for name, t in sorted(counts.durations.items())],
        counted_at=at,
    )
