"""The jurisdiction packs of an order that comes of no proposal to a listing: the award of a contest."""

from __future__ import annotations

from datetime import datetime

from tachiai.jobs.findings import pins_for
from tachiai.jobs.models import Listing, Proposal
from tachiai.terms.rules import Terms


def pins_of_award(listing_id: int, worker_id: int, terms: Terms, at: datetime) -> tuple[str, ...]:
    """The packs that the contract of an award made at `at` is under for good."""
    listing = Listing.objects.defer("search").get(pk=listing_id)
    return pins_for(Proposal(listing=listing, client_id=listing.client_id, worker_id=worker_id), terms, at)
