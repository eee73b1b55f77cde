"""What the person whom a decision is about sees of it: all of its reasons, and never who reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tachiai.clockwork.asking import Asked
from tachiai.guidelines import rules as guidelines
from tachiai.guidelines.rules import Clause
from tachiai.safety.models import Decision, Measure
from tachiai.safety.queries.reports import AppealView, appeal_view
from tachiai.safety.rules import BREACH, MEASURES, appeal_until
from tachiai.safety.rules import Measure as Spec

PAGE = 20


@dataclass(frozen=True)
class MeasureView:
    """One measure: its words are text keys of `spec` (label, title, still_works, contracts). `how` it ended: until,
    staff, appeal, unreviewed; empty while it is in force."""

    id: int
    spec: Spec
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    how: str
    end_reason: str

    @property
    def is_in_force(self) -> bool:
        return self.spec.lasts and self.ended_at is None


@dataclass(frozen=True)
class DecisionView:
    """One decision about a person. `kind`, `subject_id` and `what`: what it is about. `may_appeal_until`: None when
    they may not, or have already."""

    id: int
    verdict: str
    kind: str
    subject_id: int
    what: str
    issued_at: datetime
    clause: Clause
    facts_public: str
    explanation: str
    measures: Sequence[MeasureView]
    is_detected_by_machine: bool
    reversed_at: datetime | None
    may_appeal_until: datetime | None
    appeal: AppealView | None

    @property
    def in_force(self) -> Sequence[MeasureView]:
        return [each for each in self.measures if each.is_in_force]


def own_decisions(person_id: int, at: datetime, before: int | None = None) -> list[DecisionView]:
    """The decisions about a person that found a breach or told them something, newest first: one page, and the first
    of the next. `before`: the last id seen."""
    found = _of(person_id).filter(Q(pk__lt=before) if before else Q())
    return [_view(row, person_id, at) for row in found.order_by("-pk")[: PAGE + 1]]


def own_decision(decision_id: int, person_id: int, at: datetime) -> DecisionView | None:
    """One decision for the person whom it is about; None for anybody else."""
    row = _of(person_id).filter(pk=decision_id).first()
    return None if row is None else _view(row, person_id, at)


def next_measure_over_at() -> datetime | None:
    """When the next measure ends by itself; None when none does."""
    ending = _ENDING.first()
    return None if ending is None else ending.until


_ENDING = Asked(lambda: Measure.objects.filter(until__isnull=False, ended_at=None).order_by("until")[:1])


def _of(person_id: int) -> QuerySet[Decision]:
    told = Q(verdict=BREACH) | Q(measures__name="note")
    found = Decision.objects.filter(told, about_id=person_id, state="issued").distinct()
    return found.select_related("case").prefetch_related("measures", "appeals")


def measure_view(row: Measure) -> MeasureView:
    spec = MEASURES[row.name]
    return MeasureView(row.pk, spec, row.began_at, row.until, row.ended_at, row.how, row.end_reason)


def _view(row: Decision, person_id: int, at: datetime) -> DecisionView:
    assert row.issued_at is not None  # noqa: S101 - the state says so
    filed = next((each for each in row.appeals.all() if each.person_id == person_id), None)
    until = appeal_until(row.issued_at)
    may = row.verdict == BREACH and filed is None and row.reversed_at is None and at <= until
    return DecisionView(
        id=row.pk,
        verdict=row.verdict,
        kind=row.case.subject_kind,
        subject_id=row.case.subject_id,
        what=row.case.title,
        issued_at=row.issued_at,
        clause=guidelines.clause(row.clause),
        facts_public=row.facts_public,
        explanation=row.explanation,
        measures=[measure_view(each) for each in row.measures.all()],
        is_detected_by_machine=row.is_detected_by_machine,
        reversed_at=row.reversed_at,
        may_appeal_until=until if may else None,
        appeal=appeal_view(filed) if filed else None,
    )
