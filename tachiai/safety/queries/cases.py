"""What staff see of cases: the queue in an order that an index holds, and one case with all that was said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tachiai.clockwork.queries import Backlog, backlog
from tachiai.conversations.queries.messages import MessageLine
from tachiai.conversations.queries.things import messages_around
from tachiai.guidelines import rules as guidelines
from tachiai.guidelines.rules import Clause
from tachiai.kernel.refused import Refused
from tachiai.kernel.things import Thing
from tachiai.people import queries as people
from tachiai.safety.models import Case, CaseStep, Decision, Look, Report, Signal
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.queries.offering import OfferedMeasure, offered_measures
from tachiai.safety.queries.standing import History, history_of
from tachiai.safety.subjects import thing, thread_of

PAGE = 50
_ALIKE, _RELATED, _SAID = 50, 10, 50


@dataclass(frozen=True)
class Said:
    """One thing that a case was fed. `kind`: report, hold, finding, appeal. `by_id` and `by_name` are None and empty
    where no person said it. `snapshot`: the thing as it was then, as `Thing.as_data`; `has_changed`: it says something
    else by now, or is gone."""

    kind: str
    id: int
    by_id: int | None
    by_name: str
    clause: Clause
    text: str
    additions: Sequence[Mapping[str, Any]]
    snapshot: Mapping[str, Any]
    digest: str
    has_changed: bool
    at: datetime
    source_id: int | None = None


@dataclass(frozen=True)
class CaseView:
    """One case as somebody of the staff meets it. `now` is the thing as it stands (None: gone); `conflict`: why they
    may not judge it; `has_talk`: a private talk belongs to it, which `look` opens; `is_looking`: they have opened it.
    `alike`: open cases about the same words; `related`: others about the same person."""

    case: Case
    about_name: str
    clause: Clause
    now: Thing | None
    said: Sequence[Said]
    conflict: Refused | None
    offered: Sequence[OfferedMeasure]
    proposed: Decision | None
    decisions: Sequence[Decision]
    steps: Sequence[CaseStep]
    looks: Sequence[Look]
    alike: Sequence[Case]
    related: Sequence[Case]
    history: History
    has_talk: bool
    is_looking: bool


ORDERS: Mapping[str, tuple[str, ...]] = {
    "harm": ("-score", "decide_by", "pk"),
    "age": ("opened_at", "pk"),
    "clock": ("due_at", "pk"),
}


def case_queue(order: str = "harm", before: int | None = None, kind: str | None = None) -> list[Case]:
    """The cases that nobody has taken: a page and the first of the next. `before`: the id of the last case seen."""
    found = _waiting()
    if kind:
        found = found.filter(subject_kind=kind)
    last = Case.objects.filter(pk=before).first() if before else None
    if last is not None:
        found = found.filter(_behind(order, last))
    return list(found.select_related("about").order_by(*ORDERS[order])[: PAGE + 1])


def claimed_cases(staff_id: int | None = None) -> list[Case]:
    """The cases in the hands of this member of the staff, or of anybody, the nearest date first."""
    found = Case.objects.filter(closed_at=None, claimed_by__isnull=False)
    mine = found.filter(claimed_by_id=staff_id) if staff_id is not None else found
    return list(mine.select_related("about", "claimed_by").order_by("decide_by", "pk")[:PAGE])


def count_cases() -> Backlog:
    """What waits in the queue."""
    return backlog(_waiting(), "opened_at")


def case_view(case_id: int, staff_id: int, at: datetime) -> CaseView | None:
    """One case for somebody of the staff; None when there is none, and for anybody else."""
    row = Case.objects.select_related("about", "claimed_by", "joined_to").filter(pk=case_id).first()
    if row is None or not people.is_staff(staff_id):
        return None
    now = thing(row.subject_kind, row.subject_id)
    decisions = list(row.decisions.select_related("decided_by", "second").prefetch_related("measures").order_by("-pk"))
    looks = list(row.looks.select_related("staff").order_by("pk")[:_SAID])
    return CaseView(
        case=row,
        about_name=str(row.about),
        clause=guidelines.clause(row.clause),
        now=now,
        said=_said(row, now),
        conflict=conflict_of(staff_id, row),
        offered=offered_measures(row, staff_id, at),
        proposed=next((each for each in decisions if each.state == "proposed"), None),
        decisions=decisions,
        steps=list(row.steps.select_related("person").order_by("number")[:_SAID]),
        looks=looks,
        alike=alike(row),
        related=list(Case.objects.filter(about_id=row.about_id).exclude(pk=row.pk).order_by("-pk")[:_RELATED]),
        history=history_of(row.about_id, at),
        has_talk=now is not None and thread_of(now) is not None,
        is_looking=any(each.staff_id == staff_id for each in looks),
    )


def alike(row: Case) -> list[Case]:
    """Open cases about the same words as this one's, which one decision may answer, too."""
    same = Case.objects.filter(digest=row.digest, subject_kind=row.subject_kind, closed_at=None)
    return list(same.exclude(pk=row.pk).select_related("about").order_by("pk")[:_ALIKE])


def talk_of(case_id: int, staff_id: int) -> list[MessageLine] | None:
    """The private talk around what a case is about, for somebody of the staff who has said why; None for anybody else,
    and once they do not have the open case any more."""
    row = Case.objects.filter(pk=case_id, closed_at=None, claimed_by_id=staff_id).first()
    if row is None or not people.is_staff(staff_id) or not row.looks.filter(staff_id=staff_id).exists():
        return None
    found = thing(row.subject_kind, row.subject_id)
    thread_id = thread_of(found) if found else None
    if found is None or thread_id is None:
        return None
    return messages_around(thread_id, found.id if found.kind == "message" else None)


def open_case_about(subject_kind: str, subject_id: int) -> int | None:
    """The id of an open case about this thing; None when there is none. For staff."""
    same = Case.objects.filter(subject_kind=subject_kind, subject_id=subject_id, closed_at=None)
    return same.values_list("pk", flat=True).first()


def _waiting() -> QuerySet[Case]:
    return Case.objects.filter(closed_at=None, claimed_by=None)


def _behind(order: str, last: Case) -> Q:
    if order == "age":
        return Q(opened_at__gte=last.opened_at) & (Q(opened_at__gt=last.opened_at) | Q(pk__gt=last.pk))
    if order == "clock":
        return Q(due_at__gte=last.due_at) & (Q(due_at__gt=last.due_at) | Q(pk__gt=last.pk))
    same = Q(score=last.score) & (Q(decide_by__gt=last.decide_by) | Q(decide_by=last.decide_by, pk__gt=last.pk))
    return Q(score__lte=last.score) & (Q(score__lt=last.score) | same)


def _said(row: Case, now: Thing | None) -> list[Said]:
    filed = list(row.filed.select_related("reporter").order_by("pk")[:_SAID])
    fed = list(row.signals.select_related("by").order_by("pk")[:_SAID])
    found = [_report(each, now) for each in filed] + [_signal(each, now) for each in fed]
    return sorted(found, key=lambda each: each.at)


def _report(row: Report, now: Thing | None) -> Said:
    return Said(
        kind="report",
        id=row.pk,
        by_id=row.reporter_id,
        by_name=str(row.reporter),
        clause=guidelines.clause(row.clause),
        text=row.text,
        additions=row.additions,
        snapshot=row.snapshot,
        digest=row.digest,
        has_changed=now is None or now.digest != row.digest,
        at=row.filed_at,
    )


def _signal(row: Signal, now: Thing | None) -> Said:
    return Said(
        kind=row.kind,
        id=row.pk,
        by_id=row.by_id,
        by_name=str(row.by) if row.by else "",
        clause=guidelines.clause(row.clause),
        text=row.text,
        additions=(),
        snapshot=row.snapshot,
        digest=row.digest,
        has_changed=bool(row.digest) and (now is None or now.digest != row.digest),
        at=row.at,
        source_id=row.source_id,
    )
