"""One's own declaration of who one is in trade: read, changed, confirmed; and all that was declared before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tachiai.kernel.refused import Refusal
from tachiai.people import actions, queries
from tachiai.people.rules import Trader, changed
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.people.trade_form import TradeForm, label, trade_rows


@login_required
def trade(request: PageRequest) -> HttpResponse:
    declared = queries.trader(request.user.pk, request.now)
    form = TradeForm(request.POST if request.method == "POST" else None, declared=declared)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_trader(person_id=request.user.pk, trader=form.trader(), at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("people.trade.saved"))
            return redirect("people:trade")
    context = {"form": form, "declared": declared, "is_old": declared.should_confirm(request.now)}
    past = _history(request.user.pk, before_of(request))
    return render(request, "people/trade.html", {**context, **past}, status=400 if form.errors else 200)


@login_required
@require_POST
def confirm_trade(request: PageRequest) -> HttpResponse:
    """All of it is as it was: declared once more, from now on."""
    declared = queries.trader(request.user.pk, request.now)
    if declared.declared_at is None:
        return redirect("people:trade")
    try:
        actions.declare_trader(person_id=request.user.pk, trader=declared, at=request.now)
    except Refusal as refusal:
        messages.error(request, " ".join(reading.reason_text(reason) for reason in refusal.reasons))
    else:
        messages.success(request, reading.plain("people.trade.confirmed"))
    return redirect("people:trade")


def _history(person_id: int, before: int | None) -> dict[str, Any]:
    """One page of what was declared, each with what it changed."""
    found = queries.declarations(person_id, before)
    shown, earlier = found[: queries.HISTORY], [trader for _, trader in found[1:]]
    return {
        "past": [
            {"trader": trader, "rows": trade_rows(trader), "what": _what(trader, earlier[place : place + 1])}
            for place, (_, trader) in enumerate(shown)
        ],
        "older": f"?before={shown[-1][0]}#history" if len(found) > queries.HISTORY else "",
        "is_past": before is not None,
    }


def _what(trader: Trader, earlier: list[Trader]) -> str:
    """What a declaration changed against the one before it, if there was one."""
    if not earlier:
        return reading.plain("people.trade.first")
    names = changed(earlier[0], trader)
    if not names:
        return reading.plain("people.trade.unchanged")
    return reading.plain("people.trade.changed", fields=reading.plain("people.trade.joint").join(map(label, names)))
