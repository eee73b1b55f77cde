"""One request beside a contract: its page and the steps that its reader may take."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.clockwork.actions import By
from tachiai.contracts import queries as contracts
from tachiai.contracts import requests
from tachiai.contracts.lifecycles import HOURLY
from tachiai.contracts.queries.requests import RequestView, offered_in, request_facts, request_for
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refusal
from tachiai.people.signing import Signature
from tachiai.terms import queries as terms
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.signing import SigningForm
from tachiai.web.site.contracts.amounts import pay_in_rows, row, split_rows
from tachiai.web.site.contracts.entry import contract_view, trail
from tachiai.web.site.contracts.looking import demands_in, typed
from tachiai.web.site.contracts.request_forms import RequestStepForm
from tachiai.web.site.contracts.request_page import ENDING, explain_step, is_prepared, request_page
from tachiai.web.site.contracts.story import files_of


def _view(request: PageRequest, reference: str, request_id: int) -> RequestView:
    """The request as this reader may see it; 404 for everybody who has no part in its contract."""
    view = request_for(contract_view(request, reference), request_id)
    if view is None:
        raise Http404
    return view


@login_required
@require_safe
def detail(request: PageRequest, reference: str, request_id: int) -> HttpResponse:
    view = _view(request, reference, request_id)
    page = request_page(view, check_seal="check" in request.GET)
    context = {"page": page, "contract": view.contract.contract, "trail": trail(view.contract)}
    return render(request, "contracts/request.html", context)


@login_required
def step(request: PageRequest, reference: str, request_id: int, step: str) -> HttpResponse:
    """One step: what it leads to in words and in yen, what it asks for, and the click. A division that is proposed is
    shown once more before it is sent."""
    view = _view(request, reference, request_id)
    offer = next((offer for offer in offered_in(view) if offer.step.name == step), None)
    if offer is None:
        raise Http404
    if is_prepared(view, step):
        return _top_up(request, view)
    form, signing = _form(request, view, offer), _signing(request, view, offer)
    status = 200
    signed = signing.signature(request.now) if signing and request.method == "POST" else None
    is_signed = signing is None or signed is not None
    if request.method == "POST" and form.is_valid() and is_signed and "change" not in request.POST:
        if "worker_share" in offer.step.asks and "send" not in request.POST:
            return render(request, "contracts/look.html", _look(view, offer, form))
        refusal = _take(request, view, form, signed)
        if refusal is None:
            messages.success(request, reading.plain(f"{view.lifecycle.words}.done.{step}"))
            return redirect("contracts:request", reference, request_id)
        show_refusal(form, refusal)
        status = 409
    context = {**_context(view, offer, form), "signing": signing}
    is_wrong = form.errors or (signing is not None and signing.errors)
    status = 400 if is_wrong and status == 200 else status
    return render(request, "contracts/request_step.html", context, status=status)


def _form(request: PageRequest, view: RequestView, offer: Offered) -> RequestStepForm:
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    shows_proof = view.lifecycle.words == "mediation" and "reason" in offer.step.asks and view.contract.role in SIDES
    return RequestStepForm(
        offer.step,
        *data,
        held=view.contract.contract.part_price,
        with_files=shows_proof,
        initial={"expected": view.request.steps_taken},
        owner_id=request.user.pk,
        at=request.now,
    )


def _signing(request: PageRequest, view: RequestView, offer: Offered) -> SigningForm | None:
    """A yes to new terms is signed: over the very version that the request carries."""
    if view.request.terms_id is None or offer.step.name != "accept":
        return None
    shown = terms.version(view.request.terms_id).digest
    return SigningForm(request.POST if request.method == "POST" else None, request=request, shown=shown)


def _take(request: PageRequest, view: RequestView, form: RequestStepForm, signed: Signature | None) -> Refusal | None:
    """Take the step of a valid form; the refusal, if it was refused."""
    try:
        requests.take_request_step(
            request_id=view.request.pk,
            step=form.step.name,
            by=By(view.contract.role, request.user.pk),
            at=request.now,
            answers={**form.answers(), **({"signed": signed} if signed else {})},
            expected=form.cleaned_data["expected"],
        )
    except Refusal as refusal:
        return refusal
    return None


def _context(view: RequestView, offer: Offered, form: RequestStepForm) -> dict[str, Any]:
    words, name = view.lifecycle.words, offer.step.name
    return {
        "view": view,
        "contract": view.contract.contract,
        "offer": offer,
        "form": form,
        "kept": files_of(form.kept_files()),
        "label": reading.plain(f"{words}.step.{name}"),
        "explain": explain_step(view, name),
        "kind": "danger" if name in ENDING else "primary",
        "money": _money(view, name),
        "back": _address(view),
        "trail": _trail(view),
    }


def _address(view: RequestView) -> str:
    return reverse("contracts:request", args=[view.contract.contract.reference, view.request.pk])


def _trail(view: RequestView) -> list[dict[str, str]]:
    here = {"label": reading.plain(f"{view.lifecycle.words}.name"), "href": _address(view)}
    return [*trail(view.contract), here]


def _money(view: RequestView, step: str) -> list[Any]:
    """What a yes would mean in yen; empty for a step that divides nothing."""
    values, contract = view.request.values, view.contract.contract
    if step == "accept_offer":
        theirs = [share for side, share in values.get("offers", {}).items() if side != view.contract.role]
        return split_rows(contract, theirs[0]) if theirs else []
    if step == "agree" or (view.lifecycle.words == "termination" and step in ("accept", "accept_counter")):
        return split_rows(contract, int(values["worker_share"]))
    ends_by_silence = (view.lifecycle.words, step) == ("contact_reminder", "end") and contract.lifecycle != HOURLY.name
    return split_rows(contract, 0) if ends_by_silence else []


def _look(view: RequestView, offer: Offered, form: RequestStepForm) -> dict[str, Any]:
    words, name = view.lifecycle.words, offer.step.name
    reason = form.cleaned_data.get("reason", "")
    return {
        "contract": view.contract.contract,
        "title": reading.plain(f"{words}.step.{name}"),
        "send": reading.plain(f"{words}.step.{name}"),
        "explain": explain_step(view, name),
        "action": reverse("contracts:request_step", args=[view.contract.contract.reference, view.request.pk, name]),
        "typed": typed(form),
        "files": files_of(form.kept_files()),
        "has_demands": demands_in(form),
        "facts": [{"term": reading.plain("requests.fact.reason"), "prose": reason}] if reason else [],
        "money": split_rows(view.contract.contract, form.worker_share()),
        "trail": _trail(view),
    }


def _top_up(request: PageRequest, view: RequestView) -> HttpResponse:
    """The client pays the difference: at once out of the wallet or the demo bank, else by a transfer with a number."""
    contract = view.contract.contract
    if request.method == "POST":
        paid = requests.announce_top_up(request_id=view.request.pk, client_id=request.user.pk, at=request.now)
        if paid.state == "applied":
            messages.success(request, reading.plain("change.done.top_up"))
            return redirect("contracts:request", contract.reference, view.request.pk)
        return redirect("contracts:request_step", contract.reference, view.request.pk, "top_up")
    facts = request_facts(view.request, Actor.CLIENT)
    missing = max(0, facts.difference - facts.funds_ready)
    context = {
        "view": view,
        "contract": contract,
        "is_awaited": view.request.state == "awaiting_top_up",
        "funding": contracts.funding(view.contract),
        "missing": missing,
        "is_demo_bank": settings.FUNDS == "demo_bank",
        "rows": [
            row("deposit_kept", contract.part_price),
            *pay_in_rows(row("deposit_added", facts.difference), missing),
        ],
        "back": _address(view),
        "trail": _trail(view),
    }
    return render(request, "contracts/top_up.html", context)
