"""Proposals before their terms are negotiated: sent, changed, withdrawn, declined."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.conversations import actions as conversations
from tachiai.conversations import queries as conversation_queries
from tachiai.conversations.queries.blocks import is_blocked_between
from tachiai.jobs import announcements
from tachiai.jobs.lifecycles import PROPOSAL
from tachiai.jobs.models import Listing, Proposal
from tachiai.jobs.queries.proposals import OPEN_STATES
from tachiai.jobs.rules import FUNDED_FIRST, LONGEST_REASON, Offer, offer_mistakes
from tachiai.jobs.walking import (
    locked_listing,
    locked_proposal,
    proposal_facts,
    refuse_stopped,
    touch,
    walk_proposal,
)
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted, restore_text
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def send_proposal(*, listing_id: int, worker_id: int, offer: Offer, at: datetime, seen: str = "") -> int:
    """Answer a listing, with a thread whose first message is the offer's. Answers the proposal's id.

    Refused: one's own listing, one that is not open or answered otherwise (contest, task), one whose client may not
    agree to anything for now, a second open proposal, what `refuse_muted` says. The same offer again (a double click)
    answers the proposal that is there. The message is looked at like every other (`post_message`), and never held.
    """
    refuse_restricted(worker_id, Act.PROPOSE, at)
    listing = locked_listing(listing_id)
    if listing.client_id == worker_id:
        raise Refusal(Refused("jobs.refused.own_listing"))
    if listing.format in FUNDED_FIRST:
        raise Refusal(Refused("jobs.refused.answered_otherwise"))
    refuse_stopped(listing, at)
    if listing.state != "open" or listing.due_at is None or listing.due_at <= at:
        raise Refusal(Refused("jobs.refused.not_open"))
    if is_blocked_between(worker_id, listing.client_id):
        raise Refusal(Refused("jobs.refused.not_between_you"))
    if wrong := offer_mistakes(offer, at):
        raise Refusal(*(refused for _, refused in wrong))
    sent = Proposal.objects.filter(listing_id=listing_id, worker_id=worker_id, state__in=OPEN_STATES).first()
    if sent is not None:
        if _offer_of(sent) == offer:
            return sent.pk
        raise Refusal(Refused("jobs.refused.one_proposal_at_a_time"))
    refuse_muted(worker_id=worker_id, client_id=listing.client_id, at=at)
    return _create(listing, worker_id, offer, at, seen).pk


def refuse_muted(*, worker_id: int, client_id: int, at: datetime) -> None:
    """Whom staff keep from writing does not write to the same client by one proposal after another. Refusal once the
    two have talked; who has not heard of them yet can still be proposed to."""
    thread_id = conversation_queries.talk_between(worker_id, client_id)
    if thread_id is not None:
        refuse_restricted(worker_id, Act.TALK, at, thread_id=thread_id)


def _create(listing: Listing, worker_id: int, offer: Offer, at: datetime, seen: str) -> Proposal:
    thread_id = conversations.open_thread(people=(listing.client_id, worker_id), at=at)
    proposal = Proposal(
        listing=listing,
        client_id=listing.client_id,
        worker_id=worker_id,
        message=offer.message,
        price=offer.price,
        due_on=offer.due_on,
        thread_id=thread_id,
        state=PROPOSAL.first,
        sent_at=at,
        changed_at=at,
    )
    enter(proposal, PROPOSAL, proposal_facts(proposal), at)
    proposal.save()
    conversations.place_thread(thread_id=thread_id, title=listing.title, path=announcements.proposal_path(proposal.pk))
    _say(proposal, at, seen)
    announcements.proposal_received(proposal, at)
    return proposal


def _offer_of(proposal: Proposal) -> Offer:
    return Offer(proposal.message, proposal.price, proposal.due_on)


@transaction.atomic
def edit_proposal(*, proposal_id: int, worker_id: int, offer: Offer, at: datetime, seen: str = "") -> None:
    """Change an offer that has not led to a negotiation yet. A changed message is posted too: nothing said is lost."""
    refuse_restricted(worker_id, Act.PROPOSE, at)
    proposal = locked_proposal(proposal_id)
    if proposal.worker_id != worker_id:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    if proposal.state != PROPOSAL.first:
        raise Refusal(Refused("jobs.refused.no_longer_editable"))
    refuse_stopped(proposal.listing, at)
    if wrong := offer_mistakes(offer, at):
        raise Refusal(*(refused for _, refused in wrong))
    before = _offer_of(proposal)
    if offer == before:
        return
    if offer.message != before.message:
        restore_text(kind="proposal", subject_id=proposal_id, by_staff_id=None, at=at)
    proposal.message, proposal.price, proposal.due_on = offer.message, offer.price, offer.due_on
    touch(proposal, at)
    if offer.message != before.message:
        refuse_restricted(worker_id, Act.TALK, at, thread_id=proposal.thread_id)
        _say(proposal, at, seen)
    announcements.proposal_edited(proposal, at)


def _say(proposal: Proposal, at: datetime, seen: str) -> None:
    conversations.post_message(
        thread_id=proposal.thread_id,
        author_id=proposal.worker_id,
        body=proposal.message,
        at=at,
        announce=False,
        where="proposal",
        seen=seen,
    )


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, worker_id: int, at: datetime) -> None:
    """The worker takes the proposal back, for good; while the listing is open a new one may be sent."""
    proposal = locked_proposal(proposal_id)
    if proposal.worker_id != worker_id:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    walk_proposal(proposal, "withdraw", by=By(Actor.WORKER, worker_id), at=at)


@transaction.atomic
def decline_proposal(*, proposal_id: int, client_id: int, reason: str, at: datetime) -> None:
    """The client says no, with a reason that the worker reads."""
    refuse_restricted(client_id, Act.WALK, at)
    proposal = locked_proposal(proposal_id)
    if proposal.listing.client_id != client_id:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    if not reason.strip():
        raise Refusal(Refused("jobs.refused.reason_missing"))
    if len(reason) > LONGEST_REASON:
        raise Refusal(Refused("terms.refused.too_long", {"most": LONGEST_REASON}))
    walk_proposal(proposal, "decline", by=By(Actor.CLIENT, client_id), at=at, reason=reason.strip())
