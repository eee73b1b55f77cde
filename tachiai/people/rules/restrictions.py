"""What a person may do here, and which restrictions take which of it away: a table, asked at every door.

No kind strands a running contract. `limited` and `messages` leave its steps and requests to the person; where the
person may not walk any more, staff stand in. Money keeps its owner whatever the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tachiai.kernel.refused import Refused
from tachiai.people.rules.profiles import reason_mistakes


class Act(StrEnum):
    """What people do here that others read, answer or pay for. Reading, and blocking somebody, stays free."""

    LIST = "list"
    PROPOSE = "propose"
    AGREE = "agree"
    TALK = "talk"
    ASK = "ask"
    RATE = "rate"
    DECLARE = "declare"
    WALK = "walk"
    BE_PAID = "be_paid"
    REPORT = "report"


_EVERYTHING_WRITTEN = frozenset(Act) - {Act.BE_PAID, Act.REPORT}
_WORDS = frozenset({Act.TALK, Act.ASK})


@dataclass(frozen=True)
class Kind:
    """One kind of restriction. `spares`: what of it stays possible within a running contract of the person.

    `of_a_thread`: it may be about the two people of one thread alone. `is_final`: no date ends it, only staff or an
    appeal.
    """

    name: str
    forbids: frozenset[Act]
    spares: frozenset[Act] = frozenset()
    of_a_thread: bool = False
    is_final: bool = False

    @property
    def label(self) -> str:
        """Text key: what the person reads in so many words where the restriction bites."""
        return f"people.restriction.{self.name}.label"

    @property
    def still_works(self) -> str:
        """Text key: what the person can still do."""
        return f"people.restriction.{self.name}.still_works"

    @property
    def is_stood_in_for(self) -> bool:
        """Whether staff take the steps of running contracts in the person's place."""
        return Act.WALK in self.forbids


# The gravest first: what is in force together is told by the first that forbids.
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("expelled", _EVERYTHING_WRITTEN, is_final=True),
        Kind("suspended", _EVERYTHING_WRITTEN),
        Kind("limited", frozenset({Act.LIST, Act.PROPOSE, Act.AGREE}) | _WORDS, spares=_WORDS),
        Kind("messages", _WORDS, of_a_thread=True),
        Kind("payout", frozenset({Act.BE_PAID})),
        Kind("reports", frozenset({Act.REPORT})),
    )
}
STOOD_IN_FOR = tuple(kind.name for kind in KINDS.values() if kind.is_stood_in_for)


def forbids(kind: str, act: Act, *, in_running_contract: bool) -> bool:
    """Whether a restriction of this kind takes `act` away."""
    spec = KINDS[kind]
    return act in spec.forbids and not (in_running_contract and act in spec.spares)


def restriction_mistakes(
    kind: str, reason: str, until: datetime | None, thread_id: int | None, at: datetime
) -> list[tuple[str, Refused]]:
    """What is wrong with a restriction from `at` on: pairs of field and reason. ValueError for what no form offers."""
    spec = KINDS.get(kind)
    if spec is None or (thread_id is not None and not spec.of_a_thread):
        raise ValueError(f"no such restriction: {kind} of thread {thread_id}")
    found = reason_mistakes(reason)
    if until is not None and spec.is_final:
        found.append(("until", Refused("people.refused.has_no_end")))
    elif until is not None and until <= at:
        found.append(("until", Refused("people.refused.end_is_past")))
    return found
