"""Reads: what a person may not do now, why and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from tachiai.clockwork.asking import Asked, Given
from tachiai.clockwork.queries import MOST_COUNTED
from tachiai.kernel.events import publish
from tachiai.people.models import Restriction
from tachiai.people.rules import address_digest
from tachiai.people.rules.restrictions import KINDS, STOOD_IN_FOR, Act, Kind, forbids

HISTORY = 20
_BY_GRAVITY = {name: place for place, name in enumerate(KINDS)}
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class RunningContractAsked:
    """Question to higher modules: does this thread belong to a contract that runs? One that knows answers True."""

    thread_id: int


@dataclass(frozen=True)
class SameTalkAsked:
    """Question to higher modules: are these two threads between the same people? One that knows answers True."""

    thread_id: int
    other_id: int


@dataclass(frozen=True)
class InForce:
    """One restriction in force: what kind, why and until when (None: until it is lifted)."""

    id: int
    kind: str
    reason: str
    since: datetime
    until: datetime | None
    decision_id: int | None = None
    thread_id: int | None = None

    @property
    def spec(self) -> Kind:
        return KINDS[self.kind]


def restrictions_in_force(person_id: int, at: datetime) -> tuple[InForce, ...]:
    """Everything that restricts a person at `at`, the gravest first; of one kind, what ends last."""
    return _gravest_first(_OF_PERSON.all(person=person_id, at=at))


def restrictions_by_person(person_ids: Iterable[int], at: datetime) -> dict[int, tuple[InForce, ...]]:
    """The same of several people, in one query; people without any are left out."""
    found: dict[int, list[Restriction]] = {}
    for row in _rows(at).filter(person_id__in=set(person_ids)).order_by("id"):
        found.setdefault(row.person_id, []).append(row)
    return {person_id: _gravest_first(rows) for person_id, rows in found.items()}


def forbidding(
    person_id: int, act: Act, at: datetime, *, thread_id: int | None = None, in_running_contract: bool | None = None
) -> InForce | None:
    """The gravest restriction that takes `act` away from a person at `at`; None when they may.

    `thread_id`: where they want to do it. Whether that is within a running contract is asked of who knows, once it
    matters, unless `in_running_contract` says it.
    """
    known = restrictions_in_force(person_id, at)
    return forbidding_among(known, act, thread_id=thread_id, in_running_contract=in_running_contract)


def forbidding_among(
    known: Iterable[InForce], act: Act, *, thread_id: int | None = None, in_running_contract: bool | None = None
) -> InForce | None:
    """The same for whoever knows already what restricts the person, the gravest first."""
    found = [one for one in known if act in one.spec.forbids and holds_in(one, thread_id)]
    if in_running_contract is None:
        matters = thread_id is not None and any(act in one.spec.spares for one in found)
        in_running_contract = matters and any(publish(RunningContractAsked(thread_id or 0)))
    return next((one for one in found if forbids(one.kind, act, in_running_contract=in_running_contract)), None)


def deprived_of(act: Act, at: datetime) -> list[int]:
    """Everybody from whom `act` is taken away at `at`, not in one thread alone; in one query."""
    found = _depriving(act, at).order_by("person_id")
    return list(found.values_list("person_id", flat=True).distinct())


def is_deprived_of(act: Act, at: datetime | Given, column: str) -> Exists:
    """The same of the person whom rows name in `column`."""
    return Exists(_depriving(act, at).filter(person_id=OuterRef(column)))


def holds_in(one: InForce, thread_id: int | None) -> bool:
    """Whether a restriction is in force in this thread (None: outside of any): everywhere, or between the people of one
    thread, in whichever they talk. Otherwise a new talk between them would be the way around it."""
    if one.thread_id in (None, thread_id):
        return True
    return thread_id is not None and any(publish(SameTalkAsked(one.thread_id, thread_id)))


def is_suspended(person_id: int, at: datetime) -> bool:
    """Whether this person may only read at `at`, so that staff stand in for them."""
    return _suspended(at).filter(person_id=person_id).exists()


def suspension(person_id: int, at: datetime) -> InForce | None:
    """The suspension or expulsion in force at `at`; None when there is none."""
    return suspensions((person_id,), at).get(person_id)


def suspensions(person_ids: Iterable[int], at: datetime) -> dict[int, InForce]:
    """The same of several people, by person, in one query; people without one are left out."""
    found = restrictions_by_person(person_ids, at)
    shut = {person_id: [one for one in rows if one.spec.is_stood_in_for] for person_id, rows in found.items()}
    return {person_id: rows[0] for person_id, rows in shut.items() if rows}


def is_left_under(email: str, at: datetime) -> bool:
    """Whether who had this mail address closed their account under a suspension or expulsion in force at `at`."""
    return _suspended(at).filter(address=address_digest(email, settings.SECRET_KEY)).exists()


def suspended_people(at: datetime, before: int | None = None) -> list[Restriction]:
    """Who is suspended or expelled at `at`, newest decision first, one page; `before` is the last id seen."""
    found = _suspended(at).select_related("person").filter(Q(id__lt=before) if before else Q())
    return list(found.order_by("-id")[:HISTORY])


def count_suspended(at: datetime) -> int:
    """How many people are suspended or expelled at `at`."""
    return _suspended(at).values("person_id").distinct().count()


def suspended_ids(at: datetime) -> list[int]:
    """Who is suspended or expelled at `at`, newest decision first; at most so many as a backlog counts."""
    return list(dict.fromkeys(_suspended(at).order_by("-id").values_list("person_id", flat=True)[:MOST_COUNTED]))


def restrictions_of(person_id: int, at: datetime) -> list[Restriction]:
    """What restricts a person at `at`, then what did before, newest first; for staff. HISTORY, and one more if there
    is one."""
    found = Restriction.objects.select_related("decided_by", "lifted_by").filter(person_id=person_id)
    return list(found.order_by(Case(When(_holds(at), then=0), default=1), "-id")[: HISTORY + 1])


def _rows(at: datetime | Given) -> QuerySet[Restriction]:
    return Restriction.objects.filter(_holds(at))


def _holds(at: datetime | Given) -> Q:
    not_over = (Q(until=None) | Q(until__gt=at)) & (Q(lifted_at=None) | Q(lifted_at__gt=at))
    return not_over & Q(since__lte=at)


def _depriving(act: Act, at: datetime | Given) -> QuerySet[Restriction]:
    kinds = [kind.name for kind in KINDS.values() if act in kind.forbids]
    return _rows(at).filter(kind__in=kinds, thread_id=None)


# Every door asks it, and so does every page of somebody who is signed in.
_OF_PERSON = Asked(lambda: _rows(Given("at")).filter(person_id=Given("person")).order_by("id"))


def _suspended(at: datetime) -> QuerySet[Restriction]:
    return _rows(at).filter(kind__in=STOOD_IN_FOR)


def _gravest_first(rows: Iterable[Restriction]) -> tuple[InForce, ...]:
    return tuple(sorted((_in_force(row) for row in rows), key=_place))


def _in_force(row: Restriction) -> InForce:
    return InForce(row.pk, row.kind, row.reason, row.since, row.until, row.decision_id, row.thread_id)


def _place(one: InForce) -> tuple[int, timedelta]:
    return _BY_GRAVITY[one.kind], _NEVER - (one.until or _NEVER)
