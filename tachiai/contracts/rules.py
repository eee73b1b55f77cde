"""Pure decisions about contracts: the facts a guard may look at, and the guards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tachiai.kernel.refused import Refused


@dataclass(frozen=True)
class ContractFacts:
    """A frozen snapshot of one contract, built by `contracts.queries.facts`. Amounts in yen, moments aware."""

    state: str
    price: int
    funds_ready: int
    work_due_at: datetime
    rounds_agreed: int
    rounds_used: int


def funds_are_ready(facts: ContractFacts, at: datetime) -> Refused | None:
    """The client's wallet covers the price: a confirmed pay-in, or money left from an earlier refund."""
    if facts.funds_ready < facts.price:
        return Refused("contracts.refused.funds_not_ready", {"missing": f"{facts.price - facts.funds_ready:,}"})
    return None


def a_round_is_left(facts: ContractFacts, at: datetime) -> Refused | None:
    """Rejections stop at the agreed number of rounds; beyond that a change is a priced change of the terms."""
    if facts.rounds_used >= facts.rounds_agreed:
        return Refused("contracts.refused.no_round_left", {"rounds": facts.rounds_agreed})
    return None
