"""Held texts, earliest deadline first; one of them to decide about. The talk around it opens only with a reason."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tachiai.conversations.actions import holding
from tachiai.conversations.queries.holding import HeldView, held_for_staff, held_waiting, looks_at, talk_around
from tachiai.kernel.refused import Refusal
from tachiai.screening.queries import in_force
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.held.forms import LookForm, ReasonForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.safe_talk.rows import marked, spot_rows


@staff_page
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    rows = [{"row": each, "rules": _rules(HeldView(each))} for each in held_waiting(request.user.pk)]
    return frame.listed(request, "held", rows)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: PageRequest, held_id: int) -> HttpResponse:
    """The one text with its marks, and the two ways to decide. What was typed stays when refused."""
    view = _view(request, held_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = {"held_id": held_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            holding.decide_held(**said, release="release" in request.POST, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            done = "released" if "release" in request.POST else "returned"
            messages.success(request, reading.plain(f"desk.held.{done}"))
            return redirect("desk:held")
    return _page(request, view, form, LookForm())


@staff_page
@require_POST
def look(request: PageRequest, held_id: int) -> HttpResponse:
    """Open the talk around the text: who, when and why is logged first."""
    view = _view(request, held_id)
    form = LookForm(request.POST)
    if form.is_valid():
        said = {"held_id": held_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["why"]}
        try:
            holding.look_around(**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("desk:held_message", held_id)
    return _page(request, view, ReasonForm(), form)


def _page(request: PageRequest, view: HeldView, form: forms.Form, look_form: forms.Form) -> HttpResponse:
    context = {
        "view": view,
        "marked": marked(view.row.body, view.spots),
        "rows": spot_rows(view.row.body, view.spots, None) if view.row.body else [],
        "rules": _rules(view),
        "is_open": not view.state.final,
        "state": reading.plain(f"held.state.{view.row.state}"),
        "decided": view.decided if view.state.final else None,
        "form": form,
        "look_form": look_form,
        "looks": looks_at(view.row.pk),
        "around": None if view.state.final else talk_around(held_id=view.row.pk, staff_id=request.user.pk),
        "trail": frame.trail("held"),
    }
    has_mistakes = bool(form.errors or look_form.errors)
    return render(request, "desk/held/detail.html", context, status=400 if has_mistakes else 200)


def _view(request: PageRequest, held_id: int) -> HeldView:
    view = held_for_staff(held_id=held_id, staff_id=request.user.pk)
    if view is None:
        raise Http404
    return view


def _rules(view: HeldView) -> list[str]:
    """What the rules found, each by the name of its danger, or by the id of a rule that is not in force any more."""
    names = {rule.id: rule.name[reading.language()] for rule in in_force().rules}
    return list(dict.fromkeys(names.get(spot.rule, spot.rule) for spot in view.spots))
