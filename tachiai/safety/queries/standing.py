"""What is counted of a person, of those who break rules and of those who report and appeal without ground alike. Staff
see it; nothing follows by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from tachiai.conversations.queries.blocks import blocked_ids
from tachiai.safety.models import Appeal, Case, Decision, Measure, Report
from tachiai.safety.rules import BREACH, NO_BREACH
from tachiai.safety.rules.numbers import NUMBERS

WINDOW = timedelta(days=NUMBERS["misuse"]["days"])
LISTED = 20
_COUNTED = 500


@dataclass(frozen=True)
class Standing:
    """Counts over the last year. `misuses`: reports and appeals found to be without ground; `is_warned`: one of them
    came after the person had been told so. Decisions that were reversed count nowhere."""

    breaches: int = 0
    warnings: int = 0
    restrictions: int = 0
    reports: int = 0
    confirmed: int = 0
    unfounded: int = 0
    appeals: int = 0
    upheld: int = 0
    misuses: int = 0
    is_warned: bool = False


@dataclass(frozen=True)
class History:
    """What there has been about a person, newest first, for staff who judge them: LISTED of each and one more. Cases
    that are open come before all others."""

    standing: Standing
    decisions: Sequence[Decision]
    cases: Sequence[Case]
    reports: Sequence[Report]
    appeals: Sequence[Appeal]


def standing_of(person_id: int, at: datetime) -> Standing:
    """What counts of a person at `at`."""
    told: dict[str, list[_Told]] = {kind: [] for kind in _KINDS}
    first, *others = _told_of(person_id, at - WINDOW)
    for kind, *said in first.union(*others, all=True):
        told[kind].append(_Told(*said))
    misuses = [each for kind in ("report", "appeal") for each in told[kind] if each.counts]
    told_at = min((each.ended for each in misuses if each.ended), default=None)
    outcomes = [each.what for each in told["report"]]
    return Standing(
        breaches=len(told["decision"]),
        warnings=sum(each.what == "warning" for each in told["measure"]),
        restrictions=sum(each.counts for each in told["measure"]),
        reports=len(outcomes),
        confirmed=outcomes.count(BREACH),
        unfounded=outcomes.count(NO_BREACH),
        appeals=len(told["appeal"]),
        upheld=sum(each.what == "upheld" for each in told["appeal"]),
        misuses=len(misuses),
        is_warned=told_at is not None and any(each.began > told_at for each in misuses),
    )


class _Told(NamedTuple):
    what: str
    counts: bool
    began: datetime
    ended: datetime | None


_KINDS = ("decision", "measure", "report", "appeal")


def _told_of(person_id: int, since: datetime) -> Iterator[QuerySet[Any, Any]]:
    """The last of each of _KINDS as rows of one shape, so that one query answers all."""
    found = Decision.objects.filter(about_id=person_id, verdict=BREACH, issued_at__gte=since, reversed_at=None)
    yield _rows("decision", found, "verdict", Value(False), "issued_at", "reversed_at")
    measures = Measure.objects.filter(person_id=person_id, decision__reversed_at=None, began_at__gte=since)
    restricts = ExpressionWrapper(Q(restriction_id__isnull=False), BooleanField())
    yield _rows("measure", measures, "name", restricts, "began_at", "ended_at")
    filed = Report.objects.filter(reporter_id=person_id, filed_at__gte=since)
    yield _rows("report", filed, "outcome", "is_misuse", "filed_at", "closed_at")
    asked = Appeal.objects.filter(person_id=person_id, opened_at__gte=since)
    yield _rows("appeal", asked, "state", "is_misuse", "opened_at", "closed_at")


def _rows(kind: str, found: QuerySet[Any], *columns: Any) -> QuerySet[Any, Any]:
    return found.order_by("-pk").values_list(Value(kind), *columns)[:_COUNTED]


def history_of(person_id: int, staff_id: int, at: datetime) -> History:
    """Everything that this member of the staff should know of a person before they judge; a bounded piece of each. Not
    what the person reported, and appealed for in vain, of the reader or of somebody whom the reader has blocked; and
    nothing of it by somebody whom they have blocked."""
    avoided = {staff_id, *blocked_ids(staff_id)}
    reports = Report.objects.filter(reporter_id=person_id).exclude(case__about__in=avoided)
    appeals = Appeal.objects.filter(person_id=person_id).exclude(report__isnull=False, decision__about__in=avoided)
    if person_id in avoided - {staff_id}:
        reports, appeals = reports.none(), appeals.filter(report=None)
    is_closed = ExpressionWrapper(Q(closed_at__isnull=False), BooleanField())
    return History(
        standing=standing_of(person_id, at),
        decisions=list(_decisions_about(person_id)[: LISTED + 1]),
        cases=list(Case.objects.filter(about_id=person_id).order_by(is_closed, "-pk")[: LISTED + 1]),
        reports=list(reports.defer("snapshot").select_related("case").order_by("-pk")[: LISTED + 1]),
        appeals=list(appeals.order_by("-pk")[: LISTED + 1]),
    )


def decisions_about(person_id: int) -> list[Decision]:
    """The latest decisions about a person, newest first; for staff."""
    return list(_decisions_about(person_id)[:LISTED])


def _decisions_about(person_id: int) -> QuerySet[Decision]:
    found = Decision.objects.filter(about_id=person_id).select_related("case", "decided_by", "second")
    return found.order_by("-pk")
