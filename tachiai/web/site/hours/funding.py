"""Paying weeks in: one week by hand, or each of them from the balance."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tachiai.contracts.hourly import actions
from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules.hourly import WeekSpan
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.amounts import pay_in_rows, row
from tachiai.web.site.contracts.entry import trail
from tachiai.web.site.hours.entry import hourly_view


@login_required
def deposit(request: PageRequest, reference: str, begins: str) -> HttpResponse:
    """What the deposit of a week costs and how it is paid; pressing it announces the pay-in. For the client alone."""
    view, begins_on = _client_of(request, reference), _monday(begins)
    contract, refused = view.contract, ""
    if request.method == "POST":
        try:
            week = actions.fund_week(
                contract_id=contract.pk, begins_on=begins_on, client_id=request.user.pk, at=request.now
            )
        except Refusal as refusal:
            refused = " ".join(reading.reason_text(reason) for reason in refusal.reasons)
        else:
            if week.state != "awaiting_deposit":
                messages.success(request, reading.plain("week.done.deposit"))
                return redirect("contracts:detail", reference)
            return redirect("hours:deposit", reference, begins)
    funding, span = hours.week_funding(view, begins_on), WeekSpan(begins_on)
    context = {
        "contract": contract,
        "funding": funding,
        "first": reading.day_text(span.begins_on),
        "last": reading.day_text(span.last_day),
        "is_open": begins_on in hours.fundable(view, hours.weeks_at_hand(view)),
        "refused": refused,
        "is_demo_bank": settings.FUNDS == "demo_bank",
        "label": reading.plain("week.step.deposit"),
        "rows": pay_in_rows(row("week_price", funding.price), funding.missing),
        "trail": trail(view),
    }
    return render(request, "hours/deposit.html", context, status=409 if refused else 200)


@login_required
@require_POST
def each_week(request: PageRequest, reference: str) -> HttpResponse:
    """The client's standing word for the weeks to come (`on`: 1 or nothing)."""
    view = _client_of(request, reference)
    is_on = request.POST.get("on") == "1"
    try:
        actions.fund_each_week(contract_id=view.contract.pk, client_id=request.user.pk, is_on=is_on, at=request.now)
    except Refusal as refusal:
        messages.error(request, " ".join(reading.reason_text(reason) for reason in refusal.reasons))
    else:
        messages.success(request, reading.plain("hours.fund.now_on" if is_on else "hours.fund.now_off"))
    return redirect("contracts:detail", reference)


def _client_of(request: PageRequest, reference: str) -> ContractView:
    """The contract for its client; 404 for everybody else, and for staff in the client's place."""
    view = hourly_view(request, reference)
    if view.role is not Actor.CLIENT or view.is_stand_in:
        raise Http404
    return view


def _monday(begins: str) -> date:
    """The Monday that an address names; 404 when it names none."""
    try:
        day = date.fromisoformat(begins)
    except ValueError:
        raise Http404 from None
    if day.weekday():
        raise Http404
    return day
