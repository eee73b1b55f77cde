"""Reads: who someone is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tachiai.people.models import Person


@dataclass(frozen=True)
class Profile:
    """What everybody may know of a person."""

    id: int
    name: str
    introduction: str
    skills: tuple[str, ...]
    joined_at: datetime
    is_closed: bool


def person(person_id: int) -> Person:
    """LookupError when there is none."""
    try:
        return Person.objects.get(id=person_id)
    except Person.DoesNotExist as error:
        raise LookupError(f"no person {person_id}") from error


def public_profile(person_id: int) -> Profile | None:
    """The profile that everybody sees; None when there is no such person."""
    one = Person.objects.filter(id=person_id).first()
    if one is None:
        return None
    return Profile(
        id=one.id,
        name=str(one),
        introduction=one.introduction,
        skills=tuple(one.skills),
        joined_at=one.joined_at,
        is_closed=not one.is_active,
    )


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


def anybody_here() -> bool:
    """Whether this installation has any account at all."""
    return Person.objects.exists()
