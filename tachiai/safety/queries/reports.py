"""What a reporter sees of their own reports: the state and what came out, nothing of the other person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from tachiai.guidelines import rules as guidelines
from tachiai.guidelines.rules import Clause
from tachiai.safety.models import Appeal, CaseStep, Decision, Report
from tachiai.safety.rules import NO_BREACH, appeal_until

PAGE = 20


@dataclass(frozen=True)
class AppealView:
    """An appeal as who filed it sees it."""

    id: int
    state: str
    text: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    reason: str

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True)
class ReportView:
    """One report. `state`: received, in_review, closed; `outcome` once closed: breach, no_breach, duplicate,
    unanswered.

    `kind` and `what` say what was reported and its title then, `snapshot` is all of it; `case_state` is that of the
    case; `due_at`: until when it is decided; `deferred_because`: why it takes longer. `may_appeal_until`: until when
    its reporter may ask, against `decision_id`, that somebody else looks at it; None when they may not.
    `earlier`: their appeals against what was decided before the report was looked at anew.
    """

    id: int
    number: str
    kind: str
    what: str
    path: str
    snapshot: Mapping[str, Any]
    clause: Clause
    text: str
    additions: Sequence[str]
    state: str
    case_state: str
    outcome: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_misuse: bool
    deferred_because: str = ""
    decision_id: int | None = None
    may_appeal_until: datetime | None = None
    appeal: AppealView | None = None
    earlier: Sequence[AppealView] = ()


def own_reports(person_id: int, before: int | None = None) -> list[ReportView]:
    """A person's reports, newest first: one page, and the first of the next. `before`: the last id seen."""
    found = Report.objects.select_related("case").filter(Q(pk__lt=before) if before else Q(), reporter_id=person_id)
    return [_view(row) for row in found.order_by("-pk")[: PAGE + 1]]


def own_report(number: str, person_id: int, at: datetime) -> ReportView | None:
    """One report of this person's own, with its appeal; None for anybody else."""
    row = Report.objects.select_related("case").filter(number=number, reporter_id=person_id).first()
    if row is None:
        return None
    decision = Decision.objects.filter(case_id=row.case.joined_to_id or row.case_id, state="issued").first()
    filed = decision and Appeal.objects.filter(decision=decision, person_id=person_id).first()
    until = appeal_until(decision.issued_at) if decision and decision.issued_at else None
    may_ask = decision is not None and decision.verdict == NO_BREACH and decision.reversed_at is None and not filed
    deferred = CaseStep.objects.filter(subject_id=row.case_id, step="defer").first()
    return _view(
        row,
        deferred_because=str(deferred.answers.get("reason", "")) if deferred else "",
        decision_id=decision.pk if decision and (may_ask or filed) else None,
        may_appeal_until=until if may_ask and until and at <= until else None,
        appeal=appeal_view(filed) if filed else None,
        earlier=[appeal_view(each) for each in row.appeals.exclude(decision=decision).order_by("pk")],
    )


def count_open_reports(person_id: int) -> int:
    """How many of a person's reports wait for an answer."""
    return Report.objects.filter(reporter_id=person_id, outcome="").count()


def appeal_view(row: Appeal) -> AppealView:
    return AppealView(row.pk, row.state, row.text, row.opened_at, row.due_at, row.closed_at, row.reason)


def _view(row: Report, **more: object) -> ReportView:
    is_taken = row.case.claimed_by_id is not None
    return ReportView(
        id=row.pk,
        number=row.number,
        kind=row.case.subject_kind,
        what=row.snapshot["title"],
        path=row.snapshot["path"],
        snapshot=row.snapshot,
        clause=guidelines.clause(row.clause),
        text=row.text,
        additions=[each["text"] for each in row.additions],
        state="closed" if row.outcome else "in_review" if is_taken else "received",
        case_state=row.case.state,
        outcome=row.outcome,
        opened_at=row.filed_at,
        due_at=None if row.outcome else row.case.due_at,
        closed_at=row.closed_at,
        is_misuse=row.is_misuse,
        **more,  # type: ignore[arg-type]
    )
