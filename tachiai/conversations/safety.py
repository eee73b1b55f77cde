"""Pure words about safe talk: what decides about a request and a held text, and how a judged text is kept as data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tachiai.conversations.lifecycles import DECIDED_WITHIN
from tachiai.kernel.calendar import add_business_days, end_of_day, local_date
from tachiai.kernel.refused import Refusal, Refused
from tachiai.screening.engine import Hit, Judgement
from tachiai.screening.rules import VERDICTS

LONGEST_REASON = 2_000
# A rule whose allowed way is the off-site contact request forbids what that request unlocks.
UNLOCKED = "off_site_request"
MODES = ("full", "sender_hints")
FULL, SENDER_HINTS = MODES


@dataclass(frozen=True)
class OffSiteFacts:
    """`decide_by`: until when staff have to decide."""

    state: str
    decide_by: datetime


@dataclass(frozen=True)
class HeldFacts:
    """What decides about a held text. `can_arrive`: its author may write, and no block stands in the thread."""

    state: str
    can_arrive: bool = True


@dataclass(frozen=True)
class Spot:
    """What a rule in force found in one text: where (character offsets), and what its writer and reader are told."""

    rule: str
    danger: str
    start: int
    end: int
    verdict: str
    why: Mapping[str, str]
    instead: str
    help: str

    @classmethod
    def of(cls, hit: Hit) -> Spot:
        return cls(hit.rule, hit.danger, hit.start, hit.end, hit.verdict, dict(hit.why), hit.instead, hit.help)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Spot:
        return cls(**data)

    def as_data(self) -> dict[str, Any]:
        return {**self.__dict__, "why": dict(self.why)}


@dataclass(frozen=True)
class Judged:
    """One text as the rules in force judge it; `found` is all that the engine found, observed rules included."""

    text: str
    verdict: str
    spots: tuple[Spot, ...]
    found: Judgement

    @property
    def digest(self) -> str:
        """The rulebook's."""
        return self.found.digest

    @property
    def seen(self) -> str:
        """What a writer confirms who has seen the warnings: this very text and these very rules."""
        said = [self.text, sorted({spot.rule for spot in self.spots})]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    @property
    def needs_attention(self) -> bool:
        return level(self.verdict) >= level("warn")


@dataclass(frozen=True)
class Note:
    """What stands beside a message for its reader. `way` as in `SafetyNote`; empty when it was found while reading."""

    way: str
    spots: tuple[Spot, ...]


class Warned(Refusal):
    """A text that waits for its writer: to be changed or, where the verdict allows it, confirmed as it is."""

    def __init__(self, judged: Judged):
        self.judged = judged
        key = "warned" if judged.verdict == "warn" else "not_as_it_is"
        super().__init__(Refused(f"conversations.refused.{key}"))


def level(verdict: str) -> int:
    """How grave a verdict is: 0 for one that allows."""
    return VERDICTS.index(verdict)


def gravest(verdicts: Iterable[str]) -> str:
    """The gravest of the verdicts; `allow` when there is none."""
    return max(verdicts, key=level, default=VERDICTS[0])


def summed_up(text: str, spots: Iterable[Spot], found: Judgement, *, is_unlocked: bool, at_most: str) -> Judged:
    """The judgement of a text. `is_unlocked`: contact data may be exchanged here. `at_most` caps every verdict."""
    counted = tuple(spot for spot in spots if not (is_unlocked and spot.instead == UNLOCKED))
    verdict = min(gravest(spot.verdict for spot in counted), at_most, key=level)
    return Judged(text, verdict, counted, found)


def decide_by(asked_at: datetime) -> datetime:
    """Until when staff decide about an off-site request: the end of the second business day after it."""
    return end_of_day(add_business_days(local_date(asked_at), DECIDED_WITHIN))


def reason_mistakes(reason: str) -> list[Refused]:
    """Why a reason cannot stand as it is."""
    if not reason.strip():
        return [Refused("conversations.refused.reason_missing")]
    if len(reason) > LONGEST_REASON:
        return [Refused("terms.refused.too_long", {"most": LONGEST_REASON})]
    return []
