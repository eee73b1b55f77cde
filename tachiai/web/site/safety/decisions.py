"""What staff decided about the reader: the whole reason, what it changes, and the appeal against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.safety.queries import DecisionView, MeasureView, own_decision, own_decisions
from tachiai.safety.queries.decisions import PAGE
from tachiai.safety.rules import BREACH
from tachiai.safety.subjects import thing
from tachiai.web import reading
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.safety.appealing import appeal_part, posted_appeal
from tachiai.web.site.safety.clocks import measure_clock
from tachiai.web.site.safety.forms import AppealForm
from tachiai.web.site.safety.rows import clause_row, exhibit

# What lies between two people says in its text what both of them wrote; their page shows it.
BETWEEN_TWO = ("thread", "contract")


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    """The decisions about the reader, newest first."""
    found = own_decisions(request.user.pk, request.now, before_of(request))
    context = {
        "rows": [_row(view) for view in found[:PAGE]],
        "next": f"?before={found[PAGE - 1].id}" if len(found) > PAGE else "",
    }
    return render(request, "safety/decision_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: PageRequest, decision_id: int) -> HttpResponse:
    """404 for everybody but the person whom it is about. What they typed of an appeal stays when it is refused."""
    view = own_decision(decision_id, request.user.pk, request.now)
    if view is None:
        raise Http404
    form: AppealForm | None = None
    if request.method == "POST" and (form := posted_appeal(request, view)) is None:
        return redirect("safety:decision", decision_id)
    how = "by_person_found_by_machine" if view.is_detected_by_machine else "by_person"
    context = {
        "view": view,
        "title": _label(view),
        "about": _about(view),
        "measures": [_measure(each) for each in view.measures],
        "clause": clause_row(view.clause),
        "decided_by": reading.plain(f"decisions.{how}"),
        "has_appeal": view.verdict == BREACH,
        "part": appeal_part(view, form, request.now),
        "trail": [{"label": reading.plain("decisions.list.title"), "href": reverse("safety:decisions")}],
    }
    return render(request, "safety/decision_detail.html", context, status=400 if form else 200)


def _about(view: DecisionView) -> Mapping[str, Any]:
    found = thing(view.kind, view.subject_id)
    kept = found.as_data() if found else {}
    text = "" if view.kind in BETWEEN_TWO else kept.get("text", "")
    return exhibit(view.kind, {**kept, "title": view.what, "text": text}, None)


def _measure(view: MeasureView) -> Mapping[str, Any]:
    return {
        "label": reading.plain(view.spec.title),
        "clock": measure_clock(view) if view.spec.lasts else None,
        "still_works": reading.plain(view.spec.still_works),
        "contracts": reading.plain(view.spec.contracts),
        "end_reason": view.end_reason,
    }


def _label(view: DecisionView) -> str:
    """What the measures are called: where two of them bite in the same words, they are told apart here."""
    return reading.plain("decisions.joint").join(reading.plain(each.spec.title) for each in view.measures)


def _row(view: DecisionView) -> Mapping[str, Any]:
    state = _state(view)
    return {
        "href": reverse("safety:decision", args=[view.id]),
        "label": _label(view),
        "about": view.what or reading.plain(f"reports.subject.{view.kind}"),
        "kind": reading.plain(f"reports.subject.{view.kind}"),
        "state": reading.plain(f"decisions.state.{state}"),
        "badge": {"in_force": "danger", "appealed": "waiting"}.get(state, "plain"),
        "at": view.issued_at,
    }


def _state(view: DecisionView) -> str:
    if view.reversed_at is not None:
        return "reversed"
    if view.appeal is not None and view.appeal.is_open:
        return "appealed"
    if view.in_force:
        return "in_force"
    return "ended" if any(each.spec.lasts for each in view.measures) else "told"
