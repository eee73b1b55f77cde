"""Reads about listings, proposals and searches. Every page gets its object through one query that knows who asks."""

from tachiai.jobs.queries.closing import objections_to_closing
from tachiai.jobs.queries.listings import (
    ListingView,
    Saved,
    draft_of,
    how_many,
    is_withdrawn,
    listing_for,
    may_read_file,
    mine,
    newest,
    saved,
    titles,
)
from tachiai.jobs.queries.proposals import (
    MOST_COMPARED,
    OPEN_STATES,
    ProposalView,
    declined_because,
    proposal_for,
    proposals_by,
    proposals_of,
    proposals_waiting,
)
from tachiai.jobs.queries.searching import Asked, Found, search
from tachiai.jobs.queries.stopping import is_held_up

__all__ = [
    "MOST_COMPARED",
    "OPEN_STATES",
    "Asked",
    "Found",
    "ListingView",
    "ProposalView",
    "Saved",
    "declined_because",
    "draft_of",
    "how_many",
    "is_held_up",
    "is_withdrawn",
    "listing_for",
    "may_read_file",
    "mine",
    "newest",
    "objections_to_closing",
    "proposal_for",
    "proposals_by",
    "proposals_of",
    "proposals_waiting",
    "saved",
    "search",
    "titles",
]
