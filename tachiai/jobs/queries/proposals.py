"""Proposals, each through one query that knows who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from tachiai.jobs.lifecycles import PROPOSAL
from tachiai.jobs.models import Listing, Proposal, ProposalStep
from tachiai.jobs.queries.secrecy import newest_state
from tachiai.jobs.rules import ProposalFacts
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refused
from tachiai.people.queries import removed_by
from tachiai.terms import queries as terms
from tachiai.terms.queries import HistoryEntry, Said
from tachiai.terms.rules import Terms
from tachiai.terms.rules.alignment import Standing

PAGE = 20
MOST_COMPARED = 60
LEADING_ON = ("open_terms", "contract")
OPEN_STATES = tuple(state.name for state in PROPOSAL.states if not state.final)


@dataclass(frozen=True)
class ProposalView:
    """One proposal as one of its two sides meets it. `history` holds the versions of its terms, newest first; `talk`
    every item of the version on the table with what each side said of it last, `words` the texts about them."""

    proposal: Proposal
    role: Actor
    person_id: int
    history: tuple[HistoryEntry, ...]
    talk: tuple[Standing, ...] = ()
    words: tuple[Said, ...] = ()

    @property
    def confidentiality(self) -> str:
        """The state of the agreement to keep secrets; empty when never asked for."""
        return getattr(self.proposal, "secrecy", "") or ""

    @property
    def removed_by(self) -> int | None:
        """The decision by which its words are not shown; None when they are."""
        return getattr(self.proposal, "removed_by", None)

    @property
    def listing(self) -> Listing:
        return self.proposal.listing

    @property
    def offered_terms(self) -> Terms:
        """What the listing offered."""
        return Terms.from_data(self.listing.values)

    @property
    def is_over(self) -> bool:
        return self.proposal.state not in OPEN_STATES

    @property
    def current(self) -> HistoryEntry | None:
        """The version on the table."""
        return next(iter(self.negotiated), None)

    @property
    def negotiated(self) -> tuple[HistoryEntry, ...]:
        """The versions that led to the contract, newest first, without the amendments that came after it."""
        return tuple(entry for entry in self.history if entry.amends is None)

    def offered(self, at: datetime) -> tuple[Offered, ...]:
        """The steps of this side, each open or with its reasons."""
        facts = ProposalFacts(self.proposal.state, self.proposal.changed_at)
        stopped = (Refused("jobs.refused.listing_stopped"),) if self.listing.is_stopped else ()
        return tuple(
            replace(each, refused=each.refused or (stopped if each.step.name in LEADING_ON else ()))
            for each in PROPOSAL.offered(facts, self.role, at)
        )


def side_of(proposal: Proposal, person_id: int) -> Actor | None:
    """Which side of the proposal a person is on, if any."""
    if person_id == proposal.client_id:
        return Actor.CLIENT
    return Actor.WORKER if person_id == proposal.worker_id else None


def proposal_for(person_id: int, proposal_id: int) -> ProposalView | None:
    """The proposal for its client or its worker; None for everybody else."""
    proposal = (
        Proposal.objects.select_related("listing__client", "worker", "sheet")
        .annotate(secrecy=newest_state("pk"), removed_by=removed_by("proposal"))
        .defer("listing__search")
        .filter(Q(worker_id=person_id) | Q(client_id=person_id), pk=proposal_id)
        .first()
    )
    side = None if proposal is None else side_of(proposal, person_id)
    if proposal is None or side is None:
        return None
    if side is Actor.CLIENT:
        _hide_removed(proposal)
    if proposal.sheet is None:
        return ProposalView(proposal, side, person_id, ())
    history = terms.history(proposal.sheet.pk)
    view = ProposalView(proposal, side, person_id, history)
    if view.current is None:
        return view
    stand, words = terms.talk_with_words(proposal.sheet, view.current.version.terms)
    return replace(view, talk=stand, words=words)


def declined_because(proposal_id: int) -> str:
    """The reason that the client gave for saying no; empty when the proposal was not declined."""
    step = ProposalStep.objects.filter(subject_id=proposal_id, step="decline").first()
    return str(step.answers.get("reason", "")) if step else ""


def proposals_of(listing_id: int, client_id: int) -> list[Proposal] | None:
    """The proposals to a client's own listing, open ones first, to be compared; None when it is not theirs.

    Bounded: the latest MOST_COMPARED.
    """
    if not Listing.objects.filter(pk=listing_id, client_id=client_id).exists():
        return None
    rows = Proposal.objects.select_related("worker").filter(listing_id=listing_id).order_by("-pk")
    found = list(rows.annotate(removed_by=removed_by("proposal"))[:MOST_COMPARED])
    for each in found:
        _hide_removed(each)
    return sorted(found, key=lambda each: each.state not in OPEN_STATES)


def _hide_removed(row: Any) -> None:
    """What staff removed is not shown to the client; the worker finds it in their form, to write it anew."""
    if row.removed_by is not None:
        row.message = ""


def proposals_by(worker_id: int, *, running: bool, before: int | None = None) -> list[Proposal]:
    """A worker's proposals, newest first, running or ended; one more than a page tells of another."""
    state = Q(state__in=OPEN_STATES) if running else ~Q(state__in=OPEN_STATES)
    rows = Proposal.objects.select_related("listing__client").defer("listing__search", "listing__description")
    found = rows.filter(state, Q(pk__lt=before) if before else Q(), worker_id=worker_id)
    return list(found.order_by("-pk")[: PAGE + 1])


def proposals_waiting(client_id: int, before: int | None = None) -> list[Proposal]:
    """Open proposals to any of a client's listings, newest first; one more than a page tells of another."""
    rows = Proposal.objects.select_related("listing", "worker").defer("listing__search", "listing__description")
    found = rows.filter(Q(pk__lt=before) if before else Q(), client_id=client_id, state__in=OPEN_STATES)
    return list(found.order_by("-pk")[: PAGE + 1])
