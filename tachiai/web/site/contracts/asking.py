"""Opening a request: what it is for, what follows, the form, and a last look at what will be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tachiai.clockwork.actions import By
from tachiai.contracts import queries as contracts
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.notice import notice_of
from tachiai.contracts.queries.requests import kinds, latest_requests, offered_opening
from tachiai.contracts.queries.requests import reminder_conditions as conditions_for
from tachiai.contracts.requests import open_request
from tachiai.contracts.rules import SIDES
from tachiai.contracts.rules.requests import Condition, Notice, earliest_end, is_long
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refusal
from tachiai.kernel.requests import Request as Declared
from tachiai.people.signing import Signature
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.signing import SigningForm
from tachiai.web.site.contracts.beside import reminded
from tachiai.web.site.contracts.entry import contract_view, trail
from tachiai.web.site.contracts.looking import days_to_answer, look
from tachiai.web.site.contracts.mediating import course_of
from tachiai.web.site.contracts.request_forms import (
    AskForm,
    ChangeForm,
    CloseForm,
    MediationForm,
    ReminderForm,
    TerminationForm,
)
from tachiai.web.site.contracts.story import files_of

LOOKED_AT = ("termination", "change")
"""Kinds that show once more what will be sent before it is."""


@login_required
def ask(request: PageRequest, reference: str, kind: str) -> HttpResponse:
    """The page on which one side opens a request of `kind`; a request of it that is open already is shown instead."""
    view = contract_view(request, reference)
    declared = _declared(view, kind)
    opened = next((each for each in latest_requests(view.contract.pk) if _is_open(each, declared)), None)
    if opened is not None:
        return redirect("contracts:request", reference, opened.pk)
    offer = offered_opening(view, declared)
    form = _form(request, view, kind)
    status = 200
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        signing = _signing(request, form)
        signed = signing.signature(request.now) if signing and "send" in request.POST else None
        if (kind in LOOKED_AT and "send" not in request.POST) or (signing is not None and signed is None):
            context = {**look(view, declared, form), "signing": signing}
            return render(request, "contracts/look.html", context, status=400 if signing and signing.errors else 200)
        try:
            return _open(request, view, declared, form, signed)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409
    context = {**_context(view, declared, form, offer), **_CONTEXTS[kind](view, offer)}
    status = 400 if form.errors and status == 200 else status
    return render(request, f"contracts/ask_{kind}.html", context, status=status)


def _declared(view: ContractView, kind: str) -> Declared:
    """The request of that kind at the operator's level; 404 for an unknown one, and for staff."""
    found = [each for each in kinds(settings.MEDIATION_LEVEL, view.contract.lifecycle) if each.lifecycle.words == kind]
    if not found or view.role not in SIDES:
        raise Http404
    return found[0]


def _is_open(request: Any, declared: Declared) -> bool:
    return request.lifecycle == declared.name and request.closed_at is None


def _form(request: PageRequest, view: ContractView, kind: str) -> AskForm:
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    owner: dict[str, Any] = {"owner_id": request.user.pk, "at": request.now}
    if kind == "termination":
        return TerminationForm(*data, held=view.contract.part_price, gives_notice=_gives_notice(view), **owner)
    if kind == "change":
        return ChangeForm(contracts.agreed_terms(view.contract), *data, **owner)
    return {"mediation": MediationForm, "contract_close": CloseForm}.get(kind, ReminderForm)(*data, **owner)


def _gives_notice(view: ContractView) -> bool:
    """The client of a long contract gives notice."""
    return _notice(view) is not None


def _notice(view: ContractView) -> Notice | None:
    """What this reader owes before the end, if the contract is long enough for it."""
    contract, notice = view.contract, notice_of(view.contract.packs)
    owes = view.role is Actor.CLIENT and notice and is_long(contract.made_at, contract.work_due_at, notice)
    return notice if owes else None


def _signing(request: PageRequest, form: AskForm) -> SigningForm | None:
    """New terms are put forward with a signature under them."""
    if not isinstance(form, ChangeForm):
        return None
    sent = request.POST if "send" in request.POST else None
    return SigningForm(sent, request=request, shown=form.terms().digest())


def _open(
    request: PageRequest, view: ContractView, declared: Declared, form: AskForm, signed: Signature | None
) -> HttpResponse:
    by = By(view.role, request.user.pk)
    opened = open_request(
        contract_id=view.contract.pk,
        kind=declared.name,
        by=by,
        at=request.now,
        answers={**form.answers(), **({"signed": signed} if signed else {})},
    )
    messages.success(request, reading.plain(f"{declared.lifecycle.words}.done.open"))
    return redirect("contracts:request", view.contract.reference, opened.pk)


def _context(view: ContractView, declared: Declared, form: AskForm, offer: Offered) -> dict[str, Any]:
    kind = declared.lifecycle.words
    return {
        "view": view,
        "contract": view.contract,
        "kind": kind,
        "offer": offer,
        "form": form,
        "kept": files_of(form.kept_files()),
        "title": reading.plain(f"{kind}.name"),
        "explain": reading.plain(f"{kind}.explain.open"),
        "send": reading.plain(f"{kind}.step.open"),
        "trail": trail(view),
        "days": days_to_answer(declared),
    }


def _reminder(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    conditions = [_condition(each) for each in conditions_for(view)]
    cycle = next(each.lifecycle for each in kinds(settings.MEDIATION_LEVEL) if each.name == "contact_reminder")
    days = {name: deadline.length.days for name in ("asked", "unanswered") if (deadline := cycle.state(name).deadline)}
    numbers = {
        "answer_days": days["asked"],
        "end_days": days["unanswered"],
        "refusal_days": LIMITS.refusal_business_days,
    }
    outcomes = ("answered", reminded(view), "refused")
    told = [reading.plain(f"contact_reminder.outcome.{outcome}", **numbers) for outcome in outcomes]
    return {"conditions": conditions, "outcomes": told}


def _condition(condition: Condition) -> Mapping[str, Any]:
    key = f"contracts.condition.{condition.name}"
    params = reading.fill(condition.params)
    said = reading.text(key, **params) if condition.is_met else reading.text(f"{key}.unmet", **params)
    return {"is_met": condition.is_met, "text": said}


def _termination(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    notice = _notice(view)
    return {
        "held": view.contract.part_price,
        "gives_notice": notice is not None,
        "notice_days": notice and notice.days,
        "earliest": notice and earliest_end(view.at, notice),
        "silence": reading.plain("contracts.page.then_one", what=reading.plain("termination.then.lapse")),
    }


def _change(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    return {"paid_parts": view.contract.part}


def _mediation(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    name = f"mediation_{settings.MEDIATION_LEVEL}"
    return {"course": course_of(name, view.contract, contracts.agreed_terms(view.contract).deadlock)}


def _close(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    return {"silence": reading.plain("contracts.page.then_one", what=reading.plain("contract_close.then.lapse"))}


_CONTEXTS = {
    "contact_reminder": _reminder,
    "termination": _termination,
    "change": _change,
    "mediation": _mediation,
    "contract_close": _close,
}
