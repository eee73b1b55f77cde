"""Appeals, the oldest first; one of them with the decision and its case beside, for another person than decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tachiai.kernel.refused import Refusal
from tachiai.safety.actions.appeals import review
from tachiai.safety.queries import AppealForStaff, appeal_for_staff, appeals_waiting
from tachiai.web import reading
from tachiai.web.desk import frame
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.appeals.forms import ReviewForm
from tachiai.web.desk.cases import rows
from tachiai.web.desk.decisions.pages import statement_of
from tachiai.web.desk.overdue import due_of
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    found = [
        {
            "appeal": each,
            "due": due_of(each),
            "took_part": request.user.pk in (each.decision.decided_by_id, each.decision.second_id),
            **rows.decision_line(each.decision),
        }
        for each in appeals_waiting()
    ]
    return frame.listed(request, "appeals", found)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: PageRequest, appeal_id: int) -> HttpResponse:
    """What they say, beside what was decided; and the two ways to answer. What was typed stays when refused."""
    view = appeal_for_staff(appeal_id, request.user.pk)
    if view is None:
        raise Http404
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _review(request, view, form):
        return redirect("desk:appeals")
    is_open = view.appeal.closed_at is None
    context = {
        "view": view,
        "appeal": view.appeal,
        "due": due_of(view.appeal),
        "case": view.decision.case,
        "what": rows.kind_name(view.decision.case.subject_kind),
        "line": rows.decision_line(view.decision),
        "statement": statement_of(view.decision),
        "state": reading.plain(f"appeal.state.{view.appeal.state}"),
        "form": form if is_open and view.objection is None else None,
        "trail": frame.trail("appeals"),
    }
    return render(request, "desk/appeals/detail.html", context, status=400 if form.errors else 200)


def _review(request: PageRequest, view: AppealForStaff, form: ReviewForm) -> bool:
    """False when refused, with the reasons in the form."""
    reverse = "reverse" in request.POST
    try:
        review(
            appeal_id=view.appeal.pk,
            by_staff_id=request.user.pk,
            reverse=reverse,
            reason=form.cleaned_data["reason"],
            misuse=form.cleaned_data["misuse"],
            at=request.now,
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, reading.plain(f"desk.appeal.done.{'reverse' if reverse else 'uphold'}"))
    return True
