"""Wallets with money in them, and the record of one transfer to a person's bank."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.kernel.refused import Refusal
from tachiai.money import actions
from tachiai.money import queries as money
from tachiai.people import queries as people
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.payouts.forms import PayoutForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, number_of


@staff_page
@require_safe
def wallets(request: PageRequest) -> HttpResponse:
    after = number_of(request.GET.get("after")) or 0
    found = money.wallets_with_money(limit=money.PAGE + 1, after=after)
    shown = found[: money.PAGE]
    names = people.names(wallet.person_id for wallet in shown)
    rows = [{"wallet": wallet, "name": names.get(wallet.person_id, "")} for wallet in shown]
    following = f"?after={shown[-1].id}" if len(found) > money.PAGE else ""
    return frame.listed(request, "payouts", rows, next=following)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def payout(request: PageRequest, person_id: int) -> HttpResponse:
    """What one person has, and the record of what was transferred. What was typed stays when it is refused."""
    name = people.names([person_id]).get(person_id)
    if name is None:
        raise Http404
    balance = money.wallet_balance(person_id)
    form = PayoutForm(request.POST or None, initial={"amount": balance, "key": uuid4()})
    if request.method == "POST" and form.is_valid() and _record(request, person_id, form):
        messages.success(request, reading.plain("desk.payouts.recorded", name=name))
        return redirect("desk:payouts")
    context = {"form": form, "name": name, "balance": balance, "trail": frame.trail("payouts")}
    return render(request, "desk/payouts/detail.html", context, status=400 if form.errors else 200)


def _record(request: PageRequest, person_id: int, form: PayoutForm) -> bool:
    try:
        actions.record_pay_out(
            person_id=person_id,
            amount=form.cleaned_data["amount"],
            by_staff_id=request.user.pk,
            key=form.cleaned_data["key"],
            at=request.now,
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True
