"""Reads: who someone is, also in trade, what they may not do, and what staff did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from tachiai.people.models import CalendarAddress, Declaration, Person
from tachiai.people.queries.audit import staff_acts as staff_acts
from tachiai.people.queries.finding import PAGE as PAGE
from tachiai.people.queries.finding import Named as Named
from tachiai.people.queries.finding import people_named as people_named
from tachiai.people.queries.removals import removal_of as removal_of
from tachiai.people.queries.removals import removed_by as removed_by
from tachiai.people.queries.restrictions import HISTORY as HISTORY
from tachiai.people.queries.restrictions import InForce as InForce
from tachiai.people.queries.restrictions import RunningContractAsked as RunningContractAsked
from tachiai.people.queries.restrictions import SameTalkAsked as SameTalkAsked
from tachiai.people.queries.restrictions import count_suspended as count_suspended
from tachiai.people.queries.restrictions import deprived_of as deprived_of
from tachiai.people.queries.restrictions import forbidding as forbidding
from tachiai.people.queries.restrictions import forbidding_among as forbidding_among
from tachiai.people.queries.restrictions import holds_in as holds_in
from tachiai.people.queries.restrictions import is_deprived_of as is_deprived_of
from tachiai.people.queries.restrictions import is_left_under as is_left_under
from tachiai.people.queries.restrictions import is_suspended as is_suspended
from tachiai.people.queries.restrictions import restrictions_by_person as restrictions_by_person
from tachiai.people.queries.restrictions import restrictions_in_force as restrictions_in_force
from tachiai.people.queries.restrictions import restrictions_of as restrictions_of
from tachiai.people.queries.restrictions import suspended_ids as suspended_ids
from tachiai.people.queries.restrictions import suspended_people as suspended_people
from tachiai.people.queries.restrictions import suspension as suspension
from tachiai.people.queries.restrictions import suspensions as suspensions
from tachiai.people.rules import FIELDS, Trader, digest_of


@dataclass(frozen=True)
class Profile:
    """What everybody may know of a person. `removed_by`: the decision by which their own words are not shown."""

    id: int
    name: str
    introduction: str
    skills: tuple[str, ...]
    joined_at: datetime
    is_closed: bool
    removed_by: int | None = None
    identity_checked_at: datetime | None = None


def person(person_id: int) -> Person:
    """LookupError when there is none."""
    try:
        return Person.objects.get(id=person_id)
    except Person.DoesNotExist as error:
        raise LookupError(f"no person {person_id}") from error


def public_profile(person_id: int) -> Profile | None:
    """The profile that everybody sees; None when there is no such person."""
    one = Person.objects.filter(id=person_id).annotate(removed_by=removed_by("profile")).first()
    if one is None:
        return None
    is_shown = one.removed_by is None
    return Profile(
        id=one.id,
        name=str(one),
        introduction=one.introduction if is_shown else "",
        skills=tuple(one.skills) if is_shown else (),
        joined_at=one.joined_at,
        is_closed=not one.is_active,
        removed_by=one.removed_by,
        identity_checked_at=one.identity_checked_at,
    )


def is_identity_checked(person_id: int) -> bool:
    """Whether staff have seen who this is (本人確認済)."""
    return Person.objects.filter(id=person_id, identity_checked_at__isnull=False).exists()


def names(ids: Iterable[int]) -> dict[int, str]:
    """Display names by id, in one query; in the order of the ids' rows. Unknown ids are left out."""
    return dict(Person.objects.filter(id__in=set(ids)).order_by("id").values_list("id", "display_name"))


def id_by_email(email: str) -> int | None:
    """The id of the open account with this mail address; None when there is none."""
    found = Person.objects.filter(email=email.strip().lower(), is_active=True)
    return found.values_list("id", flat=True).first()


def staff_ids() -> list[int]:
    """The ids of those who run the installation."""
    staff = Person.objects.filter(is_staff=True, is_active=True).order_by("id")
    return list(staff.values_list("id", flat=True))


@dataclass(frozen=True)
class StaffLine:
    """Somebody of the staff, as the operator's list shows them."""

    email: str
    name: str
    has_second_factor: bool


def staff_lines() -> list[StaffLine]:
    """Everybody of the staff, in the order in which they joined."""
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    staff = Person.objects.filter(is_staff=True, is_active=True).annotate(second=Exists(factors)).order_by("id")
    return [StaffLine(one.email, one.display_name, one.second) for one in staff]


def is_staff(person_id: int | None) -> bool:
    """Whether this person runs the installation."""
    return person_id is not None and Person.objects.filter(id=person_id, is_staff=True, is_active=True).exists()


def trader(person_id: int, at: datetime | None = None) -> Trader:
    """Who this person said they are in trade, as in force at `at` (None: now); all unknown when they said nothing."""
    return traders((person_id,), at)[person_id]


def traders(person_ids: Iterable[int], at: datetime | None = None) -> dict[int, Trader]:
    """The same for several people, in one query; everybody asked for is in the answer.

    Also of closed accounts: the papers of their contracts need it. What may be public is `disclosed`.
    """
    ids = set(person_ids)
    said = Declaration.objects.filter(Q(declared_at__lte=at) if at else Q(), person_id__in=ids)
    latest = said.order_by("person_id", "-declared_at", "-id").distinct("person_id")
    return {person_id: Trader() for person_id in ids} | {row.person_id: _trader(row) for row in latest}


def disclosed(person_id: int, at: datetime) -> Trader | None:
    """What this person lets everybody see in their listings; None unless they ask for it, and once they have left."""
    if not Person.objects.filter(id=person_id, is_active=True).exists():
        return None
    now = trader(person_id, at)
    return now if now.disclose_in_listings else None


def declarations(person_id: int, before: int | None = None) -> list[tuple[int, Trader]]:
    """What a person declared so far with the ids of the rows, newest first: one page and the one before its last.

    `before` is the last id seen.
    """
    found = Declaration.objects.filter(Q(id__lt=before) if before else Q(), person_id=person_id)
    return [(row.pk, _trader(row)) for row in found.order_by("-id")[: HISTORY + 1]]


def _trader(row: Declaration) -> Trader:
    return Trader(**{name: getattr(row, name) for name in (*FIELDS, "declared_at")})


def anybody_here() -> bool:
    """Whether this installation has any account at all."""
    return Person.objects.exists()


def anybody_of(emails: Iterable[str]) -> bool:
    """Whether one of these mail addresses is somebody's here, as was verified: anybody signs up with anything."""
    return EmailAddress.objects.filter(email__in=list(emails), verified=True).exists()


@dataclass(frozen=True)
class Feed:
    """A calendar feed: whose it is, in which language and zone they read, and whether it names the other side."""

    person_id: int
    language: str
    time_zone: str
    names_others: bool
    made_at: datetime


def feed_of(person_id: int) -> Feed | None:
    """This person's calendar feed; None when they have none. The secret of its address is known to nobody."""
    return _feed(CalendarAddress.objects.filter(person_id=person_id))


def feed_at(secret: str) -> Feed | None:
    """The feed whose address holds `secret`; None for every other secret and once the account is closed."""
    return _feed(CalendarAddress.objects.filter(digest=digest_of(secret), person__is_active=True))


def _feed(found: QuerySet[CalendarAddress]) -> Feed | None:
    row = found.select_related("person").first()
    if row is None:
        return None
    return Feed(row.person.pk, row.person.language, row.person.time_zone, row.names_others, row.made_at)
