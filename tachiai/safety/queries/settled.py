"""One decision as staff see it: for a second person to confirm, and with measures that may be ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def _proposed_it(row: Decision, staff_id: int) -> Refused | None:
    is_own = row.state == "proposed" and staff_id == row.decided_by_id
    return Refused("decision.refused.same_person") if is_own else None
