"""The queue of announced transfers, and the confirmation of one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.money import actions
from tachiai.money import queries as money
from tachiai.money.rules import LISTING
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.deposits.forms import ReferenceForm
from tachiai.web.money_names import names
from tachiai.web.requests import PageRequest, number_of


@staff_page
@require_safe
def awaited(request: PageRequest) -> HttpResponse:
    """Longest waiting first; or those that a reference names, in whatever state."""
    form = ReferenceForm(request.GET or None)
    asked = form.cleaned_data["reference"].strip() if form.is_valid() else ""
    if asked:
        found = money.pay_ins_by_reference(asked)
    else:
        after = number_of(request.GET.get("after")) or 0
        found = money.awaited_pay_ins(limit=money.PAGE + 1, after=after)
    shown = found[: money.PAGE]
    following = f"?after={shown[-1].pk}" if len(found) > money.PAGE else ""
    caption = reading.plain("desk.deposits.found", asked=asked) if asked else None
    return frame.listed(request, "deposits", _rows(shown), caption=caption, next=following, form=form, asked=asked)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def deposit(request: PageRequest, pay_in_id: int) -> HttpResponse:
    """One transfer: what to compare with the bank, and the confirmation. Pressing twice confirms once."""
    pay_in = money.pay_in(pay_in_id)
    if pay_in is None:
        raise Http404
    if request.method == "POST":
        actions.confirm_pay_in(pay_in_id=pay_in_id, by_staff_id=request.user.pk, at=request.now)
        messages.success(request, reading.plain("desk.deposits.confirmed", reference=pay_in.reference))
        return redirect("desk:deposits")
    (row,) = _rows([pay_in])
    return render(request, "desk/deposits/detail.html", {**row, "trail": frame.trail("deposits")})


def _rows(pay_ins: Sequence[money.PayIn]) -> list[dict[str, object]]:
    named = names(pay_in.holder for pay_in in pay_ins)
    return [
        {
            "pay_in": pay_in,
            "named": named.get(pay_in.holder),
            # A contest or a task that awaits its deposit is still a draft, which only its client can open.
            "is_open_to_staff": pay_in.holder.kind != LISTING,
            "state_key": f"desk.deposits.state.{pay_in.state}",
        }
        for pay_in in pay_ins
    ]
