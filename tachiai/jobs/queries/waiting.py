"""What waits for a person before there is a contract: proposals, terms and secrets to answer, drafts near their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from tachiai.clockwork.waiting import Piece, Place
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.models import Confidentiality, Listing, Proposal
from tachiai.jobs.queries.listings import shown
from tachiai.jobs.queries.proposals import OPEN_STATES
from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.lifecycle import Actor
from tachiai.terms import queries as terms

PROPOSAL, DRAFT, CONFIDENTIALITY = "proposal", "draft", "confidentiality"


def places_waiting(person_id: int, at: datetime, after: Place | None, most: int) -> Iterator[QuerySet[Any]]:
    """For `clockwork.waiting.first`: what waits for their word, and drafts near their end."""
    yield _proposals(person_id, after, most)
    yield _confidentiality(person_id, after, most)
    yield _drafts(person_id, at, after, most)


def proposals_waiting_for(ids: Iterable[int], person_id: int) -> dict[int, Proposal]:
    """The proposals of such places."""
    rows = Proposal.objects.select_related("listing", "client", "worker")
    mine = Q(client_id=person_id) | Q(worker_id=person_id)
    return rows.defer("listing__search", "listing__description").filter(mine, pk__in=ids).in_bulk()


def confidentiality_waiting_for(ids: Iterable[int], asked_id: int) -> dict[int, Confidentiality]:
    """The requests for confidentiality of such places."""
    rows = Confidentiality.objects.select_related("proposal__listing", "asker")
    shown_of_it = rows.defer("proposal__listing__search", "proposal__listing__description")
    return shown_of_it.filter(asked_id=asked_id, pk__in=ids).in_bulk()


def drafts_waiting_for(ids: Iterable[int], client_id: int) -> dict[int, Listing]:
    """The drafts of such places."""
    return shown(Listing.objects.filter(client_id=client_id, pk__in=ids)).in_bulk()


def _proposals(person_id: int, after: Place | None, most: int) -> QuerySet[Any]:
    """A new proposal waits for the client; terms on the table wait for each side that has not agreed to them."""
    as_client = Q(client_id=person_id) & (Q(state="sent") | Q(state="negotiating") & ~_agreed(Actor.CLIENT))
    as_worker = Q(worker_id=person_id, state="negotiating") & ~_agreed(Actor.WORKER)
    rows = Proposal.objects.filter(as_client | as_worker, state__in=OPEN_STATES)
    return Piece(PROPOSAL, True, after, most).places(rows, "due_at")


def _confidentiality(asked_id: int, after: Place | None, most: int) -> QuerySet[Any]:
    """Somebody asks them to keep secrets."""
    rows = Confidentiality.objects.filter(asked_id=asked_id, state="asked")
    return Piece(CONFIDENTIALITY, True, after, most).places(rows, "due_at")


def _agreed(side: Actor) -> Q:
    return Q(terms.is_agreed_to(side, "sheet_id"))


def _drafts(client_id: int, at: datetime, after: Place | None, most: int) -> QuerySet[Any]:
    """Drafts of whose end their client has been reminded."""
    deadline = LISTING.state("draft").deadline
    if deadline is None or not deadline.reminders:
        raise LookupError("a draft has no deadline to remind of")
    soon = end_of_day(at + deadline.length - deadline.reminders[0])
    rows = Listing.objects.filter(client_id=client_id, state="draft", due_at__lte=soon)
    return Piece(DRAFT, True, after, most).places(rows, "due_at")
