"""Listings as visitors, workers and their client see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tachiai.conversations.queries import FileAsked, FileLine, file_lines
from tachiai.jobs.models import Listing, Proposal, SavedListing
from tachiai.jobs.queries.stopping import has_held_up_client
from tachiai.jobs.rules import FUNDED_FIRST, Draft, said_in
from tachiai.kernel.calendar import local_date
from tachiai.terms.rules import Terms

PAGE = 20
PUBLIC_STATES = ("open", "recruiting_suspended", "closed")
PUBLIC = Q(state__in=PUBLIC_STATES, suspended_by=None)


@dataclass(frozen=True)
class ListingView:
    """One listing as one reader meets it. `my_proposal` is the id of the reader's own latest proposal, if any.
    `is_held_up`: it is open, and takes nothing for now because its client may not agree to anything."""

    listing: Listing
    draft: Draft
    files: Sequence[FileLine]
    is_mine: bool
    is_saved: bool
    is_held_up: bool
    proposals: int
    my_proposal: int | None

    @property
    def terms(self) -> Terms:
        """What the listing offers."""
        return self.draft.offered_terms

    @property
    def is_draft(self) -> bool:
        return self.listing.state == "draft"


def draft_of(listing: Listing) -> Draft:
    """What the listing says, as the form and the rules know it."""
    return Draft(
        title=listing.title,
        category=listing.category,
        description=listing.description,
        terms=replace(Terms.from_data(listing.values), price=None),
        budget_min=listing.budget_min,
        budget_max=listing.budget_max,
        apply_on=local_date(listing.apply_by) if listing.apply_by else None,
        language=listing.language,
    )


def listing_for(person_id: int | None, listing_id: int, at: datetime) -> ListingView | None:
    """The listing as it stands at `at`, if this reader may see it: what is public everybody, all others only the
    client."""
    may_see = PUBLIC | (Q(client_id=person_id) if person_id else Q(pk__in=()))
    listing = (
        Listing.objects.filter(may_see, pk=listing_id)
        .select_related("client")
        .defer("search")
        .annotate(
            has_been_saved=Exists(SavedListing.objects.filter(person_id=person_id or 0, listing_id=OuterRef("pk"))),
            has_held_up_client=has_held_up_client(at),
        )
        .first()
    )
    if listing is None:
        return None
    is_talked_about = listing.format not in FUNDED_FIRST  # the others are answered in ways of their own
    own = Proposal.objects.filter(listing_id=listing_id, worker_id=person_id or 0).order_by("-pk")
    return ListingView(
        listing=listing,
        draft=draft_of(listing),
        files=file_lines(listing.files.all()),
        is_mine=listing.client_id == person_id,
        is_saved=listing.has_been_saved,
        is_held_up=listing.state == "open" and listing.has_held_up_client,
        proposals=Proposal.objects.filter(listing_id=listing_id).count() if is_talked_about else 0,
        my_proposal=own.values_list("pk", flat=True).first() if person_id and is_talked_about else None,
    )


def is_withdrawn(listing_id: int) -> bool:
    """Whether staff have taken a listing away that was public: all that those who are not its client may know of it."""
    return Listing.objects.filter(pk=listing_id, suspended_by__isnull=False).exists()


def newest(limit: int, at: datetime) -> list[Listing]:
    """The latest open listings that can be answered at `at`, for the home page."""
    found = shown(Listing.objects.filter(~has_held_up_client(at), state="open"))
    return list(found.order_by("-published_at", "-pk")[:limit])


def shown(listings: QuerySet[Listing]) -> QuerySet[Listing]:
    """What lists of listings show: client included, long columns left out."""
    return listings.select_related("client").defer("search", "description")


def mine(client_id: int, state: str, before: int | None = None) -> list[Listing]:
    """A client's listings in one state, newest first, each with its `open_proposals`; one more tells of a next page."""
    found = Listing.objects.filter(Q(pk__lt=before) if before else Q(), client_id=client_id, state=state)
    page = list(found.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1])
    waiting = Count("proposals", filter=Q(proposals__state__in=("sent", "negotiating")))
    return list(shown(Listing.objects.filter(pk__in=page)).annotate(open_proposals=waiting).order_by("-pk"))


def how_many(client_id: int) -> dict[str, int]:
    """How many listings a client has, by state; states without any are left out."""
    counted = Listing.objects.filter(client_id=client_id).values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in counted.order_by()}


@dataclass(frozen=True)
class Saved:
    """A listing put aside; `id` is the place in the list to go on from."""

    id: int
    listing: Listing


def saved(person_id: int, before: int | None = None) -> list[Saved]:
    """The listings a person has put aside, latest first; one more than a page tells of another."""
    rows = SavedListing.objects.filter(Q(pk__lt=before) if before else Q(), person_id=person_id)
    rows = rows.filter(listing__suspended_by=None)
    kept = list(rows.order_by("-pk").values_list("pk", "listing_id")[: PAGE + 1])
    listings = shown(Listing.objects.all()).in_bulk([listing_id for _, listing_id in kept])
    return [Saved(pk, listings[listing_id]) for pk, listing_id in kept]


def titles(numbers: Collection[int]) -> dict[int, str]:
    """The titles of listings by id, for whoever may know of them anyway (their money, the desk)."""
    return dict(Listing.objects.filter(pk__in=numbers).values_list("pk", "title"))


def may_read_file(asked: FileAsked) -> bool:
    """Files of a public listing are for everybody who is signed in, those of a draft for its client."""
    may_see = PUBLIC | Q(client_id=asked.person_id)
    return Listing.objects.filter(may_see, files=asked.file_id).exists()


def latest_words(most: int) -> Iterator[str]:
    """What clients wrote freely in the newest public listings, for whoever tries a rule on it."""
    rows = Listing.objects.defer("search").filter(PUBLIC).order_by("-pk")[:most]
    yield from (said_in(draft_of(row)) for row in rows.iterator())
