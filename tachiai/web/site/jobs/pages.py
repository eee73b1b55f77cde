"""Finding work: the search, one listing, what someone put aside; and the client's own listings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe

from tachiai.contests.queries.contests import contest_of
from tachiai.contracts import queries as contracts
from tachiai.jobs import actions
from tachiai.jobs import queries as jobs
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.queries import ListingView
from tachiai.jobs.rules import OFFERED_AS_BUDGET, budget_key, category_key, is_leaf
from tachiai.kernel.lifecycle import Actor
from tachiai.people import queries as people
from tachiai.terms.rules import FIELD, PROJECT
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.contracts.story import files_of
from tachiai.web.site.jobs.cards import card, own_cards, shown_state
from tachiai.web.site.jobs.forms import ExtendForm, SearchForm
from tachiai.web.site.jobs.stopped import stopped
from tachiai.web.site.tasks.entrance import task_entrance
from tachiai.web.terms_rows import milestone_table, terms_rows

if TYPE_CHECKING:
    from tachiai.jobs.models import Proposal

PAGE = 20
OWN_STATES = ("open", "draft", "closed")
STOPPED_STATES = ("recruiting_suspended", "suspended")
OVER = (*STOPPED_STATES, "closed", "discarded")


@require_safe
def search(request: PageRequest) -> HttpResponse:
    """Everybody may look for work."""
    form = SearchForm(request.GET)
    asked = form.asked(request.GET.get("cursor", ""), loose=request.GET.get("any") == "1")
    found = jobs.search(asked, at=request.now)
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "cards": [card(listing) for listing in found.listings],
        "next": _further(request, cursor=found.next_cursor, any="1" if found.loosened else ""),
        "first": _further(request) if asked.cursor else "",
        "is_filtered": any((asked.category, asked.format, asked.budget, asked.until, asked.closed)),
    }
    return render(request, "jobs/search.html", context)


def _further(request: PageRequest, **more: str) -> str:
    """The same search from another place on; empty when there is no such place."""
    if "cursor" in more and not more["cursor"]:
        return ""
    kept = {name: value for name, value in request.GET.dict().items() if value and name not in ("cursor", "any")}
    return "?" + urlencode({**kept, **{name: value for name, value in more.items() if value}})


@require_safe
def detail(request: PageRequest, listing_id: int) -> HttpResponse:
    """What staff have taken away is gone for everybody but its client: a page that says so and nothing of its text. A
    contest has a page of its own."""
    view = jobs.listing_for(request.user.pk, listing_id, request.now)
    if view is None and jobs.is_withdrawn(listing_id):
        return render(request, "jobs/withdrawn.html", status=410)
    if view is None:
        raise Http404
    if view.listing.format == JobForm.CONTEST and not view.is_draft and contest_of(listing_id):
        return redirect("contests:contest", listing_id)
    context = {**_context(view), "task": task_entrance(request, view)}
    return render(request, "jobs/detail.html", context)


def _context(view: ListingView) -> dict[str, Any]:
    listing = view.listing
    face = contracts.face(listing.client_id, Actor.CLIENT)
    leave_out = ("acceptance_items", *OFFERED_AS_BUDGET)
    return {
        "view": view,
        "listing": listing,
        "draft": view.draft,
        "budget_key": budget_key(listing.format),
        "format_key": f"jobs.format.{listing.format}",
        "has_due_date": listing.format in FIELD["due_on"].forms,
        "is_talked_over": listing.format in PROJECT,
        "is_inspected": listing.format in FIELD["acceptance_items"].forms,
        "title": listing.title or reading.plain("jobs.untitled"),
        "state": reading.plain(f"listing.state.{shown_state(listing)}"),
        "over": reading.plain(f"listing.over.{shown_state(listing)}") if shown_state(listing) in OVER else "",
        "stopped": stopped(listing),
        "category": category_key(listing.category) if is_leaf(listing.category) else "",
        "rows": terms_rows(view.terms, leave_out=leave_out),
        "items": view.terms.acceptance_items,
        "milestones": milestone_table(view.terms),
        "face": face,
        "completion": percent(face.completion_rate),
        "recruiter": people.disclosed(listing.client_id, reading.now()),
        "files": files_of(view.files),
        "then": reading.plain("listing.then.close_by_deadline"),
        "about": f"{LISTING.words}.{listing.state}",
        "extend_form": ExtendForm(initial={"apply_on": view.draft.apply_on}),
        "trail": _trail(view),
        "may_close": ("open", *STOPPED_STATES),
    }


def percent(share: Fraction | None) -> int | None:
    """A share as whole percent, rounded down; None stays None."""
    return None if share is None else int(share * 100)


def _trail(view: ListingView) -> list[dict[str, str]]:
    if view.is_mine:
        return [{"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")}]
    above = [{"label": reading.plain("shell.nav.search"), "href": reverse("jobs:search")}]
    if is_leaf(view.listing.category):
        here = f"{reverse('jobs:search')}?{urlencode({'category': view.listing.category})}"
        above.append({"label": reading.plain(category_key(view.listing.category)), "href": here})
    return above


@login_required
@require_POST
def save(request: PageRequest, listing_id: int) -> HttpResponse:
    """Put a listing aside, or take it off the list again; back to where the reader was."""
    person_id = request.user.pk
    if "off" in request.POST:
        actions.unsave_listing(person_id=person_id, listing_id=listing_id)
    else:
        actions.save_listing(person_id=person_id, listing_id=listing_id, at=request.now)
    said = "jobs.saved.removed" if "off" in request.POST else "jobs.saved.added"
    messages.success(request, reading.plain(said))
    back = request.POST.get("next", "")
    is_here = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if is_here else reverse("jobs:detail", args=[listing_id]))


@login_required
@require_safe
def saved(request: PageRequest) -> HttpResponse:
    rows = jobs.saved(request.user.pk, before=before_of(request))
    cards = [{**card(row.listing), "id": row.listing.pk} for row in rows[:PAGE]]
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render(request, "jobs/saved.html", {"cards": cards, "next": f"?before={older}" if older else ""})


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    """The client's own listings by state."""
    state = request.GET.get("state", "open")
    state = state if state in (*OWN_STATES, *STOPPED_STATES) else "open"
    rows = jobs.mine(request.user.pk, state, before=before_of(request))
    counts = jobs.how_many(request.user.pk)
    older = rows[PAGE - 1].pk if len(rows) > PAGE else None
    context = {
        "state": state,
        "state_title": reading.plain(f"listing.state.{state}"),
        "cards": own_cards(rows[:PAGE]),
        "tabs": [
            {
                "label": reading.plain(f"listing.state.{name}"),
                "href": f"?state={name}",
                "is_here": name == state,
                "count": counts.get(name, 0),
            }
            for name in (*OWN_STATES, *STOPPED_STATES)
            if name in OWN_STATES or name == state or counts.get(name)
        ],
        "next": f"?state={state}&before={older}" if older else "",
    }
    return render(request, "jobs/mine.html", context)


def _beyond(view: ListingView, offered: Proposal) -> dict[str, str]:
    """By how much an offer goes beyond what the listing asked for; empty where it does not."""
    most, due_on = view.draft.budget_max, view.draft.terms.due_on
    over = 0 if most is None else offered.price - most
    days = 0 if due_on is None else (offered.due_on - due_on).days
    return {
        "dearer": reading.plain("jobs.proposals.dearer", more_yen=reading.yen(over)) if over > 0 else "",
        "later": reading.plain("jobs.proposals.later", n=days) if days > 0 else "",
    }


@login_required
@require_safe
def proposals(request: PageRequest, listing_id: int) -> HttpResponse:
    """All proposals to one's own listing, side by side."""
    view = jobs.listing_for(request.user.pk, listing_id, request.now)
    found = jobs.proposals_of(listing_id, request.user.pk)
    if view is None or found is None:
        raise Http404
    is_hourly = view.listing.format == JobForm.HOURLY
    faces = contracts.faces((each.worker_id for each in found), Actor.WORKER)
    context = {
        "view": view,
        "listing": view.listing,
        "rows": [
            {
                "proposal": each,
                "state": reading.plain(f"proposal.state.{each.state}"),
                "face": faces[each.worker_id],
                "completion": percent(faces[each.worker_id].completion_rate),
                "is_over": each.state not in jobs.OPEN_STATES,
                **_beyond(view, each),
            }
            for each in found
        ],
        "most": jobs.MOST_COMPARED,
        "price_key": "terms.field.hourly_rate.label" if is_hourly else "proposals.detail.price",
        "is_dated": not is_hourly,
        "trail": [
            {"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")},
            {"label": view.listing.title, "href": reverse("jobs:detail", args=[listing_id])},
        ],
    }
    return render(request, "jobs/proposals.html", context)
