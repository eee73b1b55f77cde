"""Proposals: sent, changed, taken back, declined; the worker's list and the client's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from tachiai.conversations import actions as threads
from tachiai.jobs import actions
from tachiai.jobs import queries as jobs
from tachiai.jobs.queries import ListingView, ProposalView
from tachiai.jobs.rules import OFFERED_AS_BUDGET, Offer, budget_key, offer_mistakes
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.requests import other_side
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.terms.rules import FIELD
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.confidentiality.line import confidentiality_line
from tachiai.web.site.jobs.stopped import stopped
from tachiai.web.site.proposals.forms import DeclineForm, OfferForm, price_hint, take_home
from tachiai.web.site.proposals.page import ProposalPage, proposal_page
from tachiai.web.site.safe_talk.consent import agree_in_form
from tachiai.web.site.threads.rows import thread_rows
from tachiai.web.terms_rows import milestone_table, terms_rows

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing, Proposal

PAGE = 20
TABS = ("running", "ended", "received")


def own_proposal(request: PageRequest, proposal_id: int, role: Actor | None = None) -> ProposalView:
    """The proposal as the reader may see it, on that side of it; 404 for everybody else."""
    view = jobs.proposal_for(request.user.pk, proposal_id)
    if view is None or (role is not None and view.role is not role):
        raise Http404
    return view


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    """What one has sent, running or ended, and what one has received."""
    tab = request.GET.get("show", "running")
    tab = tab if tab in TABS else "running"
    before = before_of(request)
    if tab == "received":
        found = jobs.proposals_waiting(request.user.pk, before=before)
    else:
        found = jobs.proposals_by(request.user.pk, running=tab == "running", before=before)
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    tabs = [
        {"label": reading.plain(f"proposals.mine.{name}"), "href": f"?show={name}", "is_here": name == tab}
        for name in TABS
    ]
    rows = [_row(each, tab) for each in found[:PAGE]]
    context = {"tab": tab, "tabs": tabs, "rows": rows, "next": f"?show={tab}&before={older}" if older else ""}
    return render(request, "proposals/mine.html", context)


def _row(proposal: Proposal, tab: str) -> dict[str, Any]:
    other = proposal.worker if tab == "received" else proposal.listing.client
    return {
        "proposal": proposal,
        "title": proposal.listing.title,
        "other": other,
        "state": reading.plain(f"proposal.state.{proposal.state}"),
        "is_over": tab == "ended",
        "stopped": stopped(proposal.listing),
    }


@login_required
def send(request: PageRequest, listing_id: int) -> HttpResponse:
    """The offer. The listing's terms stand beside it, so that nobody answers what they have not read."""
    view = jobs.listing_for(request.user.pk, listing_id, request.now)
    if view is None or view.is_draft:
        raise Http404
    if request.method != "POST":
        refuse_restricted(request.user.pk, Act.PROPOSE, request.now)
        actions.refuse_muted(worker_id=request.user.pk, client_id=view.listing.client_id, at=request.now)
        if view.is_held_up:
            raise Refusal(Refused("jobs.refused.held_up"))
    form = OfferForm(request.POST or None, initial=_suggested(view), terms=view.terms, net_at=_net_at(view.listing))
    refusal = None
    if request.method == "POST" and form.is_valid() and _is_sound(form, request):
        try:
            agree_in_form(request)
            proposal_id = actions.send_proposal(
                listing_id=listing_id,
                worker_id=request.user.pk,
                offer=form.offer(),
                seen=form.cleaned_data["seen"],
                at=request.now,
            )
        except Refusal as caught:
            refusal = caught
            show_refusal(form, caught)
        else:
            messages.success(request, reading.plain("proposals.form.sent"))
            return redirect("proposals:detail", proposal_id)
    status = 409 if refusal else 400 if form.errors else 200
    return render(request, "proposals/send.html", _send_context(view, form), status=status)


@login_required
@require_safe
def net(request: PageRequest, listing_id: int) -> HttpResponse:
    """What is left of the amount that is being typed: the hint beside it, asked for again."""
    view = jobs.listing_for(request.user.pk, listing_id, request.now)
    if view is None or view.is_draft:
        raise Http404
    return HttpResponse(escape(price_hint(view.terms, request.GET.get("price", ""))))


def _net_at(listing: Listing) -> str:
    return reverse("proposals:net", args=[listing.pk])


def _suggested(view: ListingView) -> dict[str, Any]:
    return {"price": view.terms.hourly_rate or view.terms.price, "due_on": view.terms.due_on}


def _send_context(view: ListingView, form: OfferForm) -> dict[str, Any]:
    return {
        "view": view,
        "listing": view.listing,
        "form": form,
        "draft": view.draft,
        "budget_key": budget_key(view.listing.format),
        "format_key": f"jobs.format.{view.listing.format}",
        "rows": terms_rows(view.terms, leave_out=("acceptance_items", *OFFERED_AS_BUDGET)),
        "milestones": milestone_table(view.terms),
        "items": view.terms.acceptance_items,
        "is_inspected": view.terms.form in FIELD["acceptance_items"].forms,
        "trail": [
            {"label": reading.plain("shell.nav.search"), "href": reverse("jobs:search")},
            {"label": view.listing.title, "href": reverse("jobs:detail", args=[view.listing.pk])},
        ],
    }


def _is_sound(form: OfferForm, request: PageRequest) -> bool:
    """Show each mistake beside its field."""
    for name, refused in offer_mistakes(form.offer(), request.now):
        form.add_error(name, reading.reason_text(refused))
    return not form.errors


@login_required
@require_safe
def detail(request: PageRequest, proposal_id: int) -> HttpResponse:
    view = own_proposal(request, proposal_id)
    page = proposal_page(view, request.now, before=before_of(request))
    if page.thread and page.thread.messages and "before" not in request.GET:
        newest = page.thread.messages[-1].id
        reader, at = request.user.pk, request.now
        threads.mark_read(thread_id=view.proposal.thread_id, person_id=reader, up_to=newest, at=at, on=request.path)
    return render(request, "proposals/detail.html", detail_context(view, page, request.now))


def detail_context(view: ProposalView, page: ProposalPage, at: datetime) -> dict[str, Any]:
    """What the page of a proposal is drawn from. The client knows from the strip above every page what they may not."""
    waits = view.role is Actor.WORKER and not view.is_over and not view.listing.is_stopped
    held_up = waits and jobs.is_held_up(view.listing.client_id, at)
    return {
        "page": page,
        "rows": thread_rows(page.thread, at),
        "view": view,
        "proposal": view.proposal,
        "listing": view.listing,
        "state": reading.plain(f"proposal.state.{view.proposal.state}"),
        "over": reading.plain(f"proposal.over.{view.proposal.state}") if view.is_over else "",
        "stopped": None if view.is_over else stopped(view.listing),
        "take_home": take_home(view.proposal.price) if _is_paid_once(view) else "",
        "secrecy": confidentiality_line(view.proposal.pk, view.confidentiality),
        "talk": page.talk,
        "held_up": held_up,
        "is_open": view.proposal.state == "negotiating" and not held_up,
        "settle_query": urlencode([("item", each.name) for each in page.talk.open_points]) if page.talk else "",
        "my_left": page.talk.left[view.role] if page.talk else 0,
        "their_left": page.talk.left[other_side(view.role)] if page.talk else 0,
        "trail": trail(view, is_inside=False),
    }


def _is_paid_once(view: ProposalView) -> bool:
    """The worker reads it, and the price is that of the whole work."""
    return view.role is Actor.WORKER and view.listing.format != JobForm.HOURLY


def trail(view: ProposalView, *, is_inside: bool = True) -> list[dict[str, str]]:
    """The places above: the client's comparison or the worker's list; inside a step also the proposal itself."""
    above = [{"label": reading.plain("proposals.mine.title"), "href": reverse("proposals:mine")}]
    if view.role is Actor.CLIENT:
        listed = reverse("jobs:proposals", args=[view.listing.pk])
        above = [{"label": reading.plain("jobs.proposals.title"), "href": listed}]
    here = {"label": view.listing.title, "href": reverse("proposals:detail", args=[view.proposal.pk])}
    return [*above, here] if is_inside else above


@login_required
def edit(request: PageRequest, proposal_id: int) -> HttpResponse:
    view = own_proposal(request, proposal_id, Actor.WORKER)
    proposal = view.proposal
    offer = Offer(proposal.message, proposal.price, proposal.due_on)
    net_at = _net_at(view.listing)
    form = OfferForm(request.POST or None, initial=vars(offer), terms=view.offered_terms, net_at=net_at)
    refusal = None
    if request.method == "POST" and form.is_valid() and _is_sound(form, request):
        refusal = _try(form, lambda: actions.edit_proposal(
            proposal_id=proposal_id, worker_id=request.user.pk, offer=form.offer(), seen=form.cleaned_data["seen"],
            at=request.now,
        ))  # fmt: skip
        if refusal is None:
            messages.success(request, reading.plain("proposals.form.edited"))
            return redirect("proposals:detail", proposal_id)
    context = {"view": view, "form": form, "trail": trail(view)}
    return render(request, "proposals/edit.html", context, status=409 if refusal else 400 if form.errors else 200)


@login_required
def withdraw(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Taken back only after reading what that means."""
    view = own_proposal(request, proposal_id, Actor.WORKER)
    form = forms.Form(request.POST if request.method == "POST" else None)
    return _end(request, view, "withdraw", form, lambda: actions.withdraw_proposal(
        proposal_id=proposal_id, worker_id=request.user.pk, at=request.now
    ))  # fmt: skip


@login_required
def decline(request: PageRequest, proposal_id: int) -> HttpResponse:
    view = own_proposal(request, proposal_id, Actor.CLIENT)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    return _end(request, view, "decline", form, lambda: actions.decline_proposal(
        proposal_id=proposal_id,
        client_id=request.user.pk,
        reason=form.cleaned_data["reason"],
        at=request.now,
    ))  # fmt: skip


def _end(
    request: PageRequest, view: ProposalView, step: str, form: forms.Form, take: Callable[[], None]
) -> HttpResponse:
    """Show what the step means, and take it when the form comes back."""
    proposal_id = view.proposal.pk
    refusal = None
    if form.is_bound and form.is_valid():
        refusal = _try(form, take)
        if refusal is None:
            messages.success(request, reading.plain(f"proposal.done.{step}"))
            return redirect("proposals:detail", proposal_id)
    context = {
        "view": view,
        "step": step,
        "form": form,
        "title": reading.plain(f"proposal.step.{step}"),
        "explain": reading.plain(f"proposal.explain.{step}"),
        "trail": trail(view),
    }
    return render(request, "proposals/end.html", context, status=409 if refusal else 400 if form.errors else 200)


def _try(form: forms.Form, take: Callable[[], Any]) -> Refusal | None:
    """Do it; the refusal, shown in the form, if it was refused."""
    try:
        take()
    except Refusal as refusal:
        show_refusal(form, refusal)
        return refusal
    return None
