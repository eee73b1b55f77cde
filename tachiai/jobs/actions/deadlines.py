"""The application deadline of a listing, moved by the format that lives on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import postpone
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.walking import listing_facts, locked_listing
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def bring_forward(*, listing_id: int, client_id: int, apply_by: datetime, at: datetime) -> None:
    """End an open listing sooner, at `apply_by`. Refusal when it is not open, or for a later moment."""
    refuse_restricted(client_id, Act.LIST, at)
    listing = locked_listing(listing_id, client_id=client_id)
    if listing.state != "open" or listing.apply_by is None:
        raise Refusal(Refused("jobs.refused.not_open"))
    if not at < apply_by < listing.apply_by:
        raise Refusal(Refused("jobs.refused.not_open"))
    listing.apply_by = apply_by
    postpone(listing, LISTING, listing_facts(listing), at)
    listing.save(update_fields=["apply_by", "due_at", "remind_at"])
