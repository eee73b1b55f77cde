"""The place of contracts: the list, one contract, its steps, the deposit, the ratings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.clockwork.actions import By
from tachiai.contracts import actions, rating
from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.conversations import actions as threads
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.money.rules import RELEASE_ESCROW, RETURN_ESCROW
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.contracts.amounts import pay_in_rows, release_rows, row
from tachiai.web.site.contracts.entry import contract_view, part_text, trail
from tachiai.web.site.contracts.forms import RatingForm, ReplyForm, StepForm
from tachiai.web.site.contracts.inspecting import inspected
from tachiai.web.site.contracts.page import contract_page
from tachiai.web.site.contracts.rated import is_rated
from tachiai.web.site.contracts.rows import list_rows, state_of
from tachiai.web.site.contracts.story import files_of
from tachiai.web.site.help.guides import GUIDES
from tachiai.web.terms_rows import terms_rows


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    running = request.GET.get("ended") is None
    found = contracts.contracts_of(request.user.pk, running=running, before=before_of(request))
    views = [contracts.as_seen_by(contract, request.user.pk, request.now) for contract in found[: contracts.PAGE]]
    context = {
        "rows": list_rows(views),
        "running": running,
        "older": found[contracts.PAGE - 1].pk if len(found) > contracts.PAGE else None,
        "tabs": [
            {"label": reading.plain("contracts.list.running"), "href": "?", "is_here": running},
            {"label": reading.plain("contracts.list.ended"), "href": "?ended=1", "is_here": not running},
        ],
    }
    return render(request, "contracts/list.html", context)


@login_required
@require_safe
def detail(request: PageRequest, reference: str) -> HttpResponse:
    view = contract_view(request, reference)
    context = _context(view, before=before_of(request))
    thread = context["page"].thread
    if thread and any(message.is_new for message in thread.messages):
        newest = thread.messages[-1].id
        reader, at = request.user.pk, request.now
        threads.mark_read(thread_id=thread.id, person_id=reader, up_to=newest, at=at, on=request.path)
    return render(request, "contracts/detail.html", context)


def _context(view: ContractView, before: int | None = None) -> dict[str, Any]:
    page = contract_page(view, before)
    return {
        "page": page,
        "contract": view.contract,
        "state": state_of(view),
        "trail": trail(view, is_inside=False),
        "terms_rows": terms_rows(page.terms, leave_out=("acceptance_items",)),
        "rating_form": RatingForm(view.role) if page.ratings.is_open else None,
        "reply_form": ReplyForm(),
        "guides": tuple(GUIDES),
    }


@login_required
def deposit(request: PageRequest, reference: str) -> HttpResponse:
    """What the deposit costs and how it is paid; pressing it announces the pay-in."""
    view = contract_view(request, reference)
    contract = view.contract
    if view.is_stand_in:
        return redirect("contracts:step", reference, "deposit")
    if request.method == "POST" and view.role is Actor.CLIENT:
        contract = actions.announce_deposit(contract_id=contract.pk, client_id=request.user.pk, at=request.now)
        if contract.state != "awaiting_deposit":
            messages.success(request, reading.plain(f"{contract.lifecycle}.done.deposit"))
            return redirect("contracts:detail", reference)
        return redirect("contracts:deposit", reference)
    funding = contracts.funding(view)
    words = view.lifecycle.words
    context = {
        "contract": contract,
        "view": view,
        "label": reading.plain(f"{words}.step.deposit"),
        "explain": reading.plain(f"{words}.explain.deposit"),
        "part": part_text(contract, contracts.agreed_terms(contract)),
        "funding": funding,
        "trail": trail(view),
        "is_demo_bank": settings.FUNDS == "demo_bank",
        "rows": pay_in_rows(row("price", funding.price), funding.missing),
    }
    return render(request, "contracts/deposit.html", context)


@login_required
def step(request: PageRequest, reference: str, step: str) -> HttpResponse:
    """One step: what it means, what it asks for, and the click. What was typed stays when it is refused."""
    view = contract_view(request, reference)
    offer = next((offer for offer in contracts.offered(view) if offer.step.name == step), None)
    if offer is None:
        raise Http404
    terms = contracts.agreed_terms(view.contract)
    items = terms.parts[view.contract.part].acceptance_items
    seen = {"expected": view.contract.steps_taken}
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StepForm(offer.step, items, *data, initial=seen, owner_id=request.user.pk, at=request.now)
    status = 200
    if request.method == "POST" and form.is_valid():
        refusal = _take(request, view, form)
        if refusal is None:
            messages.success(request, reading.plain(f"{view.contract.lifecycle}.done.{step}"))
            return redirect("contracts:detail", reference)
        show_refusal(form, refusal)
        status = 409
    name = view.contract.lifecycle
    context = {
        "view": view,
        "contract": view.contract,
        "talk": view.talk,
        "offer": offer,
        "form": form,
        "about": part_text(view.contract, terms),
        "inspected": inspected(view, step),
        "last": "" if view.contract.state in offer.step.sources else _last_step(view),
        "rows": form.acceptance_rows(),
        "kept": files_of(form.kept_files()),
        "label": reading.plain(f"{name}.step.{step}"),
        "explain": reading.plain(f"{name}.explain.{step}"),
        "money": release_rows(view.contract) if RELEASE_ESCROW in offer.step.moves else (),
        "kind": "danger" if RETURN_ESCROW in offer.step.moves else "primary",
        "back": {"label": reading.plain("contracts.form.back"), "href": reverse("contracts:detail", args=[reference])},
        "trail": trail(view),
    }
    return render(request, "contracts/step.html", context, status=400 if form.errors and status == 200 else status)


def _last_step(view: ContractView) -> str:
    """What was done last, perhaps in another window; empty when nothing was."""
    taken = next(iter(contracts.steps_of(view.contract.pk)), None)
    if taken is None:
        return ""
    what = reading.plain(f"{view.contract.lifecycle}.done.{taken.step}")
    return reading.plain("contracts.form.last_step", moment=reading.moment_text(taken.taken_at), what=what)


def _take(request: PageRequest, view: ContractView, form: StepForm) -> Refusal | None:
    """Take the step of a valid form; the refusal, if it was refused."""
    try:
        actions.take_step(
            contract_id=view.contract.pk,
            step=form.step.name,
            by=By(view.role, request.user.pk),
            at=request.now,
            answers=form.answers(),
            expected=form.cleaned_data["expected"],
            seen=request.POST.get("seen", ""),
        )
    except Refusal as refusal:
        return refusal
    return None


@login_required
@require_POST
def rate(request: PageRequest, reference: str) -> HttpResponse:
    """What was typed comes back when it is refused, also when the time for it is over."""
    view = contract_view(request, reference)
    if view.role is Actor.STAFF or view.is_stand_in:
        raise Http404
    form = RatingForm(view.role, request.POST)
    is_readable = form.is_valid()
    if is_readable and is_rated(request, view, form, rating.rate):
        return redirect("contracts:detail", reference)
    status = 409 if is_readable else 400
    return render(request, "contracts/detail.html", {**_context(view), "rating_form": form}, status=status)


@login_required
@require_POST
def reply(request: PageRequest, reference: str, rating_id: int) -> HttpResponse:
    view = contract_view(request, reference)
    form = ReplyForm(request.POST)
    if form.is_valid():
        rating.reply(rating_id=rating_id, person_id=request.user.pk, text=form.cleaned_data["reply"], at=request.now)
        messages.success(request, reading.plain("contracts.page.replied"))
        return redirect("contracts:detail", reference)
    return render(request, "contracts/detail.html", {**_context(view), "reply_form": form}, status=400)
