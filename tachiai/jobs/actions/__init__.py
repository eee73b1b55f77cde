"""The only writers of listings, proposals, saved listings and agreements to keep secrets, by subject."""

from tachiai.jobs.actions.clock import (
    remind_confidentiality,
    remind_listings,
    remind_proposals,
    sweep_confidentiality,
    sweep_listings,
    sweep_proposals,
)
from tachiai.jobs.actions.confidentiality import (
    agree_confidentiality,
    ask_confidentiality,
    decline_confidentiality,
    withdraw_confidentiality,
)
from tachiai.jobs.actions.imported import Origin, Stored, store_imported
from tachiai.jobs.actions.listings import (
    close,
    discard,
    extend,
    publish,
    publishable,
    save_draft,
    save_listing,
    unsave_listing,
)
from tachiai.jobs.actions.negotiation import agree, hear_message, open_terms, propose_terms
from tachiai.jobs.actions.overriding import override_finding
from tachiai.jobs.actions.proposals import (
    decline_proposal,
    edit_proposal,
    refuse_muted,
    send_proposal,
    withdraw_proposal,
)
from tachiai.jobs.actions.talk import discuss_item, understand_terms

__all__ = [
    "Origin",
    "Stored",
    "agree",
    "agree_confidentiality",
    "ask_confidentiality",
    "close",
    "decline_confidentiality",
    "decline_proposal",
    "discard",
    "discuss_item",
    "edit_proposal",
    "extend",
    "hear_message",
    "open_terms",
    "override_finding",
    "propose_terms",
    "publish",
    "publishable",
    "refuse_muted",
    "remind_confidentiality",
    "remind_listings",
    "remind_proposals",
    "save_draft",
    "save_listing",
    "send_proposal",
    "store_imported",
    "sweep_confidentiality",
    "sweep_listings",
    "sweep_proposals",
    "understand_terms",
    "unsave_listing",
    "withdraw_confidentiality",
    "withdraw_proposal",
]
