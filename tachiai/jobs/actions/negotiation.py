"""From a proposal to a contract: the terms on the table, and the agreement of both to one version of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By, authorise
from tachiai.conversations.actions import MessagePosted
from tachiai.conversations.actions.blocks import refuse_cut_off
from tachiai.jobs import announcements
from tachiai.jobs.actions.talk import negotiated, sheet_of
from tachiai.jobs.events import TermsAgreed
from tachiai.jobs.findings import in_terms, pins_for
from tachiai.jobs.lifecycles import PROPOSAL
from tachiai.jobs.models import Proposal
from tachiai.jobs.queries.proposals import OPEN_STATES
from tachiai.jobs.rules import OFFERED_BY_WORKER, Offer, first_terms
from tachiai.jobs.walking import (
    locked_listing,
    locked_proposal,
    proposal_facts,
    refuse_stopped,
    touch,
    walk_listing,
    walk_proposal,
)
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.people.signing import Signature
from tachiai.terms import actions as terms
from tachiai.terms import queries as terms_queries
from tachiai.terms.actions import BothAgreed
from tachiai.terms.packs.finding import blocking
from tachiai.terms.queries import TermsVersion
from tachiai.terms.rules import Terms


@transaction.atomic
def open_terms(*, proposal_id: int, client_id: int, at: datetime) -> None:
    """The client wants to talk terms: version 1 is the listing's offer with the worker's price and day."""
    refuse_restricted(client_id, Act.AGREE, at)
    proposal = locked_proposal(proposal_id)
    if proposal.listing.client_id != client_id:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    refuse_stopped(proposal.listing, at)
    by = By(Actor.CLIENT, client_id)
    authorise(PROPOSAL, "open_terms", proposal_facts(proposal), by, at)
    offer = Offer(proposal.message, proposal.price, proposal.due_on)
    refuse_cut_off(thread_id=proposal.thread_id, person_id=client_id)
    proposal.sheet_id = terms.open_sheet(
        terms=first_terms(proposal.listing.values, offer),
        baseline=Terms.from_data(proposal.listing.values),
        client_id=client_id,
        worker_id=proposal.worker_id,
        of_worker=OFFERED_BY_WORKER,
        at=at,
    )
    walk_proposal(proposal, "open_terms", by=by, at=at)


@transaction.atomic
def propose_terms(*, proposal_id: int, person_id: int, values: Terms, base_number: int, at: datetime) -> TermsVersion:
    """One side puts a new version on the table; see `terms.actions.propose` for what is refused."""
    refuse_restricted(person_id, Act.AGREE, at)
    proposal, side = negotiated(proposal_id, person_id, at)
    before = terms_queries.current(sheet_of(proposal))
    taken_back = bool(terms_queries.consents(before.id))
    version = terms.propose(
        sheet_id=sheet_of(proposal), terms=values, role=side, person_id=person_id, base_number=base_number, at=at
    )
    if version.id != before.id:
        touch(proposal, at)
        announcements.terms_proposed(proposal, side, at, version.number, taken_back)
    return version


@transaction.atomic
def agree(*, proposal_id: int, version_number: int, signed: Signature, at: datetime) -> str | None:
    """One side agrees to the version that was shown and signed. With the second yes the contract is made: its
    reference.

    None while the other side's yes is missing. The proposal is locked, so two clicks at the same moment make one
    contract; making it also closes the listing and tells the other workers.
    """
    person_id = signed.person_id
    refuse_restricted(person_id, Act.AGREE, at)
    proposal, side = negotiated(proposal_id, person_id, at)
    shown = terms_queries.numbered(sheet_of(proposal), version_number)
    if shown is None:
        raise Refusal(Refused("terms.refused.not_what_was_shown"))
    if stopped := blocking(in_terms(proposal, shown.terms, at, answered=terms_queries.overrides(shown.id))):
        raise Refusal(*(finding.refused for finding in stopped))
    had_agreed = side in terms_queries.consents(shown.id)
    agreed = terms.consent(version_id=shown.id, role=side, signed=signed, at=at)
    if agreed is not None:
        return _contract(proposal, By(side, person_id), agreed, at)
    if not had_agreed:
        touch(proposal, at)
        announcements.terms_agreed(proposal, side, at, shown.number)
    return None


def hear_message(posted: MessagePosted) -> None:
    """Listener: a word in the thread of an open proposal makes the time that both have left count anew."""
    # A proposal locked by someone else is being touched anyway; waiting for it here could wait in a circle.
    rows = Proposal.objects.select_related("listing").select_for_update(of=("self",), skip_locked=True)
    proposal = rows.filter(thread_id=posted.thread_id, state__in=OPEN_STATES).first()
    if proposal is not None:
        touch(proposal, posted.at)


def _contract(proposal: Proposal, by: By, agreed: BothAgreed, at: datetime) -> str:
    walk_proposal(proposal, "contract", by=by, at=at, version=agreed.version.number)
    terms.close_sheet(sheet_id=agreed.version.sheet_id, at=at)
    listing = proposal.listing
    answers = publish(
        TermsAgreed(
            proposal_id=proposal.pk,
            listing_id=listing.pk,
            version_id=agreed.version.id,
            thread_id=proposal.thread_id,
            client_id=listing.client_id,
            worker_id=proposal.worker_id,
            title=listing.title,
            values=agreed.version.terms.as_data(),
            packs=pins_for(proposal, agreed.version.terms, at),
            at=at,
        )
    )
    if len(answers) != 1:
        raise LookupError(f"{len(answers)} contracts were made of proposal {proposal.pk}")
    _close_filled(proposal, at)
    return str(answers[0])


def _close_filled(contracted: Proposal, at: datetime) -> None:
    """The listing has found its worker: no more proposals, and those who wait are told."""
    listing = locked_listing(contracted.listing_id)
    if listing.state == "open":
        by = By(Actor.CLIENT, listing.client_id)
        walk_listing(listing, "close", by=by, at=at, contracted=contracted.pk)
    others = Proposal.objects.filter(listing=listing, state__in=OPEN_STATES).exclude(pk=contracted.pk)
    announcements.listing_filled(listing, others, at)
