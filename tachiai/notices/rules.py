"""Pure decisions about notices: which kinds there are, which are optional, how one reads, when to retry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from string import Formatter
from zoneinfo import ZoneInfo

from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.kernel.wording import days_left_text, moment_text, yen_text

PARTS = ("subject", "body")
ATTEMPTS = 11
FIRST_WAIT = timedelta(minutes=1)


@dataclass(frozen=True)
class Group:
    """Kinds that a person switches together; a kind belongs to the group that lists its first word.

    `required`: what has to reach the person whatever they prefer, because rights end when it is missed.
    """

    name: str
    first_words: tuple[str, ...]
    required: bool = False


GROUPS = (
    Group("contracts", ("fixed_price", "contract"), required=True),
    Group("money", ("money",), required=True),
    Group("proposals", ("proposal", "terms")),
    Group("listings", ("listing",)),
    Group("messages", ("message",)),
    Group("ratings", ("rating",)),
)


@dataclass(frozen=True)
class Wording:
    """A notice in the reader's language."""

    subject: str
    body: str


def group_of(kind: str) -> Group:
    """LookupError for a kind that nobody put into a group."""
    for group in GROUPS:
        if kind.split(".")[0] in group.first_words:
            return group
    raise LookupError(f"no group for notices of kind {kind}")


def step_kind(lifecycle: str, step: str, audience: Actor) -> str:
    """The kind of notice that tells `audience` of a step taken."""
    return f"{lifecycle}.{step}.{audience}"


def reminder_kind(lifecycle: str, state: str, audience: Actor) -> str:
    """The kind of notice that reminds `audience` of the deadline of `state`."""
    return f"{lifecycle}.remind.{state}.{audience}"


def reminded(lifecycle: Lifecycle) -> frozenset[Actor]:
    """Who is reminded: the sides that the life cycle waits for or tells of its steps, never staff."""
    named = {who for step in lifecycle.steps for who in step.tells}
    named |= {state.waits_for for state in lifecycle.states if state.waits_for}
    return frozenset({Actor.CLIENT, Actor.WORKER} & named)


def derived_kinds(lifecycle: Lifecycle) -> tuple[str, ...]:
    """Every kind that follows from the declaration: one per step and side told, one per reminder and side."""
    name, sides = lifecycle.name, sorted(reminded(lifecycle))
    waiting = [state.name for state in lifecycle.states if state.deadline and state.deadline.reminders]
    told = [step_kind(name, step.name, who) for step in lifecycle.steps for who in sorted(step.tells)]
    return (*told, *(reminder_kind(name, state, who) for state in waiting for who in sides))


@cache
def gaps(kind: str) -> frozenset[str]:
    """The parameters that the texts of `kind` use, in any language. KeyError when there is no such kind."""
    keys = [f"notices.{kind}.{part}" for part in PARTS]
    patterns = [CATALOGUE.pattern(key, language) for key in keys for language in LANGUAGES]
    named = {name for pattern in patterns for _, name, _, _ in Formatter().parse(pattern) if name}
    return frozenset(name.removesuffix("_left") for name in named)


def missing(kind: str, params: Mapping[str, object]) -> frozenset[str]:
    """The parameters without which the texts of `kind` cannot be said."""
    return frozenset(name for name in gaps(kind) if params.get(name) is None)


def as_data(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters as they are stored: a moment as {"moment": ISO}, everything else as it is."""
    return {name: _stored(value) for name, value in params.items()}


def worded(
    kind: str, params: Mapping[str, object], *, language: str, zone: ZoneInfo, at: datetime
) -> Wording:
    """A stored notice as read at `at`. A moment `x` also fills `{x_left}` with the days left."""
    said: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, Mapping):
            moment = datetime.fromisoformat(value["moment"])
            said[name] = moment_text(moment, language=language, zone=zone, at=at)
            left = days_left_text(moment, language=language, zone=zone, at=at)
            said[f"{name}_left"] = _in_brackets(left, language)
        else:
            is_amount = isinstance(value, int) and name.endswith("_yen")
            said[name] = yen_text(int(str(value)), language=language) if is_amount else value
    subject, body = (CATALOGUE.pattern(f"notices.{kind}.{part}", language).format(**said) for part in PARTS)
    return Wording(" ".join(subject.split()), body.strip())


def wait_before_retry(attempts: int) -> timedelta | None:
    """How long to wait after so many failures: a minute, doubled each time. None: give up (17 hours)."""
    return None if attempts >= ATTEMPTS else FIRST_WAIT * 2 ** (attempts - 1)


def _stored(value: object) -> object:
    return {"moment": value.isoformat()} if isinstance(value, datetime) else value


def _in_brackets(words: str, language: str) -> str:
    return CATALOGUE.get("notices.frame.left", language, left=words) if words else ""
