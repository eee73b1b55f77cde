"""Decisions that a second person has to confirm, and one decision: its reasons, its measures, and who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tachiai.kernel.refused import Refusal
from tachiai.safety.actions import decisions
from tachiai.safety.queries import decisions_waiting_second
from tachiai.safety.queries.settled import DecisionForStaff, decision_for_staff
from tachiai.safety.rules import MEASURES
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.cases import rows
from tachiai.web.desk.cases.forms import ReasonForm
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest

if TYPE_CHECKING:
    from tachiai.safety.models import Decision, DecisionStep, Measure

STEPS = {"confirm": decisions.confirm_decision, "reject": decisions.reject_decision}


@staff_page
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    """What a second person has to look at, the nearest end first."""
    found = [{**rows.decision_line(each), "decision": each} for each in decisions_waiting_second()]
    return frame.listed(request, "decisions", found)


@staff_page
@require_safe
def decision(request: PageRequest, decision_id: int) -> HttpResponse:
    return _page(request, _view(request, decision_id))


@staff_page
@require_POST
def answer(request: PageRequest, decision_id: int) -> HttpResponse:
    """A second person confirms or rejects; what was typed stays when refused."""
    view = _view(request, decision_id)
    form = ReasonForm(request.POST, about="second")
    step = "confirm" if "confirm" in request.POST else "reject"
    if form.is_valid():
        said = {"decision_id": decision_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            STEPS[step](**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain(f"desk.decision.done.{step}"))
            return redirect("desk:decisions")
    return _page(request, view, answer_form=form)


@staff_page
@require_POST
def end(request: PageRequest, decision_id: int, measure_id: int) -> HttpResponse:
    """End a measure before its time, with the reason that its person reads."""
    view = _view(request, decision_id)
    if measure_id not in {each.pk for each in view.measures}:
        raise Http404
    form = _end_form(measure_id, request.POST)
    if form.is_valid():
        said = {"measure_id": measure_id, "by_staff_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            decisions.end_measure(**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("desk.decision.done.end"))
            return redirect("desk:decision", decision_id)
    return _page(request, view, ending=measure_id, end_form=form)


def _view(request: PageRequest, decision_id: int) -> DecisionForStaff:
    view = decision_for_staff(decision_id, request.user.pk)
    if view is None:
        raise Http404
    return view


def _end_form(measure_id: int, data: Any = None) -> ReasonForm:
    return ReasonForm(data, about="end", auto_id=f"end_{measure_id}_%s")


def _page(request: PageRequest, view: DecisionForStaff, ending: int = 0, **given: forms.Form) -> HttpResponse:
    may_act = view.objection is None
    context = {
        "view": view,
        "decision": view.decision,
        "case": view.decision.case,
        "what": rows.kind_name(view.decision.case.subject_kind),
        "line": rows.decision_line(view.decision),
        "statement": statement_of(view.decision),
        "measures": [_measure(view, each, ending, given.get("end_form")) for each in view.measures],
        "form": (given.get("answer_form") or ReasonForm(about="second")) if view.is_proposed and may_act else None,
        "steps": [_step(each) for each in view.steps],
        "trail": frame.trail("decisions" if view.is_proposed else "cases"),
    }
    has_mistakes = any(each.errors for each in given.values())
    return render(request, "desk/decisions/detail.html", context, status=400 if has_mistakes else 200)


def _step(step: DecisionStep) -> dict[str, Any]:
    label = reading.plain(f"decision.step.{step.step}")
    return {"step": step, "label": label, "reason": step.answers.get("reason", "")}


def statement_of(row: Decision) -> dict[str, Any]:
    """The reasons of a decision as its person reads them."""
    return rows.statement_rows(
        verdict=row.verdict,
        clause=row.clause,
        facts=row.facts_public,
        explanation=row.explanation,
        measures=[(each.name, each.until) for each in decisions.asked_of(row)],
    )


def _measure(view: DecisionForStaff, row: Measure, ending: int, sent: forms.Form | None) -> dict[str, Any]:
    spec = MEASURES[row.name]
    may_end = spec.lasts and row.ended_at is None and view.objection is None
    form = (sent if ending == row.pk and sent else _end_form(row.pk)) if may_end else None
    how = reading.plain(f"desk.decision.how.{row.how}") if row.how else ""
    return {"row": row, "label": reading.plain(spec.title), "form": form, "how": how, "lasts": spec.lasts}
