"""What becomes of who reported in a case once it is joined to another one of the same person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tachiai.kernel.refused import Refused
from tachiai.safety.models import Case, Decision, Report
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.rules import DUPLICATE, appeal_until


@dataclass(frozen=True)
class Joining:
    """Those who reported in these cases hear this `outcome` at once. `since`: from when they may appeal against it;
    None where nothing is decided yet."""

    outcome: str
    case_ids: Sequence[int]
    since: datetime | None = None


@dataclass(frozen=True)
class JoiningView:
    """The same before it happens: from which case to which, and how many people would be told."""

    case: Case
    into: Case
    joining: Joining
    told: int


def joining(row: Case, into: Case, at: datetime) -> Joining | Refused:
    """What joining the first to the second brings, or why they cannot be joined."""
    decision = _standing(Decision.objects.filter(case=into)).get(into.pk)
    if (refused := _objection(row, into, decision, at)) is not None:
        return refused
    if decision is None:
        return Joining(DUPLICATE, [row.pk])
    return Joining(decision.verdict, row.with_joined(), decision.issued_at)


def joining_view(case_id: int, into_case_id: int, staff_id: int, at: datetime) -> JoiningView | Refused | None:
    """The same for who has the case and is about to join it; None when there is no such case."""
    found = Case.objects.select_related("about").in_bulk([case_id, into_case_id])
    row, into = found.get(case_id), found.get(into_case_id)
    if row is None or into is None:
        return None
    if row.claimed_by_id != staff_id or row.closed_at is not None:
        return Refused("case.refused.not_claimed")
    brought = conflict_of(staff_id, into) or joining(row, into, at)
    if isinstance(brought, Refused):
        return brought
    told = Report.objects.filter(case__in=brought.case_ids).values("reporter_id").distinct().count()
    return JoiningView(row, into, brought, told)


def joinable(row: Case, others: Iterable[Case], at: datetime) -> set[int]:
    """To which of these cases the first can be joined, in one query."""
    known = list(others)
    standing = _standing(Decision.objects.filter(case__in=known))
    return {each.pk for each in known if _objection(row, each, standing.get(each.pk), at) is None}


def _standing(found: Iterable[Decision]) -> dict[int, Decision]:
    return {each.case_id: each for each in found if each.state == "issued" and each.reversed_at is None}


def _objection(row: Case, into: Case, decision: Decision | None, at: datetime) -> Refused | None:
    """What was decided is an answer only to who reported the same thing, or the clause that was judged."""
    if row.pk == into.pk or into.about_id != row.about_id:
        return Refused("case.refused.joins_nothing")
    if decision is None or decision.issued_at is None:
        return Refused("case.refused.joins_nothing") if into.closed_at is not None else None
    if at > appeal_until(decision.issued_at):
        return Refused("case.refused.joins_nothing")
    is_same = (row.subject_kind, row.subject_id) == (into.subject_kind, into.subject_id)
    return None if is_same or row.clause == decision.clause else Refused("case.refused.joins_another_matter")
