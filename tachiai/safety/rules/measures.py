"""The measures that a decision may bring, as one table, and which of them a case and its staff may take now.

What draws the boxes authorises the click: `objections` answers why not, and the empty answer is the permission.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tachiai.kernel.refused import Refused
from tachiai.safety.rules.cases import BREACH, REPORTED
from tachiai.safety.rules.numbers import NUMBERS

THING, PERSON = "thing", "person"
_TEXTS = ("message", "profile", "proposal", "rating", "contest_proposal", "task_question")
_TALKS = ("thread", "message")
_LISTING = ("listing",)
_RESTRICT_AFTER = NUMBERS["misuse"]["restrict_after"]


@dataclass(frozen=True)
class Measure:
    """`subjects`: the kinds of thing it fits. `hits`: the thing, or the person it is of. `restricts`: the kind of
    restriction of people that carries it out. `stops`: how far it stops a listing, as jobs says it. `takes_until`: it
    may end at a moment. `needs_two`: a second person has
    to confirm it. `lasts`: it stays in force, so that there is something to end. `visibility`, `monetary`, `provision`
    and `account` are its values in the statement of reasons, without their prefixes.
    """

    name: str
    subjects: tuple[str, ...] = REPORTED
    hits: str = PERSON
    restricts: str = ""
    stops: str = ""
    takes_until: bool = False
    needs_two: bool = False
    needs_breach: bool = True
    lasts: bool = True
    visibility: str = ""
    monetary: str = ""
    provision: str = ""
    account: str = ""

    @property
    def label(self) -> str:
        """Text key: the exact words that the person reads where it bites."""
        return f"{self._words}.label"

    @property
    def title(self) -> str:
        """Text key: what the measure is called."""
        return f"people.restriction.{self.restricts}.name" if self.restricts else f"measure.{self.name}.label"

    @property
    def still_works(self) -> str:
        """Text key: what the person can still do."""
        return f"{self._words}.still_works"

    @property
    def contracts(self) -> str:
        """Text key: what it does to running contracts."""
        return f"measure.{self.name}.contracts"

    @property
    def is_restriction(self) -> bool:
        """Whether it owes a statement of reasons: it takes something away."""
        return bool(self.visibility or self.monetary or self.provision or self.account)

    @property
    def _words(self) -> str:
        return f"people.restriction.{self.restricts}" if self.restricts else f"measure.{self.name}"


_PART, _WHOLE = "PARTIAL_SUSPENSION", "TOTAL_SUSPENSION"
_MUTED = "CONTENT_INTERACTION_RESTRICTED"
# From the mildest to the gravest.
MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("no_action", needs_breach=False, lasts=False),
        Measure("note", needs_breach=False, lasts=False),
        Measure("warning", lasts=False),
        Measure("text_removed", _TEXTS, THING, visibility="CONTENT_REMOVED"),
        Measure(
            "recruiting_suspended", _LISTING, THING, stops="recruiting", takes_until=True, visibility="CONTENT_DEMOTED"
        ),
        Measure("listing_suspended", _LISTING, THING, stops="listing", takes_until=True, visibility="CONTENT_DISABLED"),
        Measure("reports_restricted", ("profile",), restricts="reports", takes_until=True, provision=_PART),
        Measure(
            "thread_restricted", _TALKS, restricts="messages", takes_until=True, visibility=_MUTED, provision=_PART
        ),
        Measure("messages_restricted", restricts="messages", takes_until=True, visibility=_MUTED, provision=_PART),
        Measure("account_limited", restricts="limited", takes_until=True, provision=_PART),
        Measure("account_suspended", restricts="suspended", takes_until=True, provision=_WHOLE, account="SUSPENDED"),
        Measure("payout_held", restricts="payout", takes_until=True, needs_two=True, monetary="SUSPENSION"),
        Measure("expelled", restricts="expelled", needs_two=True, provision="TOTAL_TERMINATION", account="TERMINATED"),
    )
}
# What stands alone: nothing is done beside it, or two of them say the same of one thing.
ALONE = ("no_action",)
EXCLUDING = (
    ("recruiting_suspended", "listing_suspended"),
    ("thread_restricted", "messages_restricted"),
    ("account_limited", "account_suspended", "expelled"),
)


@dataclass(frozen=True)
class Asked:
    """A measure as staff ask for it, and until when; None: until it is ended."""

    name: str
    until: datetime | None = None


@dataclass(frozen=True)
class Situation:
    """What decides which measures can be taken: what the case is about, what is in force already, who it hits.

    `in_force`: names of measures that are in force against the same thing or person. `out_of_reach`: names of those
    that the thing, as it stands, cannot be hit by any more. `misuses`: reports and appeals of
    the person that were made without ground, in the window; `is_warned`: one of them came after they had been told so.
    """

    subject: str
    in_force: frozenset[str] = frozenset()
    out_of_reach: frozenset[str] = frozenset()
    is_staff: bool = False
    is_gone: bool = False
    misuses: int = 0
    is_warned: bool = False


def objections(measure: Measure, now: Situation) -> tuple[Refused, ...]:
    """Every reason why this measure cannot be taken in this situation; empty when it can."""
    found = []
    if now.subject not in measure.subjects:
        found.append(Refused("measure.refused.other_subject"))
    if measure.name in now.in_force:
        found.append(Refused("measure.refused.in_force"))
    if measure.name in now.out_of_reach:
        found.append(Refused("measure.refused.out_of_reach"))
    if measure.restricts and now.is_staff:
        found.append(Refused("measure.refused.is_staff"))
    if measure.restricts and now.is_gone:
        found.append(Refused("measure.refused.account_closed"))
    if measure.name == "reports_restricted" and not (now.is_warned and now.misuses >= _RESTRICT_AFTER):
        found.append(Refused("measure.refused.warn_first", {"n": _RESTRICT_AFTER}))
    return tuple(found)


def asked_mistakes(asked: Sequence[Asked], verdict: str, now: Situation, at: datetime) -> list[Refused]:
    """What is wrong with the measures asked for together; empty when they can be taken."""
    names = [each.name for each in asked]
    if not names or len(set(names)) < len(names) or not set(names) <= set(MEASURES):
        return [Refused("measure.refused.none_chosen")]
    found = [refused for name in names for refused in objections(MEASURES[name], now)]
    if len(names) > 1 and set(names) & set(ALONE):
        found.append(Refused("measure.refused.alone"))
    if any(len(set(names) & set(group)) > 1 for group in EXCLUDING):
        found.append(Refused("measure.refused.excluding"))
    if verdict != BREACH and any(MEASURES[name].needs_breach for name in names):
        found.append(Refused("measure.refused.needs_breach"))
    found += [refused for each in asked if (refused := _until_mistake(each, at))]
    return found


def needs_two(names: Iterable[str]) -> bool:
    """Whether a second person has to confirm a decision with these measures."""
    return any(MEASURES[name].needs_two for name in names)


def _until_mistake(asked: Asked, at: datetime) -> Refused | None:
    if asked.until is None:
        return None
    if not MEASURES[asked.name].takes_until:
        return Refused("measure.refused.takes_no_end")
    return Refused("measure.refused.end_is_past") if asked.until <= at else None
