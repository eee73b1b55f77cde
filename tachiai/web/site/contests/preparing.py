"""Before a contest is public: what only it settles, and the deposit of its prizes."""

from __future__ import annotations

from typing import Any

from django.conf import settings as installation
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tachiai.contests.actions.deposits import announce_deposit
from tachiai.contests.actions.plans import save_plan
from tachiai.contests.queries.contests import contest_for, funding
from tachiai.contests.queries.plans import plan_for, saved_plan
from tachiai.jobs.queries import ListingView
from tachiai.kernel.refused import Refusal
from tachiai.kernel.saves import Save
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, save_of, since_after
from tachiai.web.site.contests.forms import JudgedForm, PlanForm, plan_initial
from tachiai.web.site.contests.looking import eyes_of
from tachiai.web.site.contests.rows import clock_bar, facts, step_rows
from tachiai.web.site.jobs.editing import own_listing


def _draft(request: PageRequest, listing_id: int) -> ListingView | None:
    """The reader's own draft of a contest; None when it is public already; 404 for everything else."""
    view = own_listing(request, listing_id)
    if view.listing.format != JobForm.CONTEST:
        raise Http404
    return view if view.is_draft else None


@login_required
def settings(request: PageRequest, listing_id: int) -> HttpResponse:
    """Prizes, promise, criteria: kept for the draft."""
    view = _draft(request, listing_id)
    if view is None:
        return redirect("contests:contest", listing_id)
    plan, since = saved_plan(listing_id)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=plan_initial(plan))
    if request.method == "POST":
        save = save_of(request)
        refusal = _keep(request, listing_id, form, save) if form.is_valid() else None
        if not form.errors:
            return redirect("contests:deposit", listing_id)
        since = since_after(save, refusal, since)
    context = {"view": view, "listing": view.listing, "form": form, "since": since, "trail": _trail(view)}
    return render(request, "contests/settings.html", context, status=400 if form.errors else 200)


def _keep(request: PageRequest, listing_id: int, form: PlanForm, save: Save) -> Refusal | None:
    """Save the plan; the reasons in the form when refused."""
    try:
        save_plan(listing_id=listing_id, client_id=request.user.pk, plan=form.plan(), at=request.now, save=save)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return refusal
    return None


@login_required
def deposit(request: PageRequest, listing_id: int) -> HttpResponse:
    """The prizes are deposited, and with that the contest is published."""
    view = _draft(request, listing_id)
    if view is None:
        return redirect("contests:contest", listing_id)
    form = JudgedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            announce_deposit(listing_id=listing_id, client_id=request.user.pk, at=request.now, seen=seen)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            if _draft(request, listing_id) is None:
                messages.success(request, reading.plain("contests.done.deposit"))
                return redirect("contests:contest", listing_id)
            return redirect("contests:deposit", listing_id)
    return render(request, "contests/deposit.html", _deposit(request, view, form), status=400 if form.errors else 200)


def _deposit(request: PageRequest, view: ListingView, form: JudgedForm) -> dict[str, Any]:
    listing, plan = view.listing, plan_for(view.listing.pk)
    prize = listing.budget_max or 0
    needed = prize * (plan.prizes if plan else 1)
    waiting = contest_for(eyes_of(request), listing.pk, request.now)
    is_waiting = waiting is not None and not waiting.is_over
    return {
        "view": view,
        "listing": listing,
        "form": form,
        "plan": plan,
        "criteria": plan.criteria if plan else (),
        "facts": facts(plan, prize) if plan else [],
        "funding": funding(listing.pk, listing.client_id, needed),
        "rows": [
            {"label": reading.plain("contests.deposit.prizes", n=plan.prizes if plan else 1), "amount": needed},
        ],
        "clock": clock_bar(waiting) if waiting is not None and is_waiting else None,
        "steps": step_rows(listing.pk, waiting.offered(), waiting.contest.state) if waiting and is_waiting else [],
        "is_demo_bank": installation.FUNDS == "demo_bank",
        "trail": _trail(view),
    }


def _trail(view: ListingView) -> list[dict[str, str]]:
    title = view.listing.title or reading.plain("jobs.untitled")
    return [
        {"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")},
        {"label": title, "href": reverse("jobs:edit", args=[view.listing.pk])},
    ]
