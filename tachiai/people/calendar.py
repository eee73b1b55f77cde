"""The secret address of a calendar feed: made, made anew, turned off."""

from __future__ import annotations

import secrets
from datetime import datetime

from tachiai.people.models import CalendarAddress
from tachiai.people.rules import digest_of

SECRET_BYTES = 32


def make_address(*, person_id: int, names_others: bool, at: datetime) -> str:
    """The secret of a new address, to be shown once: only its digest is kept. An earlier address is dead at once."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    values = {"digest": digest_of(secret), "names_others": names_others, "made_at": at}
    CalendarAddress.objects.update_or_create(person_id=person_id, defaults=values)
    return secret


def name_others(*, person_id: int, names_others: bool) -> None:
    """Whether the feed names the other side. Changes nothing when there is no feed."""
    CalendarAddress.objects.filter(person_id=person_id).update(names_others=names_others)


def turn_off(*, person_id: int) -> None:
    """The address is dead at once, and nothing is left of it."""
    CalendarAddress.objects.filter(person_id=person_id).delete()
