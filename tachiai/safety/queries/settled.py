"""One decision as staff see it: for a second person to confirm, and with measures that may be ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from tachiai.kernel.refused import Refused
from tachiai.people import queries as people
from tachiai.safety.models import Appeal, Decision, DecisionStep, Measure
from tachiai.safety.queries.conflicts import conflict_of


@dataclass(frozen=True)
class DecisionForStaff:
    """One decision. `objection`: why this reader may not confirm, reject or end anything of it; `steps`: what became
    of it where two are needed, oldest first. `facts_private`, `steps` and `appeals` are empty for who has a stake.
    """

    decision: Decision
    measures: Sequence[Measure]
    steps: Sequence[DecisionStep]
    appeals: Sequence[Appeal]
    facts_private: str
    objection: Refused | None

    @property
    def is_proposed(self) -> bool:
        return self.decision.state == "proposed"


def decision_for_staff(decision_id: int, staff_id: int) -> DecisionForStaff | None:
    """One decision with all that came of it; None when there is none, and for anybody but staff."""
    found = Decision.objects.select_related("case__about", "decided_by", "second", "about").filter(pk=decision_id)
    row = found.first()
    if row is None or not people.is_staff(staff_id):
        return None
    stake = conflict_of(staff_id, row.case)
    steps, appeals = row.steps.select_related("person"), row.appeals.select_related("person", "reviewer")
    return DecisionForStaff(
        decision=row,
        measures=list(row.measures.select_related("ended_by").order_by("pk")),
        steps=[] if stake else list(steps.order_by("number")),
        appeals=[] if stake else list(appeals.order_by("pk")),
        facts_private="" if stake else row.facts_private,
        objection=_proposed_it(row, staff_id) or stake,
    )


def things_of_case(case_id: int) -> list[tuple[str, int]]:
    """The case, its decisions and the appeals against them, as the log of staff names them."""
    decisions = list(Decision.objects.filter(case_id=case_id).values_list("pk", flat=True))
    appeals = Appeal.objects.filter(decision__in=decisions).values_list("pk", flat=True)
    return [
        ("safety.case", case_id),
        *(("safety.decision", number) for number in decisions),
        *(("safety.appeal", number) for number in appeals),
    ]


def decisions_named(subjects: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Decision]:
    """The decisions among these things of the log, and those in force that ended the cases among them, by thing."""
    numbers = {
        name: [number for kind, number in subjects if kind == name] for name in ("safety.case", "safety.decision")
    }
    asked = Q(case__in=numbers["safety.case"], state="issued") | Q(pk__in=numbers["safety.decision"])
    found: dict[tuple[str, int], Decision] = {}
    for row in Decision.objects.filter(asked) if any(numbers.values()) else ():
        found["safety.decision", row.pk] = row
        if row.state == "issued":
            found["safety.case", row.case_id] = row
    return found


def _proposed_it(row: Decision, staff_id: int) -> Refused | None:
    is_own = row.state == "proposed" and staff_id == row.decided_by_id
    return Refused("decision.refused.same_person") if is_own else None
