"""Pure decisions about notices: which kinds there are, which are optional, how one reads, when to retry."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from string import Formatter
from zoneinfo import ZoneInfo

from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.texts import CATALOGUE, LANGUAGES
from tachiai.kernel.wording import days_left_text, moment_text, yen_text

PARTS = ("subject", "body")
SIDES = frozenset({Actor.CLIENT, Actor.WORKER})
PARTIES = frozenset({Actor.ASKER, Actor.ASKED})
ATTEMPTS = 11
AT_ONCE, HOURLY, DAILY, NEVER = PACES = ("at_once", "hourly", "daily", "never")
HOUR_OF_DAILY_MAIL = 8
MOST_GATHERED = 30
FIRST_WAIT = timedelta(minutes=1)
# First words of kinds whose readers betray who reported, asked or appealed: the reporters themselves, and of the staff
# those who have no stake in it.
_CONFIDENTIAL = frozenset({"report", "judgement", "appeal", "case", "decision", "inquiry", "held"})


@dataclass(frozen=True)
class Group:
    """Kinds that a person switches together; a kind belongs to the group that lists its first word.

    `required`: what has to reach the person whatever they prefer, because rights end when it is missed. `may_wait`: it
    may be gathered into one mail an hour or a day.
    """

    name: str
    first_words: tuple[str, ...]
    required: bool = False
    may_wait: bool = False


GROUPS = (
    Group(
        "contracts",
        (
            "fixed_price",
            "award",
            "contract",
            "contact_reminder",
            "termination",
            "change",
            "mediation",
            "plea",
            "hourly",
            "week",
            "contract_close",
            "contest",
            "confidentiality",
        ),
        required=True,
    ),
    Group("money", ("money",), required=True),
    Group(
        "account",
        ("account", "held", "off_site", "report", "judgement", "appeal", "case", "decision", "inquiry"),
        required=True,
    ),
    Group("tasks", ("task",)),
    Group("answers", ("submission", "task_answer"), may_wait=True),
    Group("papers", ("paper",)),
    Group("proposals", ("proposal", "contest_proposal", "terms")),
    Group("listings", ("listing",)),
    Group("messages", ("message",), may_wait=True),
    Group("ratings", ("rating",)),
)


@dataclass(frozen=True)
class Said:
    """A parameter that is a text itself, said in the reader's language: the text of `key`, which has no gaps."""

    key: str


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


def is_confidential(kind: str) -> bool:
    """Whether nobody but its reader may know who got such a notice, staff included: anybody of them may be the one who
    was reported."""
    return kind.split(".")[0] in _CONFIDENTIAL


def step_kinds(lifecycle: Lifecycle, step: Step, to: str) -> dict[Actor, str]:
    """Everybody whom a step that led to `to` tells, each with the kind of notice. A fork has words of its own."""
    forked = f".{to}" if to in {fork.to for fork in step.forks} else ""
    return {who: _kind(lifecycle, f"{step.name}{forked}", who) for who in sorted(step.tells)}


def opening_kinds(lifecycle: Lifecycle) -> dict[Actor, str]:
    """Who is told that somebody asks: whom it asks, if they have a say, and staff where they may act at once."""
    told = sorted({Actor.ASKED} & reminded(lifecycle))
    told += sorted(_STAFF) if lifecycle.steps_from(lifecycle.first, _STAFF) else ()
    return {who: _kind(lifecycle, "open", who) for who in told}


def reminder_kinds(lifecycle: Lifecycle, state: str) -> dict[Actor, str]:
    """Everybody who hears of the deadline of `state` before it comes: `reminded`, and staff where it waits for them.
    Where it concerns one alone, nobody else."""
    awaited = lifecycle.state(state).waits_for
    waiting = frozenset({awaited}) if awaited else frozenset()
    told = waiting if lifecycle.state(state).alone else reminded(lifecycle) | (waiting & _STAFF)
    return {who: _kind(lifecycle, f"remind.{state}", who) for who in sorted(told)}


_STAFF = frozenset({Actor.STAFF})


def _kind(lifecycle: Lifecycle, event: str, audience: Actor) -> str:
    """A notice written for `both` serves the one who asks and the one who is asked alike; what a variant has no notice
    of its own for is told in the words of its family."""
    own, familiar = f"{lifecycle.name}.{event}.{audience}", f"{lifecycle.words}.{event}"
    if _is_written(own):
        return own
    is_alike = audience in PARTIES and _is_written(f"{familiar}.both")
    return f"{familiar}.both" if is_alike else f"{familiar}.{audience}"


def _is_written(kind: str) -> bool:
    return f"notices.{kind}.subject" in CATALOGUE


def reminded(lifecycle: Lifecycle) -> frozenset[Actor]:
    """The sides that every reminder reaches: whoever has a say in it.

    Where one asks the other, they are told as such: who of them is the client does not matter.
    """
    acting = {who for step in lifecycle.steps for who in step.by}
    return (PARTIES & acting) or (SIDES & acting)


def derived_kinds(lifecycle: Lifecycle, told_elsewhere: Container[str] = ()) -> tuple[str, ...]:
    """Every kind that follows from the declaration: per step and side told, per reminder and side, and for the opening
    where one asks the other. `told_elsewhere`: states whose entering something else tells of."""
    return tuple(dict.fromkeys(_derived(lifecycle, told_elsewhere)))


def _derived(lifecycle: Lifecycle, told_elsewhere: Container[str]) -> Iterator[str]:
    if any(PARTIES & (step.by | step.tells) for step in lifecycle.steps):
        yield from opening_kinds(lifecycle).values()
    for step in lifecycle.steps:
        for to in {to for source in step.sources for to in step.destinations(source)}:
            if to not in told_elsewhere:
                yield from step_kinds(lifecycle, step, to).values()
    for state in lifecycle.states:
        if state.deadline and state.deadline.reminders:
            yield from reminder_kinds(lifecycle, state.name).values()


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
    """Parameters as they are stored: a moment as {"moment": ISO}, a text as {"text": key}, all else as it is."""
    return {name: _stored(value) for name, value in params.items()}


def worded(kind: str, params: Mapping[str, object], *, language: str, zone: ZoneInfo, at: datetime) -> Wording:
    """A stored notice as read at `at`. A moment `x` also fills `{x_left}` with the days left."""
    said: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, Mapping) and "text" in value:
            said[name] = CATALOGUE.get(value["text"], language)
        elif isinstance(value, Mapping):
            moment = datetime.fromisoformat(value["moment"])
            said[name] = moment_text(moment, language=language, zone=zone, at=at)
            left = days_left_text(moment, language=language, zone=zone, at=at)
            said[f"{name}_left"] = _in_brackets(left, language)
        else:
            is_amount = isinstance(value, int) and name.endswith("_yen")
            said[name] = yen_text(int(str(value)), language=language) if is_amount else value
    subject, body = (CATALOGUE.pattern(f"notices.{kind}.{part}", language).format(**said) for part in PARTS)
    return Wording(" ".join(subject.split()), body.strip())


def gathered_until(pace: str, *, zone: ZoneInfo, at: datetime) -> datetime | None:
    """When a mail that is caused at `at` leaves: None for at once; otherwise with the next full hour, or the next
    morning of its reader."""
    local = at.astimezone(zone)
    if pace == HOURLY:
        # Counted in UTC, an hour that the clock repeats or leaves out is no trouble; zones differ by parts of an hour.
        passed = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return at + timedelta(hours=1) - passed
    if pace == DAILY:
        morning = local.replace(hour=HOUR_OF_DAILY_MAIL, minute=0, second=0, microsecond=0)
        return morning if morning > local else morning + timedelta(days=1)
    return None


def wait_before_retry(attempts: int) -> timedelta | None:
    """How long to wait after so many failures: a minute, doubled each time. None: give up (17 hours)."""
    return None if attempts >= ATTEMPTS else FIRST_WAIT * 2 ** (attempts - 1)


def _stored(value: object) -> object:
    if isinstance(value, Said):
        return {"text": value.key}
    return {"moment": value.isoformat()} if isinstance(value, datetime) else value


def _in_brackets(words: str, language: str) -> str:
    return CATALOGUE.get("notices.frame.left", language, left=words) if words else ""
