"""Weeks: the list of those settled, one week with its sheet, its steps, and the timer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.clockwork.actions import By
from tachiai.contracts.hourly import actions, lines
from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.queries import LineView, WeekView
from tachiai.contracts.rules.hourly import minutes_as_clock
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.contracts.entry import trail
from tachiai.web.site.hours.box import week_row
from tachiai.web.site.hours.entry import clock_range, hourly_view, money_row, week_name, week_trail, week_view
from tachiai.web.site.hours.forms import WeekStepForm
from tachiai.web.site.hours.sheet import ENDING, week_page


@login_required
@require_safe
def weeks(request: PageRequest, reference: str) -> HttpResponse:
    """The weeks that are settled, newest first, a page at a time."""
    view = hourly_view(request, reference)
    found = hours.settled_weeks(view, before_of(request))
    shown = found[: hours.PAGE]
    context = {
        "contract": view.contract,
        "rows": [week_row(each) for each in shown],
        "older": shown[-1].week.number if len(found) > hours.PAGE else None,
        "trail": trail(view),
    }
    return render(request, "hours/weeks.html", context)


@login_required
@require_safe
def week(request: PageRequest, reference: str, number: int) -> HttpResponse:
    view = week_view(request, reference, number)
    context = {
        "page": week_page(view),
        "contract": view.contract.contract,
        "title": week_name(view),
        "trail": week_trail(view, is_inside=False),
    }
    return render(request, "hours/week.html", context)


@login_required
def step(request: PageRequest, reference: str, number: int, step: str) -> HttpResponse:
    """One step of a week: what it means, what it asks for, and the click. What was typed stays when it is refused."""
    view = week_view(request, reference, number)
    offer = next((offer for offer in hours.offered(view) if offer.step.name == step), None)
    if offer is None:
        raise Http404
    sheet = hours.lines_of(view.week.pk)
    data = (request.POST,) if request.method == "POST" else ()
    form = WeekStepForm(offer.step, sheet, view.held, *data, initial={"expected": view.week.steps_taken})
    status = 200
    if request.method == "POST" and form.is_valid():
        refusal = _take(request, view, form)
        if refusal is None:
            messages.success(request, reading.plain(f"week.done.{step}"))
            return redirect("hours:week", reference, number)
        show_refusal(form, refusal)
        status = 409
    status = 400 if form.errors and status == 200 else status
    return render(request, "contracts/step.html", _step_context(view, offer, form), status=status)


def _take(request: PageRequest, view: WeekView, form: WeekStepForm) -> Refusal | None:
    """Take the step of a valid form; the refusal, if it was refused."""
    try:
        actions.take_week_step(
            week_id=view.week.pk,
            step=form.step.name,
            by=By(view.contract.role, request.user.pk),
            at=request.now,
            answers=form.answers(),
            expected=form.cleaned_data["expected"],
            seen=request.POST.get("seen", ""),
        )
    except Refusal as refusal:
        return refusal
    return None


def _step_context(view: WeekView, offer: Offered, form: WeekStepForm) -> dict[str, Any]:
    name, contract, number = offer.step.name, view.contract.contract, view.week.number
    rows = [
        {
            "legend": f"{_when(line)} ({minutes_as_clock(line.minutes)}): {line.note}",
            "label": reading.plain("hours.contest.tick"),
            "tick": tick,
            "reason": reason,
        }
        for line, tick, reason in form.line_rows()
    ]
    return {
        "contract": contract,
        "talk": view.contract.talk,
        "number": number,
        "offer": offer,
        "form": form,
        "rows": rows,
        "money": _money(view, name),
        "about": week_name(view),
        "label": reading.plain(f"week.step.{name}"),
        "explain": reading.plain(f"week.explain.{name}"),
        "kind": "danger" if name in ENDING else "primary",
        "back": {
            "label": reading.plain("hours.week.back"),
            "href": reverse("hours:week", args=[contract.reference, number]),
        },
        "trail": week_trail(view),
    }


def _when(line: LineView) -> str:
    zone = reading.zone()
    day = reading.day_text(line.starts_at.astimezone(zone).date())
    return f"{day} {clock_range(line.starts_at, line.ends_at, zone)}"


def _money(view: WeekView, step: str) -> list[Any]:
    """What pressing it would mean in yen; empty for a step that moves nothing."""
    if step == "approve":
        return [money_row("to_worker", view.worked), money_row("to_client", view.week.price - view.worked)]
    if step == "withdraw_contest":
        return [money_row("to_worker", view.held)]
    if step == "give_up_lines":
        return [money_row("to_client", view.held)]
    if step == "accept_offer":
        theirs = [share for side, share in hours.offers(view.week).items() if side is not view.contract.role]
        return [money_row("to_worker", share) for share in theirs] + [
            money_row("to_client", view.held - share) for share in theirs
        ]
    return [money_row("contested", view.held, "total")] if step in ("offer", "decide") else []


@login_required
@require_POST
def start(request: PageRequest, reference: str) -> HttpResponse:
    """The worker begins to work now."""
    view = hourly_view(request, reference)
    if view.role is not Actor.WORKER:
        raise Http404
    try:
        by, note = By(view.role, request.user.pk), request.POST.get("note", "")
        lines.start_timer(contract_id=view.contract.pk, by=by, note=note, at=request.now)
    except Refusal as refusal:
        messages.error(request, _said(refusal))
    else:
        messages.success(request, reading.plain("hours.timer.started"))
    return redirect("contracts:detail", reference)


@login_required
@require_POST
def stop(request: PageRequest, reference: str) -> HttpResponse:
    """The worker stops; what was done may be said here."""
    view = hourly_view(request, reference)
    if view.role is not Actor.WORKER:
        raise Http404
    try:
        by, note = By(view.role, request.user.pk), request.POST.get("note", "")
        entry = lines.stop_timer(contract_id=view.contract.pk, by=by, note=note, at=request.now)
    except Refusal as refusal:
        messages.error(request, _said(refusal))
        return redirect("contracts:detail", reference)
    said = "hours.timer.stopped" if entry else "hours.timer.nothing"
    messages.success(request, reading.plain(said))
    return redirect("contracts:detail", reference)


def _said(refusal: Refusal) -> str:
    return " ".join(reading.reason_text(reason) for reason in refusal.reasons)
