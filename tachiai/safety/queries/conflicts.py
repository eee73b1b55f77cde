"""Who of the staff may not judge a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Model, OuterRef, Q, QuerySet

from tachiai.conversations.queries.blocks import who_blocked
from tachiai.kernel.refused import Refused
from tachiai.kernel.things import Thing
from tachiai.safety.models import Appeal, Case, Decision, Report, Signal
from tachiai.safety.subjects import thing

_MOST = 1_000
_ABOUT: Mapping[str, tuple[type[Model], str]] = {
    "safety.case": (Case, "about"),
    "safety.decision": (Decision, "about"),
    "safety.appeal": (Appeal, "decision__about"),
}


@dataclass(frozen=True)
class Concerned:
    """Whom a case concerns: the one it is about, all who reported it or a case that was joined to it, those who took
    the decision that an appeal reversed before, and the thing itself (None: gone)."""

    about_id: int
    reporters: Collection[int]
    judged: Collection[int]
    thing: Thing | None


def conflict_of(staff_id: int, case: Case) -> Refused | None:
    """Why this member of the staff has a stake in the case: it is about them, they reported it, they took the decision
    that was reversed, they are a side of the contract or the talk, or they blocked one whom it concerns. A block that
    somebody else made does not count: anybody could keep the whole staff from a case by it. None when they may judge.
    """
    return stake_in(staff_id, _concerned(case))


def stake_in(staff_id: int, whom: Concerned) -> Refused | None:
    """The same of what is known already."""
    return _stake(staff_id, whom, who_blocked([staff_id], {*whom.reporters, whom.about_id}))


def without_stake(case: Case, staff: Sequence[int]) -> list[int]:
    """Those of the staff who may judge the case."""
    whom = _concerned(case)
    blockers = who_blocked(staff, {*whom.reporters, whom.about_id})
    return [one for one in staff if _stake(one, whom, blockers) is None]


def judged_before(case_id: int) -> set[int]:
    """Who took the decisions whose reversal led to this case, or to one that was joined to it."""
    appeals = looked_at_anew(gathered_in(case_id)).values("source_id")
    pairs = Decision.objects.filter(appeals__in=appeals).values_list("decided_by_id", "second_id")
    return {each for pair in pairs for each in pair if each is not None}


def gathered_in(case_id: int | OuterRef) -> QuerySet[Case]:
    """A case and those that were joined to it."""
    return Case.objects.filter(Q(pk=case_id) | Q(joined_to=case_id))


def looked_at_anew(cases: QuerySet[Case]) -> QuerySet[Signal]:
    """The appeals that led to these cases."""
    return Signal.objects.filter(case__in=cases.values("pk"), kind="appeal")


def about_themselves(staff_id: int, subjects: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these cases, decisions and appeals, as the log of staff names them, that are about this person."""
    found: set[tuple[str, int]] = set()
    for kind, (model, column) in _ABOUT.items():
        if ids := [number for name, number in subjects if name == kind]:
            rows = model._default_manager.filter(pk__in=ids, **{column: staff_id})
            found |= {(kind, number) for number in rows.values_list("pk", flat=True)}
    return found


def _concerned(case: Case) -> Concerned:
    filed = Report.objects.filter(case__in=gathered_in(case.pk).values("pk"))
    reporters = filed.values_list("reporter_id", flat=True)[:_MOST]
    found = thing(case.subject_kind, case.subject_id)
    return Concerned(case.about_id, set(reporters), judged_before(case.pk), found)


def _stake(staff_id: int, whom: Concerned, blockers: Collection[int]) -> Refused | None:
    found = whom.thing
    if staff_id == whom.about_id:
        return Refused("case.refused.conflict.about")
    if staff_id in whom.reporters:
        return Refused("case.refused.conflict.reporter")
    if staff_id in whom.judged:
        return Refused("case.refused.conflict.judged")
    if found is not None and (staff_id in found.owners or (found.readers is not None and staff_id in found.readers)):
        return Refused("case.refused.conflict.side")
    return Refused("case.refused.conflict.block") if staff_id in blockers else None
