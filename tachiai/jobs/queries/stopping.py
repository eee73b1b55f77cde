"""Whether a listing is stopped or held up, and who keeps an eye on one: asked by the formats that live on a listing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Q

from tachiai.clockwork.asking import Given
from tachiai.jobs.models import Listing, SavedListing
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import Act

_STOPPED = Q(recruiting_suspended_by__isnull=False) | Q(suspended_by__isnull=False)


def is_stopped(listing_id: int) -> bool:
    """Whether staff have stopped it: nothing new comes of it."""
    return Listing.objects.filter(_STOPPED, pk=listing_id).exists()


def is_held_up(client_id: int, at: datetime) -> bool:
    """Whether nothing new comes of any listing of this client for now: they may not agree to it. Why is nobody else's
    to know, and all is as before once that ends."""
    known = people.restrictions_in_force(client_id, at)
    return people.forbidding_among(known, Act.AGREE) is not None


def has_held_up_client(at: datetime | Given) -> Exists:
    """The same of listings, as a column."""
    return people.is_deprived_of(Act.AGREE, at, "client_id")


def held_up_clients(at: datetime) -> list[int]:
    """All these clients, who are few."""
    return people.deprived_of(Act.AGREE, at)


def put_aside_by(listing_id: int) -> list[int]:
    """Everybody who has the listing on their list (気になる!リスト)."""
    rows = SavedListing.objects.filter(listing_id=listing_id).order_by("pk")
    return list(rows.values_list("person_id", flat=True))
