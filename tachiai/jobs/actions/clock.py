"""What the clock does before a contract: steps that nobody took in time, and reminders before them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from tachiai.clockwork.actions import BY_CLOCK, Swept, fire_due, fire_reminders, postpone
from tachiai.jobs import announcements
from tachiai.jobs.confidentiality import ConfidentialityFacts
from tachiai.jobs.lifecycles import CONFIDENTIALITY, LISTING, PROPOSAL
from tachiai.jobs.models import Confidentiality, Listing, Proposal
from tachiai.jobs.walking import (
    listing_facts,
    proposal_facts,
    walk_confidentiality,
    walk_listing,
    walk_proposal,
)
from tachiai.kernel.lifecycle import Lifecycle


def sweep_listings(at: datetime) -> Swept:
    """Close listings whose application deadline has come, discard drafts that nobody touches."""
    return fire_due(Listing.objects.all(), _fire_listing, at=at)


def sweep_proposals(at: datetime) -> Swept:
    """End proposals in which nobody has said a word for the time that the numbers give."""
    return fire_due(Proposal.objects.all(), _fire_proposal, at=at)


def sweep_confidentiality(at: datetime) -> Swept:
    """End requests for confidentiality that nobody answered in time."""
    return fire_due(_asked(), _fire_confidentiality, at=at)


def remind_listings(at: datetime) -> Swept:
    """Tell clients of deadlines that come near."""
    return fire_reminders(Listing.objects.all(), _remind_listing, at=at)


def remind_proposals(at: datetime) -> Swept:
    """Tell both sides that their talk will end soon."""
    return fire_reminders(Proposal.objects.all(), _remind_proposal, at=at)


def remind_confidentiality(at: datetime) -> Swept:
    """Tell both that a request for confidentiality will end soon."""
    return fire_reminders(_asked(), _remind_confidentiality, at=at)


def _asked() -> QuerySet[Confidentiality]:
    return Confidentiality.objects.select_related("proposal__listing").defer("proposal__listing__search")


def _fire_confidentiality(row: Confidentiality, at: datetime) -> None:
    walk_confidentiality(row, _clock_step(CONFIDENTIALITY, row.state), by=BY_CLOCK, at=at)


def _remind_confidentiality(row: Confidentiality, at: datetime) -> None:
    announcements.confidentiality_reminder(row, at)
    postpone(row, CONFIDENTIALITY, ConfidentialityFacts(row.state), at)
    row.save(update_fields=["due_at", "remind_at"])


def _fire_listing(listing: Listing, at: datetime) -> None:
    walk_listing(listing, _clock_step(LISTING, listing.state), by=BY_CLOCK, at=at)


def _fire_proposal(proposal: Proposal, at: datetime) -> None:
    walk_proposal(proposal, _clock_step(PROPOSAL, proposal.state), by=BY_CLOCK, at=at)


def _clock_step(cycle: Lifecycle, state: str) -> str:
    step = cycle.clock_step(state)
    if step is None:
        raise LookupError(f"{cycle.name}: state {state} has a deadline and no clock step")
    return step.name


def _remind_listing(listing: Listing, at: datetime) -> None:
    announcements.listing_reminder(listing, at)
    postpone(listing, LISTING, listing_facts(listing), at)
    listing.save(update_fields=["due_at", "remind_at"])


def _remind_proposal(proposal: Proposal, at: datetime) -> None:
    announcements.proposal_reminder(proposal, at)
    postpone(proposal, PROPOSAL, proposal_facts(proposal), at)
    proposal.save(update_fields=["due_at", "remind_at"])
