"""Pure decisions about contracts: the facts a guard may look at, the guards, the answers a step asks for, ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tachiai.contracts.rules.requests import NoticeException, TerminationReason, split_mistake
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refused

SIDES = (Actor.CLIENT, Actor.WORKER)
LONGEST_NOTE = 5000
LONGEST_REASON = 2000
MOST_FILES = 20

# What each side rates the other on (domain 12.1), 1 to 5 stars each. Texts: contracts.rating.<item>.
RATING_ITEMS: Mapping[Actor, tuple[str, ...]] = {
    Actor.CLIENT: ("skill", "quality", "schedule", "communication", "partnership"),
    Actor.WORKER: ("brief", "inspection", "schedule", "communication", "partnership"),
}
STARS = range(1, 6)
RATED_STATES = frozenset({"completed", "terminated"})


@dataclass(frozen=True)
class ContractFacts:
    """A frozen snapshot of one contract, built by `contracts.queries.facts`. Amounts in yen, moments aware.

    `part` counts the milestones from 0 (a contract without them has one part); `part_price` is the current one's.
    """

    state: str
    part: int
    parts: int
    part_price: int
    funds_ready: int
    work_due_at: datetime
    rounds_agreed: int
    rounds_used: int

    @property
    def idle_from(self) -> datetime:
        """Hourly: the end of the last week that was paid in, which is the date that such a contract keeps."""
        return self.work_due_at


def funds_are_ready(facts: ContractFacts, at: datetime) -> Refused | None:
    """The client's wallet covers the part: a confirmed pay-in, or money left from an earlier refund."""
    if facts.funds_ready < facts.part_price:
        return Refused("contracts.refused.funds_not_ready", {"missing_yen": facts.part_price - facts.funds_ready})
    return None


def a_part_will_follow(facts: ContractFacts) -> bool:
    """Once the current part is paid, another one begins with its own deposit."""
    return facts.part + 1 < facts.parts


def a_part_was_paid(facts: ContractFacts) -> bool:
    """Who leaves before a later part leaves a contract of which something was done and paid."""
    return facts.part > 0


def a_round_is_left(facts: ContractFacts, at: datetime) -> Refused | None:
    """Rejections stop at the agreed number of rounds; beyond that a change is a priced change of the terms."""
    if facts.rounds_used >= facts.rounds_agreed:
        why = "no_round_left" if facts.rounds_agreed else "no_round_agreed"
        return Refused(f"contracts.refused.{why}", {"rounds": facts.rounds_agreed})
    return None


def unanswered(asks: Sequence[str], answers: Mapping[str, Any], acceptance_items: int) -> list[tuple[str, Refused]]:
    """What is missing or wrong in `answers` to what a step asks for, as (question, reason)."""
    return [(ask, refused) for ask in asks if (refused := _CHECKS[ask](answers, acceptance_items)) is not None]


def _note(answers: Mapping[str, Any], items: int) -> Refused | None:
    """Of a delivery, what it says where no file does; of a change of terms, why it is wished for."""
    note = answers.get("note", "").strip()
    if not note and "terms" in answers:
        return Refused("contracts.refused.change_reason_missing")
    if not note and not answers.get("files"):
        return Refused("contracts.refused.nothing_delivered")
    return Refused("contracts.refused.too_long", {"most": LONGEST_NOTE}) if len(note) > LONGEST_NOTE else None


def _files(answers: Mapping[str, Any], items: int) -> Refused | None:
    too_many = len(answers.get("files", ())) > MOST_FILES
    return Refused("contracts.refused.too_many_files", {"most": MOST_FILES}) if too_many else None


def _reason(answers: Mapping[str, Any], items: int) -> Refused | None:
    reason = answers.get("reason", "").strip()
    if not reason:
        return Refused("contracts.refused.reason_missing")
    return Refused("contracts.refused.too_long", {"most": LONGEST_REASON}) if len(reason) > LONGEST_REASON else None


def _item_reasons(answers: Mapping[str, Any], items: int) -> Refused | None:
    """A rejection names at least one agreed acceptance item, each with what is wrong and what would pass."""
    reasons: Mapping[int, str] = answers.get("item_reasons", {})
    if not reasons or not all(0 <= item < items for item in reasons):
        return Refused("contracts.refused.no_item_named")
    if not all(reason.strip() for reason in reasons.values()):
        return Refused("contracts.refused.item_reason_missing")
    if any(len(reason) > LONGEST_REASON for reason in reasons.values()):
        return Refused("contracts.refused.too_long", {"most": LONGEST_REASON})
    return None


def _worker_share(answers: Mapping[str, Any], items: int) -> Refused | None:
    return split_mistake(answers.get("worker_share"), answers["held"])


def _reason_code(answers: Mapping[str, Any], items: int) -> Refused | None:
    known = answers.get("reason_code") in set(TerminationReason)
    return None if known else Refused("contracts.refused.reason_code_missing")


def _end_on(answers: Mapping[str, Any], items: int) -> Refused | None:
    is_exception = answers.get("exception", "") in set(NoticeException)
    return None if is_exception else Refused("contracts.refused.no_such_exception")


def _terms(answers: Mapping[str, Any], items: int) -> Refused | None:
    return None if answers.get("terms") else Refused("contracts.refused.nothing_changed")


_CHECKS = {
    "note": _note,
    "files": _files,
    "reason": _reason,
    "item_reasons": _item_reasons,
    "worker_share": _worker_share,
    "reason_code": _reason_code,
    "end_on": _end_on,
    "terms": _terms,
}


def average_stars(stars: Mapping[str, int]) -> Decimal:
    """The mean of one rating's items, to two places."""
    return (Decimal(sum(stars.values())) / len(stars)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rating_mistakes(role: Actor, stars: Mapping[str, int], comment: str) -> list[tuple[str, Refused]]:
    """What is wrong with a rating, as (field, reason): every item needs its stars."""
    missing = [item for item in RATING_ITEMS[role] if stars.get(item) not in STARS]
    found = [(item, Refused("contracts.refused.stars_missing")) for item in missing]
    if len(comment) > LONGEST_REASON:
        found.append(("comment", Refused("contracts.refused.too_long", {"most": LONGEST_REASON})))
    return found


def completion_rate(completed: int, terminated: int) -> Fraction | None:
    """Accepted contracts out of all that ended after the deposit (domain 12.3); None before the first."""
    ended = completed + terminated
    return Fraction(completed, ended) if ended else None
