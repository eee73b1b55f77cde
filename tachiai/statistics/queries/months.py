"""Months as they stand: those that are over as they were kept, the others counted now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tachiai.kernel.calendar import Months, add_months
from tachiai.statistics.models import CountedMonth
from tachiai.statistics.queries.counting import MonthCounts, Took, counted
from tachiai.statistics.rules import HISTORY_MONTHS, Span, digest, first_of_month

# What was begun before midnight of the last day may be written after it.
SETTLED_AFTER = timedelta(days=1)


def months_told(asked: Span, at: datetime) -> Mapping[date, MonthCounts]:
    """Every month of a stretch that has begun, by its first day; one without anything is there and empty.

    The cost is that of the months that are not kept, as a rule the running one: it does not grow with those before it.
    """
    months = [each for each in asked.months if each <= first_of_month(at)]
    kept = {row.first: _counts(row) for row in CountedMonth.objects.filter(first__in=months, digest=digest())}
    missing = [each for each in months if each not in kept]
    if missing:
        late = Months("", missing[0], add_months(missing[-1], 1))
        now = counted(late.begins_at, late.ends_at)
        kept |= {each: now.get(each, MonthCounts()) for each in missing}
    return {each: kept[each] for each in months}


def since(at: datetime) -> date:
    """The first month in which anything was counted; the running one when there is none before it."""
    first = CountedMonth.objects.exclude(troubles=[], durations=[]).order_by("first").values_list("first", flat=True)
    return first.first() or first_of_month(at)


def uncounted(at: datetime) -> tuple[date, ...]:
    """The months that are over and not kept, as far back as they are kept at all."""
    running = first_of_month(at - SETTLED_AFTER)
    every = [add_months(running, -n) for n in range(HISTORY_MONTHS, 0, -1)]
    there = set(CountedMonth.objects.filter(first__in=every, digest=digest()).values_list("first", flat=True))
    return tuple(each for each in every if each not in there)


def _counts(row: CountedMonth) -> MonthCounts:
    return MonthCounts(
        {(kind, form): n for kind, form, n in row.troubles},
        {(source, form): n for source, form, n in row.sources},
        {measure: Took(n, median, slow) for measure, n, median, slow in row.durations},
    )
