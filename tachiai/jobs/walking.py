"""One step of one locked row of this module: trace, state, deadline, notices. The actions decide which and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from tachiai.clockwork.actions import By, authorise, enter, postpone, record
from tachiai.clockwork.asking import Asked, Given
from tachiai.clockwork.models import SavedRow
from tachiai.jobs import announcements
from tachiai.jobs.confidentiality import ConfidentialityFacts
from tachiai.jobs.events import ListingClosed
from tachiai.jobs.lifecycles import CONFIDENTIALITY, LISTING, PROPOSAL
from tachiai.jobs.models import (
    Confidentiality,
    ConfidentialityStep,
    Listing,
    ListingStep,
    Proposal,
    ProposalStep,
)
from tachiai.jobs.queries.stopping import is_held_up
from tachiai.jobs.rules import ListingFacts, ProposalFacts
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Step
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.saves import Save


def listing_facts(listing: Listing) -> ListingFacts:
    return ListingFacts(
        state=listing.state,
        changed_at=listing.changed_at,
        apply_by=listing.apply_by or listing.changed_at,
        recruiting_is_suspended=listing.recruiting_suspended_by is not None,
        is_suspended=listing.suspended_by is not None,
    )


def proposal_facts(proposal: Proposal) -> ProposalFacts:
    return ProposalFacts(proposal.state, proposal.changed_at)


def locked_listing(listing_id: int, *, client_id: int | None = None) -> Listing:
    """The listing, locked. Refusal when there is none, or when it is not this client's."""
    found = _LISTING.first(listing=listing_id)
    if found is None or (client_id is not None and found.client_id != client_id):
        raise Refusal(Refused("jobs.refused.no_such_listing"))
    return found


def locked_proposal(proposal_id: int) -> Proposal:
    """The proposal with its listing, the proposal locked. Refusal when there is none."""
    found = _PROPOSAL.first(proposal=proposal_id)
    if found is None:
        raise Refusal(Refused("jobs.refused.no_such_proposal"))
    return found


def _one_listing() -> QuerySet[Listing]:
    return Listing.objects.select_for_update(no_key=True).defer("search").filter(pk=Given("listing"))


def _one_proposal() -> QuerySet[Proposal]:
    rows = Proposal.objects.select_related("listing").select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=Given("proposal"))


_LISTING, _PROPOSAL = Asked(_one_listing), Asked(_one_proposal)


def take_save(row: SavedRow, save: Save) -> None:
    """The locked row is saved by this save from now on; `OtherWindow` when another window has saved it unseen."""
    save.refuse_unseen(row.last_save, Refused("jobs.refused.changed_elsewhere"))
    row.saved_as = save.name


def refuse_stopped(listing: Listing, at: datetime) -> None:
    """Refusal while staff have stopped the listing, or its client is held up: no proposal to it leads on. Taking one
    back does, and declining."""
    if listing.is_stopped:
        raise Refusal(Refused("jobs.refused.listing_stopped"))
    if is_held_up(listing.client_id, at):
        raise Refusal(Refused("jobs.refused.held_up"))


def walk_listing(listing: Listing, step_name: str, *, by: By, at: datetime, **answers: object) -> None:
    """Take the step on the locked row, save it and tell whom it concerns. Refusal when it cannot be taken."""
    facts = listing_facts(listing)
    step = authorise(LISTING, step_name, facts, by, at)
    to = step.destination(facts)
    record(listing, ListingStep, step, to, by=by, at=at, answers=answers)
    enter(listing, LISTING, replace(facts, state=to), at)
    listing.save()
    announcements.listing_step(listing, step, by, at)
    if to == "closed":
        publish(ListingClosed(listing.pk, at))


def walk_proposal(proposal: Proposal, step_name: str, *, by: By, at: datetime, **answers: object) -> None:
    """Take the step on the locked row, save it and tell whom it concerns. Refusal when it cannot be taken."""
    facts = proposal_facts(proposal)
    step = authorise(PROPOSAL, step_name, facts, by, at)
    record(proposal, ProposalStep, step, step.to, by=by, at=at, answers=answers)
    proposal.changed_at = at
    enter(proposal, PROPOSAL, ProposalFacts(step.to, at), at)
    proposal.save()
    announcements.proposal_step(proposal, step, by, at, str(answers.get("reason", "")))
    if PROPOSAL.state(step.to).final and step.to != "contracted":
        _end_what_was_asked(proposal, by, at)


def touch(proposal: Proposal, at: datetime) -> None:
    """Something was said: the time that both have left counts anew. Saves the locked row."""
    proposal.changed_at = at
    postpone(proposal, PROPOSAL, proposal_facts(proposal), at)
    proposal.save()


def walk_confidentiality(row: Confidentiality, step_name: str, *, by: By, at: datetime, **answers: object) -> None:
    """Take the step on the locked row, save it and tell whom it concerns. Refusal when it cannot be taken."""
    step = authorise(CONFIDENTIALITY, step_name, ConfidentialityFacts(row.state), by, at)
    _close_confidentiality(row, step, by, at, answers)
    announcements.confidentiality_step(row, step, at, str(answers.get("reason", "")))


def _end_what_was_asked(proposal: Proposal, by: By, at: datetime) -> None:
    """Nobody can agree any more to keep the secrets of a proposal that came to nothing."""
    asked = Confidentiality.objects.select_for_update(no_key=True).filter(proposal_id=proposal.pk, state="asked")
    for row in asked:
        _close_confidentiality(row, CONFIDENTIALITY.step("overtake"), by, at, {})


def _close_confidentiality(
    row: Confidentiality, step: Step, by: By, at: datetime, answers: Mapping[str, object]
) -> None:
    record(row, ConfidentialityStep, step, step.to, by=by, at=at, answers=answers)
    enter(row, CONFIDENTIALITY, ConfidentialityFacts(step.to), at)
    row.closed_at = at
    row.save()
