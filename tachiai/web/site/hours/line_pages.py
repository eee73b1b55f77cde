"""One line of a sheet: writing it by hand, correcting it, striking it out, asking about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tachiai.clockwork.actions import By
from tachiai.contracts.hourly import lines
from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.queries import LineView, WeekView
from tachiai.contracts.rules import SIDES
from tachiai.contracts.rules.hourly import minutes_as_clock, whole_minutes
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.story import files_of
from tachiai.web.site.hours.entry import clock_range, left_in, other_zone, week_name, week_trail, week_view, zone_name
from tachiai.web.site.hours.forms import LineForm, WordForm, line_initial, new_initial
from tachiai.web.site.hours.sheet import line_row, pictures_of
from tachiai.web.site.safe_talk.consent import agree_in_form


@login_required
def new(request: PageRequest, reference: str, number: int) -> HttpResponse:
    """A line typed by hand. 404 for everybody but the worker."""
    view = week_view(request, reference, number)
    if view.contract.role not in SIDES or not view.may_log:
        raise Http404
    form = _form(request, new_initial(request.now, reading.zone()))
    status = 200
    if request.method == "POST" and form.is_valid():
        by = By(view.contract.role, request.user.pk)
        refusal = _try(
            form,
            lambda: lines.add_line(week_id=view.week.pk, by=by, written=form.written(), at=request.now),
        )
        if refusal is None:
            messages.success(request, reading.plain("hours.line.added"))
            return redirect("hours:week", reference, number)
        status = 409
    context = {**_context(view), "form": form, "kept": files_of(form.kept_files())}
    return render(request, "hours/new_line.html", context, status=400 if form.errors and status == 200 else status)


@login_required
def line(request: PageRequest, reference: str, number: int, line: int) -> HttpResponse:
    """One line with all that is known of it; the worker may correct it while the sheet is open."""
    view, found = _line(request, reference, number, line)
    may_correct = view.may_log and not found.is_struck
    form = _form(request, line_initial(found, reading.zone())) if may_correct else None
    status = 200
    if request.method == "POST" and form is not None and form.is_valid():
        by = By(view.contract.role, request.user.pk)
        refusal = _try(
            form,
            lambda: lines.correct_line(
                entry_id=found.id, by=by, written=form.written(), at=request.now, expected=form.cleaned_data["expected"]
            ),
        )
        if refusal is None:
            messages.success(request, reading.plain("hours.line.corrected"))
            return redirect("hours:week", reference, number)
        status = 409
    status = 400 if form is not None and form.errors and status == 200 else status
    return render(request, "hours/line.html", _line_context(view, found, form), status=status)


@login_required
@require_POST
def strike(request: PageRequest, reference: str, number: int, line: int) -> HttpResponse:
    """Take a line off the sheet."""
    view, found = _line(request, reference, number, line)
    try:
        lines.strike_line(entry_id=found.id, by=By(view.contract.role, request.user.pk), at=request.now)
    except Refusal as refusal:
        messages.error(request, " ".join(reading.reason_text(reason) for reason in refusal.reasons))
        return redirect("hours:line", reference, number, line)
    messages.success(request, reading.plain("hours.line.struck"))
    return redirect("hours:week", reference, number)


@login_required
@require_POST
def say(request: PageRequest, reference: str, number: int, line: int) -> HttpResponse:
    """Ask about a line, or answer."""
    view, found = _line(request, reference, number, line)
    if view.contract.role not in SIDES:
        raise Http404
    words = WordForm(request.POST)
    if words.is_valid():
        try:
            by, text = By(view.contract.role, request.user.pk), words.cleaned_data["text"]
            agree_in_form(request)
            lines.say_of_line(entry_id=found.id, by=by, text=text, at=request.now, seen=request.POST.get("seen", ""))
            messages.success(request, reading.plain("hours.word.sent"))
            return redirect("hours:line", reference, number, line)
        except Refusal as refusal:
            show_refusal(words, refusal)
    may_correct = view.may_log and not found.is_struck
    form = LineForm(
        initial=line_initial(found, reading.zone()), owner_id=request.user.pk, at=request.now, zone=reading.zone()
    )
    context = {**_line_context(view, found, form if may_correct else None), "word_form": words}
    return render(request, "hours/line.html", context, status=400)


def _line(request: PageRequest, reference: str, number: int, line: int) -> tuple[WeekView, LineView]:
    view = week_view(request, reference, number)
    found = hours.line_called(view.week.pk, line)
    if found is None:
        raise Http404
    return view, found


def _form(request: PageRequest, initial: dict[str, Any]) -> LineForm:
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    return LineForm(*data, initial=initial, owner_id=request.user.pk, at=request.now, zone=reading.zone())


def _try(form: LineForm, act: Callable[[], object]) -> Refusal | None:
    """Do it; a refusal is shown in the form."""
    try:
        act()
    except Refusal as refusal:
        show_refusal(form, refusal)
        return refusal
    return None


def _context(view: WeekView) -> dict[str, Any]:
    week = view.week
    return {
        "view": view,
        "contract": view.contract.contract,
        "week": week_name(view),
        "left": left_in(week),
        "zone": zone_name(reading.zone()),
        "trail": week_trail(view),
    }


def _line_context(view: WeekView, found: LineView, form: LineForm | None) -> dict[str, Any]:
    zone, other = reading.zone(), other_zone(view.contract)
    names = {
        "client": str(view.contract.contract.client),
        "worker": str(view.contract.contract.worker),
    }
    return {
        **_context(view),
        "line": found,
        "row": line_row(view, found, other),
        "other_zone": zone_name(other) if other else "",
        "pictures": pictures_of(found),
        "form": form,
        "kept": files_of(form.kept_files()) if form else (),
        "word_form": WordForm() if view.contract.role in SIDES and view.week.closed_at is None else None,
        "words": [{"who": names[word.role], "text": word.text, "at": word.at} for word in found.words],
        "versions": [
            {
                "number": each.number,
                "at": each.written_at,
                "range": clock_range(each.starts_at, each.ends_at, zone),
                "day": reading.day_text(each.starts_at.astimezone(zone).date()),
                "length": minutes_as_clock(whole_minutes(each.starts_at, each.ends_at)),
                "note": each.note,
                "is_struck": each.is_struck,
            }
            for each in reversed(found.versions)
        ],
    }
