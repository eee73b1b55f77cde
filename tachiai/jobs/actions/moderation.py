"""What staff do by a decision, and undo: a listing takes no proposals or is not shown, a proposal loses its words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from tachiai.clockwork.actions import By
from tachiai.conversations.actions.moderation import remove_message, restore_message
from tachiai.conversations.queries.messages import messages_saying
from tachiai.conversations.record import numbers_of_messages
from tachiai.jobs import announcements
from tachiai.jobs.lifecycles import LISTING, STOPPABLE
from tachiai.jobs.models import Listing, Proposal
from tachiai.jobs.queries.proposals import OPEN_STATES
from tachiai.jobs.walking import locked_listing, locked_proposal, walk_listing
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import log_staff_act, remove_text, restore_text
from tachiai.people.queries.removals import removed_among

Way = Literal["recruiting", "listing"]
_COLUMN = {"recruiting": "recruiting_suspended_by", "listing": "suspended_by"}
_STEP = {"recruiting": "suspend_recruiting", "listing": "suspend"}
_BACK = {"recruiting": "resume_recruiting", "listing": "resume"}
_STATE = {"recruiting": "recruiting_suspended", "listing": "suspended"}


@transaction.atomic
def suspend_listing(*, listing_id: int, kind: Way, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Take no more proposals for a listing, or (`kind` "listing") show it no more either; its client reads why.

    What has closed already can only be taken from sight. Refused for anybody but staff, for one's own listing, for a
    draft, and while it is so already.
    """
    listing = _judged(listing_id, by_staff_id)
    is_over = LISTING.state(listing.state).final
    if listing.state not in STOPPABLE[kind]:
        raise Refusal(Refused("jobs.refused.not_open"))
    if getattr(listing, _COLUMN[kind]) is not None:
        raise Refusal(Refused("jobs.refused.stopped_already"))
    was_stopped = listing.is_stopped
    setattr(listing, _COLUMN[kind], decision_id)
    if is_over or (kind == "recruiting" and listing.state == "suspended"):
        _keep(listing, _STEP[kind], by_staff_id, at)
    else:
        walk_listing(listing, _STEP[kind], by=By(Actor.STAFF, by_staff_id), at=at, decision_id=decision_id)
    if not was_stopped:
        announcements.listing_stopped(listing, _waiting(listing), at)


@transaction.atomic
def resume_listing(*, listing_id: int, kind: Way, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what `suspend_listing` did; `by_staff_id` None: its time is over, or an appeal that nobody reviewed ends it.

    The listing goes back to where it stood; whose day has passed is shown as closed. Ending what has ended changes
    nothing.
    """
    listing = locked_listing(listing_id) if by_staff_id is None else _judged(listing_id, by_staff_id)
    if getattr(listing, _COLUMN[kind]) != decision_id:
        return
    setattr(listing, _COLUMN[kind], None)
    if listing.state == _STATE[kind]:
        walk_listing(listing, _BACK[kind], by=By(Actor.STAFF, by_staff_id), at=at)
    else:
        _keep(listing, _BACK[kind], by_staff_id, at)
    if not listing.is_stopped:
        announcements.listing_resumed(listing, _waiting(listing), at)


@transaction.atomic
def remove_proposal_text(*, proposal_id: int, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Hide what a worker wrote in a proposal, also where its thread begins with it; price and day stay."""
    proposal = locked_proposal(proposal_id)
    said = {"subject_id": proposal_id, "author_id": proposal.worker_id, "decision_id": decision_id}
    remove_text(kind="proposal", **said, by_staff_id=by_staff_id, at=at)
    for message_id in _said_in_thread(proposal):
        remove_message(message_id=message_id, by_staff_id=by_staff_id, decision_id=decision_id, at=at)


@transaction.atomic
def restore_proposal_text(*, proposal_id: int, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what this decision removed, in the thread too, also when the worker has said something else since."""
    proposal = locked_proposal(proposal_id)
    said: dict[str, Any] = {"decision_id": decision_id, "by_staff_id": by_staff_id, "at": at}
    restore_text(kind="proposal", subject_id=proposal_id, **said)
    for message_id in removed_among("message", numbers_of_messages(proposal.thread_id), decision_id):
        restore_message(message_id=message_id, **said)


def _said_in_thread(proposal: Proposal) -> list[int]:
    return messages_saying(thread_id=proposal.thread_id, author_id=proposal.worker_id, body=proposal.message)


def _keep(listing: Listing, act: str, by_staff_id: int | None, at: datetime) -> None:
    """The decision alone changes: the state says something else already."""
    listing.save(update_fields=[*_COLUMN.values()])
    if by_staff_id is not None:
        log_staff_act(staff_id=by_staff_id, act=act, subject_kind="jobs.listing", subject_id=listing.pk, at=at)
    # What goes on is told once it does: another decision may stop the listing still.
    if act not in _BACK.values() or not listing.is_stopped:
        announcements.listing_judged(listing, act, at)


def _judged(listing_id: int, by_staff_id: int) -> Listing:
    if not people.is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    listing = locked_listing(listing_id)
    if listing.client_id == by_staff_id:
        raise Refusal(Refused("people.refused.oneself"))
    return listing


def _waiting(listing: Listing) -> list[Proposal]:
    return list(Proposal.objects.filter(listing=listing, state__in=OPEN_STATES).order_by("pk"))
