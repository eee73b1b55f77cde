"""Which measures a case and its staff may take now. What draws the boxes authorises the click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tachiai.kernel.refused import Refused
from tachiai.people import queries as people
from tachiai.safety.models import Case, Measure
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.queries.standing import standing_of
from tachiai.safety.rules import MEASURES, Situation, objections
from tachiai.safety.rules import Measure as Spec
from tachiai.safety.rules.measures import THING
from tachiai.safety.subjects import thing, thread_of


@dataclass(frozen=True)
class OfferedMeasure:
    """A measure as it stands for one case now: open when `refused` is empty, otherwise with every reason why not."""

    measure: Spec
    refused: tuple[Refused, ...]

    @property
    def is_open(self) -> bool:
        return not self.refused


def offered_measures(case: Case, staff_id: int, at: datetime) -> tuple[OfferedMeasure, ...]:
    """Every measure that fits such a thing, from the mildest to the gravest; `decide` asks the same rules."""
    stake = conflict_of(staff_id, case)
    now = situation_of(case, at)
    fitting = (measure for measure in MEASURES.values() if case.subject_kind in measure.subjects)
    return tuple(OfferedMeasure(measure, ((stake,) if stake else ()) + objections(measure, now)) for measure in fitting)


def situation_of(case: Case, at: datetime) -> Situation:
    """What decides which measures a case may bring at `at`."""
    person = people.person(case.about_id)
    standing = standing_of(case.about_id, at)
    return Situation(
        subject=case.subject_kind,
        in_force=_in_force(case, at),
        is_staff=person.is_staff,
        is_gone=not person.is_active,
        misuses=standing.misuses,
        is_warned=standing.is_warned,
    )


def _in_force(case: Case, at: datetime) -> frozenset[str]:
    """Names of the measures that hit the same thing or the same person already, also by what staff decided before."""
    same = Measure.objects.filter(subject_kind=case.subject_kind, subject_id=case.subject_id, ended_at=None)
    names = {name for name in same.values_list("name", flat=True) if MEASURES[name].hits == THING}
    restricted = people.restrictions_in_force(case.about_id, at)
    whole = {each.kind for each in restricted if each.thread_id is None}
    names |= {each.name for each in MEASURES.values() if each.restricts in whole}
    threads = {each.thread_id for each in restricted if each.thread_id is not None}
    if threads and (found := thing(case.subject_kind, case.subject_id)) and thread_of(found) in threads:
        names.add("thread_restricted")
    return frozenset(names)
