"""Reporting a violation, and what became of one's own reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.guidelines import rules as guidelines
from tachiai.kernel.calendar import local_date
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.things import Thing
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import Act
from tachiai.safety.actions.reports import file_report
from tachiai.safety.queries import ReportView, own_report, own_reports
from tachiai.safety.queries.reports import PAGE
from tachiai.safety.rules import BREACH, decide_by
from tachiai.safety.subjects import thing
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.safety.appealing import appeal_part, filed_part, posted_appeal
from tachiai.web.site.safety.clocks import report_clock
from tachiai.web.site.safety.forms import AppealForm, ReportForm
from tachiai.web.site.safety.rows import clause_row, exhibit

STAGES = ("received", "in_review", "closed")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: PageRequest, kind: str, thing_id: int) -> HttpResponse:
    """What is reported as it stands, the kinds of violation, what happens then. What was typed stays when refused."""
    found = thing(kind, thing_id)
    if found is None or not found.visible_to(request.user.pk):
        raise Http404
    clauses = guidelines.clauses_for(kind, local_date(request.now))
    form = ReportForm(request.POST if request.method == "POST" else None, clauses=clauses)
    if form.is_bound and form.is_valid():
        said = {"subject_kind": kind, "subject_id": thing_id, "reporter_id": request.user.pk, **form.cleaned_data}
        try:
            receipt = file_report(**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            done = "reports.form.sent" if receipt.is_new else "reports.form.added"
            messages.success(request, reading.plain(done, number=receipt.number))
            return redirect("safety:report_detail", receipt.number)
    context = {
        "form": form,
        "objections": _objections(request, found),
        "about": exhibit(kind, found.as_data(), request.now),
        "form_id": f"report-{kind}-{thing_id}",
        "title": reading.plain("reports.link.listing" if kind == "listing" else "reports.link.other"),
        "decided_by": decide_by(request.now),
    }
    return render(request, "safety/report.html", context, status=400 if form.errors else 200)


def _objections(request: PageRequest, found: Thing) -> list[Refused]:
    """Why this reader cannot report this, known before they write."""
    reader = request.user.pk
    if found.about(reader) in (None, reader):
        return [Refused("report.refused.own")]
    restriction = people.forbidding(reader, Act.REPORT, request.now)
    return [Refused(f"people.refused.restricted.{restriction.kind}")] if restriction else []


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    """The reader's own reports, newest first."""
    found = own_reports(request.user.pk, before_of(request))
    context = {
        "rows": [_row(view) for view in found[:PAGE]],
        "next": f"?before={found[PAGE - 1].id}" if len(found) > PAGE else "",
    }
    return render(request, "safety/report_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: PageRequest, number: str) -> HttpResponse:
    """The receipt, and later the answer with the appeal against it. Nobody but the reporter finds it."""
    view = own_report(number, request.user.pk, request.now)
    if view is None:
        raise Http404
    form: AppealForm | None = None
    if request.method == "POST" and (form := posted_appeal(request, view)) is None:
        return redirect("safety:report_detail", number)
    context = {
        "view": view,
        "clock": report_clock(view),
        "stages": _stages(view),
        "outcome": _outcome(view),
        "clause": clause_row(view.clause),
        "about": exhibit(view.kind, view.snapshot, view.opened_at),
        "part": appeal_part(view, form, request.now),
        "earlier": [filed_part(each) for each in view.earlier],
        "trail": [{"label": reading.plain("reports.list.title"), "href": reverse("safety:reports")}],
    }
    return render(request, "safety/report_detail.html", context, status=400 if form else 200)


def _row(view: ReportView) -> Mapping[str, Any]:
    badge = {"received": "waiting", "in_review": "waiting"}.get(view.state, "plain")
    state = f"reports.outcome.{view.outcome}.short" if view.outcome else f"reports.state.{view.state}"
    return {
        "href": reverse("safety:report_detail", args=[view.number]),
        "title": view.what or reading.plain(f"reports.subject.{view.kind}"),
        "what": reading.plain(f"reports.subject.{view.kind}"),
        "kind": view.clause.title[reading.language()],
        "state": reading.plain(state),
        "badge": "success" if view.outcome == BREACH else badge,
        "at": view.opened_at,
        "number": view.number,
    }


def _stages(view: ReportView) -> list[Mapping[str, Any]]:
    here = STAGES.index(view.state)
    moments = {"received": view.opened_at, "closed": view.closed_at}
    return [
        {
            "label": reading.plain(f"reports.state.{name}"),
            "is_here": place == here,
            "is_past": place < here,
            "at": moments.get(name),
        }
        for place, name in enumerate(STAGES)
    ]


def _outcome(view: ReportView) -> str:
    """What the outcome means, in a sentence or two; nothing of the other person."""
    if not view.outcome:
        return ""
    return reading.plain("reports.detail.misuse" if view.is_misuse else f"reports.outcome.{view.outcome}.text")
