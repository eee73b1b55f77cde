"""The queue of cases, and one case: what was said, the thing, the person's record, and the form that decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tachiai.clockwork.queries import backlogs
from tachiai.guidelines import rules as guidelines
from tachiai.kernel.refused import Refusal, Refused
from tachiai.safety.actions import cases, decisions
from tachiai.safety.queries import ORDERS, CaseView, case_queue, case_view, claimed_cases, count_cases
from tachiai.safety.queries.cases import PAGE
from tachiai.safety.queries.joining import joining_view
from tachiai.safety.rules import needs_two
from tachiai.safety.rules.numbers import DEFERRED_BY
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.cases import keys, rows
from tachiai.web.desk.cases.choosing import chosen
from tachiai.web.desk.cases.forms import DecideForm, QueueForm, ReasonForm
from tachiai.web.desk.overdue import due_of
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of, numbers_of

REASONED = ("look", "defer")
STEPS: Mapping[str, Callable[..., None]] = {
    "claim": cases.claim,
    "release": cases.release,
    "look": cases.look,
    "defer": cases.defer,
}
# After these the case is not what one reads next.
LEAVING = ("release",)


@staff_page
@require_safe
def queue(request: PageRequest) -> HttpResponse:
    """What nobody has taken, in one of three orders; above it what the reader has."""
    order, kind = chosen(request)
    found = case_queue(order, before_of(request), kind)
    shown: dict[str, str | int] = {"order": order, "kind": kind}
    waiting = _count(kind)
    following = f"?{urlencode({**shown, 'before': found[PAGE - 1].pk})}" if len(found) > PAGE else ""
    orders = [
        {
            "label": reading.plain(f"desk.cases.by.{each}"),
            "href": f"?{urlencode({**shown, 'order': each})}",
            "is_here": each == order,
        }
        for each in ORDERS
    ]
    more: dict[str, Any] = {
        "mine": [rows.case_row(each) for each in claimed_cases(request.user.pk)],
        "orders": orders,
        "order": order,
        "form": QueueForm({"kind": kind}),
        "keys": keys.told(keys.QUEUE),
    }
    caption = reading.plain("desk.cases.caption_count", n=waiting)
    shown_rows = [rows.case_row(each) for each in found[:PAGE]]
    return frame.listed(request, "cases", shown_rows, caption=caption, next=following, **more)


@staff_page
@require_POST
def take_next(request: PageRequest) -> HttpResponse:
    """The first case of the queue as the reader has chosen it becomes theirs; back to the queue when none waits."""
    return _next(request)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: PageRequest, case_id: int) -> HttpResponse:
    """One case; sent as a form, the decision about it, or with `preview` what its person would read. What was typed
    stays when it is refused, also because somebody else has the case by now."""
    view = _view(request, case_id)
    if request.method != "POST":
        return _page(request, view)
    form = _decide_form(view, request.POST)
    if not form.is_valid():
        return _page(request, view, form=form)
    said = {"case_id": case_id, "by_staff_id": request.user.pk, "at": request.now, **form.said()}
    try:
        if "preview" in request.POST:
            decisions.rehearse(**said)
            return _page(request, view, form=form)
        if view.case.claimed_by_id is None and view.case.closed_at is None:
            # The clock took it from them while they wrote, and nobody else has it since.
            cases.claim(case_id=case_id, staff_id=request.user.pk, at=request.now)
        decisions.decide(**said)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, view, form=form)
    done = "proposed" if needs_two(form.cleaned_data["measures"]) else "done"
    left = _count(chosen(request).kind)
    messages.success(request, reading.plain(f"desk.case.decide.{done}", number=case_id, left=left))
    return _next(request) if request.POST.get("then") == "next" else redirect("desk:cases")


@staff_page
@require_POST
def step(request: PageRequest, case_id: int, name: str) -> HttpResponse:
    """Take the case, give it back, put it off, or open the private talk that belongs to it."""
    if name not in STEPS:
        raise Http404
    view = _view(request, case_id)
    form = _form(name, request.POST) if name in REASONED else None
    if form is not None and not form.is_valid():
        return _page(request, view, **{f"{name}_form": form})
    said = {} if form is None else {"reason": form.cleaned_data["reason"]}
    try:
        STEPS[name](case_id=case_id, staff_id=request.user.pk, at=request.now, **said)
    except Refusal as refusal:
        if form is None:
            for refused in refusal.reasons:
                messages.error(request, reading.reason_text(refused))
            return redirect("desk:case", case_id)
        show_refusal(form, refusal)
        return _page(request, view, **{f"{name}_form": form})
    messages.success(request, reading.plain(f"desk.case.done.{name}"))
    return redirect("desk:cases") if name in LEAVING else redirect("desk:case", case_id)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: PageRequest, case_id: int, into_id: int) -> HttpResponse:
    """The case repeats another one of the same person, which decides for both: who would be told what, then it is."""
    if request.method != "POST":
        return _before_joining(request, case_id, into_id)
    try:
        cases.join(case_id=case_id, into_case_id=into_id, staff_id=request.user.pk, at=request.now)
    except Refusal as refusal:
        for refused in refusal.reasons:
            messages.error(request, reading.reason_text(refused))
        return redirect("desk:case", case_id)
    messages.success(request, reading.plain("desk.case.done.join", number=into_id))
    return redirect("desk:case", into_id)


def _before_joining(request: PageRequest, case_id: int, into_id: int) -> HttpResponse:
    view = joining_view(case_id, into_id, request.user.pk, request.now)
    if view is None:
        raise Http404
    if isinstance(view, Refused):
        messages.error(request, reading.reason_text(view))
        return redirect("desk:case", case_id)
    context = {
        "case": view.case,
        "into": view.into,
        "sides": [
            {"term": reading.plain(f"desk.case.joining.{name}"), **rows.case_row(each), "state": rows.state_name(each)}
            for name, each in (("this", view.case), ("into", view.into))
        ],
        "told": view.told,
        "outcome": reading.plain(f"reports.outcome.{view.joining.outcome}.title"),
        "is_decided": view.joining.since is not None,
        "trail": frame.trail("cases"),
    }
    return render(request, "desk/cases/joining.html", context)


def _form(name: str, data: QueryDict | None = None) -> forms.Form:
    return ReasonForm(data, auto_id=f"{name}_%s", about=name)


def _count(kind: str) -> int:
    """How many cases of the kind wait to be taken."""
    return backlogs([count_cases(kind)])[0].count


def _next(request: PageRequest) -> HttpResponse:
    order, kind = chosen(request)
    taken = cases.claim_next(staff_id=request.user.pk, at=request.now, order=order, kind=kind)
    if taken is None:
        messages.info(request, reading.plain("desk.cases.none_left_of_kind" if kind else "desk.cases.none_left"))
        return redirect("desk:cases")
    return redirect("desk:case", taken)


def _view(request: PageRequest, case_id: int) -> CaseView:
    view = case_view(case_id, request.user.pk, request.now)
    if view is None:
        raise Http404
    return view


def _is_mine(request: PageRequest, view: CaseView) -> bool:
    return view.case.claimed_by_id == request.user.pk and view.case.closed_at is None and view.conflict is None


def _decide_form(view: CaseView, data: QueryDict | None = None) -> DecideForm:
    told_at = max((each.at for each in view.said if each.digest and each.joined is None), default=view.case.opened_at)
    return DecideForm(
        data,
        clauses=guidelines.clauses_for(view.case.subject_kind),
        alike=[each.pk for each in view.alike],
        reports=[each.id for each in view.said if each.kind == "report"],
        initial={
            "clause": view.case.clause,
            "explanation": view.clause.explanation[reading.language()],
            "facts_public": _facts(view, told_at),
        },
    )


def _facts(view: CaseView, told_at: datetime) -> str:
    what = rows.kind_name(view.case.subject_kind)
    return reading.plain("desk.case.decide.facts_template", what=what, day=reading.day_text(told_at))


def _page(request: PageRequest, view: CaseView, **given: forms.Form) -> HttpResponse:
    """`given`: the form that was sent, in place of an empty one."""
    case, is_mine = view.case, _is_mine(request, view)
    may_decide = is_mine and view.proposed is None
    form = given.get("form") or (_decide_form(view) if may_decide else None)
    around = view.talk if is_mine else None
    context = {
        "view": view,
        "case": case,
        "title": case.title or rows.kind_name(case.subject_kind),
        "kind": rows.kind_name(case.subject_kind),
        "state": rows.state_name(case),
        "due": due_of(case, case.decide_by),
        "is_mine": may_decide,
        "may_release": view.case.claimed_by_id == request.user.pk and case.closed_at is None and view.proposed is None,
        "may_claim": view.may_be_claimed_by(request.user.pk),
        "stake": view.conflict,
        "is_anothers": case.closed_at is None and case.claimed_by_id not in (None, request.user.pk),
        "said": rows.said_rows(view, _ticked(form, "misuse")),
        **rows.thing_rows(view, around is not None),
        "clauses": rows.clause_rows(view),
        **rows.record_rows(view),
        **(_decide_context(view, form) if isinstance(form, DecideForm) else {}),
        "settled": [rows.decision_line(each) for each in view.decisions],
        "defer_form": (given.get("defer_form") or _form("defer")) if is_mine and case.deferred_at is None else None,
        "deferral_days": DEFERRED_BY.days,
        "has_talk": view.has_talk and (is_mine or view.looks),
        "look_form": (given.get("look_form") or _form("look")) if is_mine and around is None else None,
        "around": around,
        "reported_id": case.subject_id if case.subject_kind == "message" else None,
        "looks": view.looks,
        "keys": keys.told(keys.CASE),
        "trail": frame.trail("cases"),
    }
    has_mistakes = any(each.errors for each in given.values())
    return render(request, "desk/cases/detail.html", context, status=400 if has_mistakes else 200)


def _ticked(form: forms.Form | None, name: str) -> list[int]:
    values = form[name].value() if form is not None and form.is_bound else None
    return numbers_of(values or ())


def _decide_context(view: CaseView, form: DecideForm) -> dict[str, Any]:
    is_previewed = form.is_bound and form.is_valid()
    return {
        "form": form,
        "measures": rows.measure_rows(view.offered, form["measures"].value() or ()),
        "verdicts": rows.verdict_rows(form),
        "alike": rows.alike_rows(view, _ticked(form, "also")),
        "wordings": [{"id": name, "text": text} for name, text in form.wordings.items()],
        "preview": rows.statement_rows(**form.stated()) if is_previewed else None,
        "action": reverse("desk:case", args=[view.case.pk]),
    }
