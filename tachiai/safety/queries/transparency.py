"""What the place gives account of, over a period: notices, measures, what machines did, appeals (law.md 5.1, 6.6).

Counts and medians only; of no row more than its month, its clause and what became of it. Every count comes as those of
its single months: what of small ones is told to whom, the pages decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet
from django.db.models.functions import TruncMonth

from tachiai.conversations.queries.holding import held_outcomes
from tachiai.guidelines.rules import clause, wording
from tachiai.kernel.calendar import TOKYO
from tachiai.safety.models import Appeal, Decision, Measure, Report
from tachiai.safety.queries.naming import names_around, names_of_staff, names_since
from tachiai.safety.rules import BREACH, MEASURES, OUTCOMES
from tachiai.safety.rules.periods import Period
from tachiai.safety.rules.personal_data import Named, personal_data
from tachiai.safety.rules.statements import TYPED

WAITING = "waiting"


class _Half(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


Counts = tuple[int, ...]
"""How many there were, month by month; months without any are left out."""


@dataclass(frozen=True)
class Notices:
    """Reports that named a clause of one section (`document`, `section`): how many by outcome."""

    document: str
    section: str
    by_outcome: Mapping[str, Counts]

    @property
    def filed(self) -> Counts:
        return tuple(chain.from_iterable(self.by_outcome.values()))


@dataclass(frozen=True)
class Taken:
    """Measures of one kind that began: how many, and of how many the case had been found by a machine, or by staff
    without any report."""

    name: str
    began: Counts
    found_by_machine: Counts
    without_report: Counts


@dataclass(frozen=True)
class Median:
    """The time that half of `count` took no longer than; None when there was none."""

    count: int
    half: timedelta | None


@dataclass(frozen=True)
class Account:
    """One period. `held`: texts that the machine kept back, by what became of them, the only thing it does alone.

    `to_answer`: from report to outcome; `to_review`: from appeal to its end.
    """

    period: Period
    notices: tuple[Notices, ...]
    to_answer: Median
    measures: tuple[Taken, ...]
    held: Mapping[str, Counts]
    appeals: Mapping[str, Counts]
    to_review: Median

    @property
    def granted(self) -> Counts:
        """The appeals after which a decision did not stand."""
        return self.appeals.get("reversed", ()) + self.appeals.get("granted_unreviewed", ())

    @property
    def reviewed(self) -> Counts:
        """Those that came to such an end, and those after which it stood."""
        return self.granted + self.appeals.get("upheld", ())


def began_at() -> datetime | None:
    """When the first report was filed or the first decision issued; None before."""
    first = (
        Report.objects.order_by("filed_at").values_list("filed_at", flat=True).first(),
        Decision.objects.filter(issued_at__isnull=False).aggregate(first=Min("issued_at"))["first"],
    )
    return min((each for each in first if each is not None), default=None)


def account(of: Period) -> Account:
    """What happened in a period, told as it stands now."""
    appeals = _within(Appeal.objects.all(), "opened_at", of).values_list("state", "month").annotate(n=Count("id"))
    return Account(
        period=of,
        notices=_notices(of),
        to_answer=_median(Report.objects.all(), "filed_at", of),
        measures=_measures(of),
        held=_by_name(held_outcomes(of.begins_at, of.ends_at)),
        appeals=_by_name(appeals.order_by()),
        to_review=_median(Appeal.objects.all(), "opened_at", of),
    )


def _within(rows: QuerySet[Any], column: str, of: Period) -> QuerySet[Any]:
    """Those of the period, with their `month`."""
    found = rows.filter(**{f"{column}__gte": of.begins_at, f"{column}__lt": of.ends_at})
    return found.annotate(month=TruncMonth(column, tzinfo=TOKYO))


def _median(rows: QuerySet[Any], since: str, of: Period) -> Median:
    """Of what ended in the period."""
    ended = _within(rows.filter(closed_at__isnull=False), "closed_at", of)
    return Median(**ended.aggregate(half=_Half(F("closed_at") - F(since)), count=Count("id")))


def _by_name(rows: Iterable[tuple[str, datetime, int]]) -> dict[str, Counts]:
    counted: dict[str, Counts] = {}
    for name, _, n in rows:
        counted[name] = (*counted.get(name, ()), n)
    return counted


def _notices(of: Period) -> tuple[Notices, ...]:
    rows = _within(Report.objects.all(), "filed_at", of).values_list("clause", "outcome", "month")
    counted: dict[tuple[str, str], Counter[tuple[str, datetime]]] = {}
    for name, outcome, month, n in rows.annotate(n=Count("id")).order_by():
        about = clause(name)
        counted.setdefault((about.document, about.section), Counter())[outcome or WAITING, month] += n
    found = ((key, _by_name((*place, n) for place, n in counts.items())) for key, counts in sorted(counted.items()))
    return tuple(Notices(*key, dict.fromkeys((WAITING, *OUTCOMES), ()) | by_outcome) for key, by_outcome in found)


def _measures(of: Period) -> tuple[Taken, ...]:
    began = _within(Measure.objects.all(), "began_at", of).values_list("name", "month").order_by()
    counted = began.annotate(
        n=Count("id"),
        machine=Count("id", filter=Q(decision__is_detected_by_machine=True)),
        unasked=Count("id", filter=Q(decision__case__reports=0)),
    )
    months: dict[str, list[Counts]] = {}
    for name, _, *counts in counted:
        months.setdefault(name, []).append(tuple(counts))
    return tuple(Taken(name, *zip(*months[name], strict=True)) for name in MEASURES if name in months)


@dataclass(frozen=True)
class Unfit:
    """A statement that cannot be published as it is: its `puid`, and what in it would name somebody."""

    puid: str
    named: tuple[Named, ...]


def statements(of: Period) -> Iterator[Mapping[str, Any] | Unfit]:
    """The statements of reasons issued in a period, oldest first, in the field names of the EU's database; `Unfit` in
    place of one that would name somebody."""
    issued = _within(Decision.objects.filter(verdict=BREACH, statement__isnull=False), "issued_at", of)
    ordinary = wording()
    for decision in issued.order_by("issued_at", "id").iterator(chunk_size=500):
        named = _named(decision, ordinary)
        yield Unfit(decision.puid, named) if named else decision.statement


def _named(decision: Decision, ordinary: str) -> tuple[Named, ...]:
    """What in a statement would name somebody. What may be a word (`is_doubtful`) passes where who decided looked at it
    and found it to be one, where the place itself says it, and where it is a name since, which tells of nobody then.
    Nobody was asked about the names of those who decide, nor of those who came to the case later."""
    statement = decision.statement or {}
    said = " ".join(statement.get(field, "") for field in TYPED)
    deciding = names_of_staff(decision)
    found = personal_data(said, [*names_around([decision.case_id]), *deciding], ordinary)
    if not any(each.is_doubtful for each in found):
        return tuple(found)
    words = names_since(decision).union(decision.no_names).difference(deciding)
    return tuple(each for each in found if not (each.is_doubtful and (each.words in words or each.words in ordinary)))
