"""Which measures a case and its staff may take now. What draws the boxes authorises the click."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tachiai.jobs.lifecycles import STOPPABLE
from tachiai.kernel.refused import Refused
from tachiai.kernel.things import Thing
from tachiai.safety.models import Case, Measure
from tachiai.safety.queries.standing import Standing, standing_of
from tachiai.safety.rules import MEASURES, Situation, objections
from tachiai.safety.rules import Measure as Spec
from tachiai.safety.rules.measures import THING
from tachiai.safety.subjects import thing


@dataclass(frozen=True)
class OfferedMeasure:
    """A measure as it stands for one case now: open when `refused` is empty, otherwise with every reason why not."""

    measure: Spec
    refused: tuple[Refused, ...]

    @property
    def is_open(self) -> bool:
        return not self.refused


def offered_measures(now: Situation, stake: Refused | None) -> tuple[OfferedMeasure, ...]:
    """Every measure that fits such a thing, from the mildest to the gravest; `decide` asks the same rules. `stake`: why
    this member of the staff may take none."""
    fitting = (measure for measure in MEASURES.values() if now.subject in measure.subjects)
    return tuple(OfferedMeasure(measure, ((stake,) if stake else ()) + objections(measure, now)) for measure in fitting)


def situation_of(case: Case, at: datetime) -> Situation:
    """What decides which measures a case may bring at `at`."""
    found = thing(case.subject_kind, case.subject_id)
    same = measures_in_force().filter(subject_kind=case.subject_kind, subject_id=case.subject_id)
    names = same.values_list("name", flat=True)
    return situation_in(case, found, standing_of(case.about_id, at), names)


def measures_in_force() -> QuerySet[Measure]:
    """What has not ended."""
    return Measure.objects.filter(ended_at=None)


def situation_in(case: Case, found: Thing | None, standing: Standing, names: Iterable[str]) -> Situation:
    """The same of what is known already: the thing (None: gone), what counts of the person, and the `names` of the
    measures in force that were taken about the same thing."""
    person = case.about
    return Situation(
        subject=case.subject_kind,
        in_force=_in_force(found, names),
        out_of_reach=_out_of_reach(found),
        is_staff=person.is_staff,
        is_gone=not person.is_active,
        misuses=standing.misuses,
        is_warned=standing.is_warned,
    )


def _in_force(found: Thing | None, of_thing: Iterable[str]) -> frozenset[str]:
    """Names of the measures that hit the same thing already. What hits the person is taken anew: each decision has an
    end, and an appeal, of its own. A text that its author has written anew since is not removed."""
    names = {name for name in of_thing if MEASURES[name].hits == THING}
    return frozenset(names if found and found.is_removed else names - {"text_removed"})


def _out_of_reach(found: Thing | None) -> frozenset[str]:
    """Names of the measures against a thing that come too late for it: a listing has closed, or the thing is gone."""
    of_things = (measure for measure in MEASURES.values() if measure.hits == THING)
    if found is None:
        return frozenset(measure.name for measure in of_things)
    stops = (measure for measure in of_things if measure.stops and found.kind == "listing")
    return frozenset(each.name for each in stops if found.facts["state"] not in STOPPABLE[each.stops])
