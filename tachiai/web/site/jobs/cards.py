"""Listings as cards of a list: as everybody sees them, and as their client does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.contests.queries.proposals import how_many as how_many_proposals
from tachiai.jobs.rules import budget_key, category_key, is_leaf
from tachiai.tasks.queries.reviewing import how_many_to_review
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.site.jobs.stopped import stopped

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing

# Where the client of a form reads what came in, and how that way is called.
_ANSWERS = {
    JobForm.CONTEST: ("contests:selection", "jobs.mine.contest"),
    JobForm.TASK: ("tasks:job", "jobs.mine.task"),
}


def card(listing: Listing, *, note: str = "") -> dict[str, Any]:
    """A listing as the `listing_card` component shows it."""
    return {
        "title": listing.title or reading.plain("jobs.untitled"),
        "spoken": listing.language,
        "href": reverse("jobs:detail", args=[listing.pk]),
        "category": reading.plain(category_key(listing.category)) if is_leaf(listing.category) else "",
        "client": str(listing.client),
        "client_href": reverse("people:profile", args=[listing.client_id]),
        "low": listing.budget_min,
        "high": listing.budget_max,
        "unit": "" if listing.format == JobForm.FIXED_PRICE else reading.plain(budget_key(listing.format)),
        "apply_by": listing.apply_by if listing.state == "open" else None,
        "takes": listing.format if listing.format in _ANSWERS else "",
        "state": "" if listing.state == "open" else reading.plain(f"listing.state.{shown_state(listing)}"),
        "note": note or _promises(listing),
    }


def shown_state(listing: Listing) -> str:
    """What the reader is told of how it stands: what staff have taken from sight is that, closed or not."""
    return "suspended" if listing.suspended_by is not None else listing.state


def _promises(listing: Listing) -> str:
    """What the listing settles beforehand, in a few words: that is what tells it from others."""
    terms = Terms.from_data(listing.values)
    parts, items = len(terms.milestones), sum(len(part.acceptance_items) for part in terms.parts)
    said = [reading.plain("jobs.card.milestones", n=parts)] if parts else []
    said += [reading.plain("jobs.card.items", n=items)] if items else []
    said += [reading.plain("jobs.card.rounds", n=terms.rounds)] if terms.rounds is not None else []
    return reading.plain("jobs.card.joint").join(said)


def own_cards(listings: Sequence[Any]) -> list[dict[str, Any]]:
    """A client's own listings: drafts lead to their form, the others to what came in."""
    came = {
        **how_many_proposals([each.pk for each in listings if each.format == JobForm.CONTEST]),
        **how_many_to_review([each.pk for each in listings if each.format == JobForm.TASK]),
    }
    return [_own_card(each, came.get(each.pk, each.open_proposals)) for each in listings]


def _own_card(listing: Listing, came: int) -> dict[str, Any]:
    shown = card(listing)
    if listing.state == "draft":
        shown |= {"href": reverse("jobs:edit", args=[listing.pk]), "state": ""}
    page, words = _ANSWERS.get(JobForm(listing.format), ("jobs:proposals", "jobs.proposals.compare"))
    answers = {"answers": reverse(page, args=[listing.pk]), "answers_label": reading.plain(words, n=came)}
    return {**shown, **answers, "client": "", "client_href": "", "stopped": stopped(listing)}
