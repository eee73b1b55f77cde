"""What is counted of a person, of those who break rules and of those who report and appeal without ground alike. Staff
see it; nothing follows by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    """What there has been about a person, newest first, for staff who judge them; at most LISTED of each."""

    standing: Standing
    decisions: Sequence[Decision]
    cases: Sequence[Case]
    reports: Sequence[Report]
    appeals: Sequence[Appeal]


def standing_of(person_id: int, at: datetime) -> Standing:
    """What counts of a person at `at`."""
    since = at - WINDOW
    found = Decision.objects.filter(about_id=person_id, verdict=BREACH, issued_at__gte=since, reversed_at=None)
    measures = Measure.objects.filter(person_id=person_id, decision__reversed_at=None, began_at__gte=since)
    names = list(measures.values_list("name", "restriction_id")[:_COUNTED])
    filed = Report.objects.filter(reporter_id=person_id, filed_at__gte=since)
    reports = list(filed.values_list("outcome", "is_misuse", "filed_at", "closed_at")[:_COUNTED])
    asked = Appeal.objects.filter(person_id=person_id, opened_at__gte=since)
    appeals = list(asked.values_list("state", "is_misuse", "opened_at", "closed_at")[:_COUNTED])
    misuses = [(began, ended) for _, is_misuse, began, ended in [*reports, *appeals] if is_misuse]
    told_at = min((ended for _, ended in misuses if ended), default=None)
    return Standing(
        breaches=found.count(),
        warnings=sum(name == "warning" for name, _ in names),
        restrictions=sum(restriction is not None for _, restriction in names),
        reports=len(reports),
        confirmed=sum(outcome == BREACH for outcome, *_ in reports),
        unfounded=sum(outcome == NO_BREACH for outcome, *_ in reports),
        appeals=len(appeals),
        upheld=sum(state == "upheld" for state, *_ in appeals),
        misuses=len(misuses),
        is_warned=told_at is not None and any(began > told_at for began, _ in misuses),
    )


def history_of(person_id: int, at: datetime) -> History:
    """Everything that staff should know of a person before they judge; a bounded piece of each."""
    return History(
        standing=standing_of(person_id, at),
        decisions=list(
            Decision.objects.filter(about_id=person_id)
            .select_related("case")
            .prefetch_related("measures")
            .order_by("-pk")[:LISTED]
        ),
        cases=list(Case.objects.filter(about_id=person_id).order_by("-pk")[:LISTED]),
        reports=list(
            Report.objects.filter(reporter_id=person_id)
            .defer("snapshot")
            .select_related("case")
            .order_by("-pk")[:LISTED]
        ),
        appeals=list(Appeal.objects.filter(person_id=person_id).select_related("decision").order_by("-pk")[:LISTED]),
    )
