"""Whether staff have stopped a listing, and who keeps an eye on one: asked by the formats that live on a listing."""

from __future__ import annotations

from django.db.models import Q

from tachiai.jobs.models import Listing, SavedListing

_STOPPED = Q(recruiting_suspended_by__isnull=False) | Q(suspended_by__isnull=False)


def is_stopped(listing_id: int) -> bool:
    """Whether staff have stopped it: nothing new comes of it."""
    return Listing.objects.filter(_STOPPED, pk=listing_id).exists()


def is_hidden(listing_id: int) -> bool:
    """Whether staff have taken it from sight."""
    return Listing.objects.filter(pk=listing_id, suspended_by__isnull=False).exists()


def put_aside_by(listing_id: int) -> list[int]:
    """Everybody who has the listing on their list (気になる!リスト)."""
    rows = SavedListing.objects.filter(listing_id=listing_id).order_by("pk")
    return list(rows.values_list("person_id", flat=True))
