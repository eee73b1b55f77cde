"""Drafts, publication and the end of listings; listings put aside.

Who is suspended may still write drafts, which nobody else reads, and take back what they have put up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tachiai.clockwork.actions import By, enter, postpone
from tachiai.conversations import queries as conversations
from tachiai.conversations.actions.judging import look_at_public, record
from tachiai.jobs.events import ListingExtended
from tachiai.jobs.indexing import listing_vector
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.models import Listing, SavedListing
from tachiai.jobs.queries.listings import PUBLIC, draft_of
from tachiai.jobs.rules import (
    FUNDED_FIRST,
    LONGEST_DESCRIPTION,
    LONGEST_TITLE,
    MOST_FILES,
    Draft,
    mistakes,
    objections,
    said_in,
)
from tachiai.jobs.walking import listing_facts, locked_listing, take_save, walk_listing
from tachiai.kernel.calendar import end_of_day, local_date
from tachiai.kernel.events import publish as tell_listeners
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.saves import Save, new_save
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act


@transaction.atomic
def save_draft(
    *,
    client_id: int,
    draft: Draft,
    at: datetime,
    listing_id: int | None = None,
    files: Iterable[int] | None = None,
    save: Save | None = None,
) -> int:
    """Keep what the client has filled in so far, open points and mistakes included. Answers the listing's id.

    `files` are all the files that the draft has from now on (ids the client owns); None leaves them. Refusal for
    another's draft, for a listing that is no draft any more and for texts longer than can be kept; `OtherWindow` when
    another window has changed the draft and `save` may not go over that.
    """
    check_lengths(draft)
    listing = new_draft(client_id, at) if listing_id is None else locked_listing(listing_id, client_id=client_id)
    if listing.state != LISTING.first:
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    take_save(listing, save or new_save())
    fill(listing, draft, at)
    listing.save()
    if files is not None:
        _set_files(listing, client_id, list(files))
    return listing.pk


def check_lengths(draft: Draft) -> None:
    """Refusal for texts longer than can be kept."""
    for text, most in ((draft.title, LONGEST_TITLE), (draft.description, LONGEST_DESCRIPTION)):
        if len(text) > most:
            raise Refusal(Refused("terms.refused.too_long", {"most": most}))


def new_draft(client_id: int, at: datetime) -> Listing:
    """An empty draft with its deadline, not saved yet."""
    listing = Listing(
        client_id=client_id,
        created_at=at,
        changed_at=at,
        lifecycle_version=LISTING.version,
        state=LISTING.first,
        entered_at=at,
    )
    enter(listing, LISTING, listing_facts(listing), at)
    return listing


def fill(listing: Listing, draft: Draft, at: datetime) -> None:
    """Write `draft` into the columns and count the deadline anew. Does not save."""
    listing.title = draft.title.strip()
    listing.category = draft.category
    listing.description = draft.description
    listing.values = draft.offered_terms.as_data()
    listing.format = draft.terms.form
    listing.budget_min, listing.budget_max = draft.budget_min, draft.budget_max
    listing.apply_by = draft.apply_by
    listing.language = draft.language
    listing.changed_at = at
    postpone(listing, LISTING, listing_facts(listing), at)


def _set_files(listing: Listing, client_id: int, files: list[int]) -> None:
    if not conversations.owns_files(client_id, files):
        raise Refusal(Refused("jobs.refused.not_your_file"))
    if len(files) > MOST_FILES:
        raise Refusal(Refused("jobs.refused.too_many_files", {"most": MOST_FILES}))
    listing.files.set(files)


@transaction.atomic
def publish(*, listing_id: int, client_id: int, at: datetime, seen: str = "", is_funded: bool = False) -> None:
    """Open a draft for proposals. Refusal with every open required point and every mistake, and for a text that its
    client has to look at first (`look_at_public`; `seen`: what the form says was seen).

    A contest or a task is published by its deposit: whoever has just taken that, in the same transaction, says
    `is_funded`.
    """
    listing = publishable(listing_id=listing_id, client_id=client_id, at=at, seen=seen)
    if listing.format in FUNDED_FIRST and not is_funded:
        raise Refusal(Refused("jobs.refused.deposit_first"))
    listing.published_at = at
    listing.search = listing_vector(draft_of(listing))
    walk_listing(listing, "publish", by=By(Actor.CLIENT, client_id), at=at)


def publishable(*, listing_id: int, client_id: int, at: datetime, seen: str = "") -> Listing:
    """The locked draft, when nothing stands against publishing it; the refusals are those of `publish`."""
    refuse_restricted(client_id, Act.LIST, at)
    listing = locked_listing(listing_id, client_id=client_id)
    draft = draft_of(listing)
    if listing.state == LISTING.first and (wrong := objections(draft, at)):
        raise Refusal(*wrong)
    judged = look_at_public(text=said_in(draft), where="listing", seen=seen)
    if judged.found.hits:
        record(judged, "listing", "listing", listing_id, at)
    return listing


@transaction.atomic
def discard(*, listing_id: int, client_id: int, at: datetime) -> None:
    """Throw a draft away."""
    walk_listing(locked_listing(listing_id, client_id=client_id), "discard", by=By(Actor.CLIENT, client_id), at=at)


@transaction.atomic
def close(*, listing_id: int, by: By, at: datetime) -> None:
    """Take no more proposals. The client's own listings, or any by staff. Proposals already sent stay."""
    owner = by.person_id if by.actor is Actor.CLIENT else None
    walk_listing(locked_listing(listing_id, client_id=owner), "close", by=by, at=at)


@transaction.atomic
def extend(*, listing_id: int, client_id: int, apply_on: date, at: datetime) -> None:
    """Move the application deadline of an open listing to a later day. Refusal for an earlier or impossible one."""
    refuse_restricted(client_id, Act.LIST, at)
    listing = locked_listing(listing_id, client_id=client_id)
    if listing.state != "open" or listing.apply_by is None:
        raise Refusal(Refused("jobs.refused.not_open"))
    if apply_on <= local_date(listing.apply_by):
        raise Refusal(Refused("jobs.refused.only_later", {"current": local_date(listing.apply_by)}))
    later = replace(draft_of(listing), apply_on=apply_on)
    if wrong := [refused for name, refused in mistakes(later, at) if name == "apply_on"]:
        raise Refusal(*wrong)
    listing.apply_by = later.apply_by
    postpone(listing, LISTING, listing_facts(listing), at)
    listing.save()
    tell_listeners(ListingExtended(listing_id, end_of_day(apply_on), at))


@transaction.atomic
def save_listing(*, person_id: int, listing_id: int, at: datetime) -> None:
    """Put a public listing aside for later. Doing so twice changes nothing."""
    if not Listing.objects.filter(PUBLIC, pk=listing_id).exists():
        raise Refusal(Refused("jobs.refused.no_such_listing"))
    try:
        with transaction.atomic():
            SavedListing.objects.get_or_create(person_id=person_id, listing_id=listing_id, defaults={"saved_at": at})
    except IntegrityError:
        return


def unsave_listing(*, person_id: int, listing_id: int) -> None:
    """Take a listing off the person's list."""
    SavedListing.objects.filter(person_id=person_id, listing_id=listing_id).delete()
