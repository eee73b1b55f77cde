"""Listings and proposals as things that people can point at."""

from __future__ import annotations

from tachiai.jobs.models import Listing, Proposal
from tachiai.jobs.queries.listings import PUBLIC_STATES, draft_of
from tachiai.jobs.rules import said_in
from tachiai.kernel.things import Thing
from tachiai.people.queries import removed_by


def listing_thing(listing_id: int) -> Thing | None:
    """A listing with every word that its client wrote; None when there is none."""
    row = Listing.objects.defer("search").filter(pk=listing_id).first()
    if row is None:
        return None
    return Thing(
        kind="listing",
        id=row.pk,
        title=row.title,
        text=said_in(draft_of(row)),
        path=f"/jobs/{row.pk}/",
        owners=(row.client_id,),
        readers=None if row.state in PUBLIC_STATES and row.suspended_by is None else frozenset({row.client_id}),
        language=row.language,
        facts={
            "state": row.state,
            "category": row.category,
            "budget_min": row.budget_min,
            "budget_max": row.budget_max,
            "values": row.values,
            "changed_at": row.changed_at.isoformat(),
        },
    )


def proposal_thing(proposal_id: int) -> Thing | None:
    """A worker's proposal, which its client may read; None when there is none."""
    found = Proposal.objects.select_related("listing").defer("listing__search").filter(pk=proposal_id)
    row = found.annotate(removed_by=removed_by("proposal")).first()
    if row is None:
        return None
    return Thing(
        kind="proposal",
        id=row.pk,
        title=row.listing.title,
        text=row.message,
        path=f"/proposals/{row.pk}/",
        owners=(row.worker_id,),
        readers=frozenset({row.client_id, row.worker_id}),
        is_removed=row.removed_by is not None,
        language=row.listing.language,
        facts={
            "state": row.state,
            "listing_id": row.listing_id,
            "price": row.price,
            "due_on": row.due_on.isoformat(),
            "changed_at": row.changed_at.isoformat(),
        },
    )
