"""What pages say of a listing that staff have stopped: its exact label, and the way to the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from tachiai.web import reading

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing


def stopped(listing: Listing) -> dict[str, str] | None:
    """By which decision of staff the listing takes no proposals or is not shown; None when it was not stopped."""
    decision_id = listing.suspended_by or listing.recruiting_suspended_by
    if decision_id is None:
        return None
    state = "suspended" if listing.suspended_by else "recruiting_suspended"
    return {
        "state": state,
        "title": reading.plain(f"listing.state.{state}"),
        "decision": reverse("safety:decision", args=[decision_id]),
    }
