"""What the place gives account of, over a period: notices, measures, what machines did, appeals (law.md 5.1, 6.6).

Counts and medians only; of no row more than its month, its clause and what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet

from tachiai.conversations.queries.holding import held_outcomes
from tachiai.guidelines.rules import clause
from tachiai.people import queries as people
from tachiai.safety.models import Appeal, Decision, Measure, Report
from tachiai.safety.rules import BREACH, MEASURES, OUTCOMES
from tachiai.safety.rules.periods import Period
from tachiai.safety.rules.personal_data import Named, personal_data
from tachiai.safety.rules.statements import TYPED

WAITING = "waiting"


class _Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Notices:
    """Reports that named a clause of one section (`document`, `section`): how many, and how many by outcome."""

    document: str
    section: str
    filed: int
    by_outcome: Mapping[str, int]


@dataclass(frozen=True)
class Taken:
    """Measures of one kind that began: how many, and of how many the case had been found by a machine, or by staff
    without any report."""

    name: str
    began: int
    found_by_machine: int
    without_report: int


@dataclass(frozen=True)
class Account:
    """One period. `held`: texts that the machine kept back, by what became of them, the only thing it does alone.

    `to_answer`: median from report to outcome; `to_review`: from appeal to its end; None when there was none.
    """

    period: Period
    notices: tuple[Notices, ...]
    to_answer: timedelta | None
    measures: tuple[Taken, ...]
    held: Mapping[str, int]
    appeals: Mapping[str, int]
    to_review: timedelta | None
    misused: int

    @property
    def filed(self) -> int:
        return sum(each.filed for each in self.notices)

    @property
    def reversed_share(self) -> float | None:
        """Of the appeals that were reviewed, how many were granted: 0 to 1. None when none was reviewed."""
        granted = sum(self.appeals.get(state, 0) for state in ("reversed", "granted_unreviewed"))
        reviewed = granted + self.appeals.get("upheld", 0)
        return granted / reviewed if reviewed else None


def began_at() -> datetime | None:
    """When the first report was filed or the first decision issued; None before."""
    first = (
        Report.objects.order_by("filed_at").values_list("filed_at", flat=True).first(),
        Decision.objects.filter(issued_at__isnull=False).aggregate(first=Min("issued_at"))["first"],
    )
    return min((each for each in first if each is not None), default=None)


def account(of: Period) -> Account:
    """What happened in a period, told as it stands now."""
    closed = _within(Report.objects.filter(closed_at__isnull=False), "closed_at", of)
    reviewed = _within(Appeal.objects.filter(closed_at__isnull=False), "closed_at", of)
    appeals = _within(Appeal.objects.all(), "opened_at", of).values_list("state").annotate(n=Count("id")).order_by()
    answered = closed.aggregate(
        half=_Median(F("closed_at") - F("filed_at")), misused=Count("id", filter=Q(is_misuse=True))
    )
    return Account(
        period=of,
        notices=_notices(of),
        to_answer=answered["half"],
        measures=_measures(of),
        held=held_outcomes(of.begins_at, of.ends_at),
        appeals=dict(appeals),
        to_review=reviewed.aggregate(half=_Median(F("closed_at") - F("opened_at")))["half"],
        misused=answered["misused"],
    )


def _within(rows: QuerySet[Any], column: str, of: Period) -> QuerySet[Any]:
    return rows.filter(**{f"{column}__gte": of.begins_at, f"{column}__lt": of.ends_at})


def _notices(of: Period) -> tuple[Notices, ...]:
    rows = _within(Report.objects.all(), "filed_at", of).values_list("clause", "outcome").annotate(n=Count("id"))
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for name, outcome, n in rows.order_by():
        about = clause(name)
        place = counted.setdefault((about.document, about.section), dict.fromkeys((WAITING, *OUTCOMES), 0))
        place[outcome or WAITING] += n
    return tuple(Notices(*key, sum(counts.values()), counts) for key, counts in sorted(counted.items()))


def _measures(of: Period) -> tuple[Taken, ...]:
    began = _within(Measure.objects.all(), "began_at", of).values_list("name").order_by()
    counted = began.annotate(
        n=Count("id"),
        machine=Count("id", filter=Q(decision__is_detected_by_machine=True)),
        unasked=Count("id", filter=Q(decision__case__reports=0)),
    )
    found = {name: Taken(name, *counts) for name, *counts in counted}
    return tuple(found[name] for name in MEASURES if name in found)


@dataclass(frozen=True)
class Unfit:
    """A statement that cannot be published as it is: its `puid`, and what in it would name somebody."""

    puid: str
    named: tuple[Named, ...]


def statements(of: Period) -> Iterator[Mapping[str, Any] | Unfit]:
    """The statements of reasons issued in a period, oldest first, in the field names of the EU's database; `Unfit` in
    place of one that would name somebody."""
    issued = _within(Decision.objects.filter(verdict=BREACH, statement__isnull=False), "issued_at", of)
    for decision in issued.order_by("issued_at", "id").iterator(chunk_size=500):
        said = " ".join(decision.statement.get(field, "") for field in TYPED)
        named = personal_data(said, names_of(decision))
        yield Unfit(decision.puid, named) if named else decision.statement


def names_of(decision: Decision) -> tuple[str, ...]:
    """The names of everybody whom a decision concerns: whose thing it is, who reported, who decided."""
    reporters = Report.objects.filter(case_id=decision.case_id).values_list("reporter_id", flat=True)
    concerned = (decision.about_id, decision.decided_by_id, decision.second_id, *reporters)
    return tuple(people.names(each for each in concerned if each is not None).values())
