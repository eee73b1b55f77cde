"""What of jobs stands against closing an account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from tachiai.jobs.lifecycles import PUT_UP
from tachiai.jobs.models import Listing, Proposal
from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked

MOST_NAMED = 20


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Listener: a client's listings are closed first; nobody leaves terms behind that the other side could still agree
    to, nor a worker a proposal that would never be answered for."""
    person_id = asked.person_id
    put_up = Listing.objects.filter(client_id=person_id, state__in=PUT_UP)
    own = Proposal.objects.filter(worker_id=person_id, state__in=("sent", "negotiating"))
    talks = Proposal.objects.filter(client_id=person_id, state="negotiating")
    return [
        *each_named("jobs.refused.listing_open", put_up, "title"),
        *each_named("jobs.refused.proposal_open", own, "listing__title"),
        *each_named("jobs.refused.talk_open", talks, "listing__title"),
    ]


def each_named(why: str, rows: QuerySet[Any], title: str) -> Iterator[Refused]:
    """A reason for each of the newest of `rows`, by its `title`."""
    for one in rows.order_by("-pk").values_list(title, flat=True)[:MOST_NAMED]:
        yield Refused(why, {"title": one})
