"""The only writers of listings, proposals and saved listings, by subject."""

from tachiai.jobs.actions.clock import remind_listings, remind_proposals, sweep_listings, sweep_proposals
from tachiai.jobs.actions.imported import Origin, Stored, store_imported
from tachiai.jobs.actions.listings import (
    close,
    discard,
    extend,
    publish,
    save_draft,
    save_listing,
    unsave_listing,
)
from tachiai.jobs.actions.negotiation import agree, hear_message, open_terms, propose_terms
from tachiai.jobs.actions.proposals import (
    decline_proposal,
    edit_proposal,
    send_proposal,
    withdraw_proposal,
)

__all__ = [
    "Origin",
    "Stored",
    "agree",
    "close",
    "decline_proposal",
    "discard",
    "edit_proposal",
    "extend",
    "hear_message",
    "open_terms",
    "propose_terms",
    "publish",
    "remind_listings",
    "remind_proposals",
    "save_draft",
    "save_listing",
    "send_proposal",
    "store_imported",
    "sweep_listings",
    "sweep_proposals",
    "unsave_listing",
    "withdraw_proposal",
]
