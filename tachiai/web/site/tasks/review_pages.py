"""The client's review: a page of answers, the answers to one unit side by side, approved or refused in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tachiai.kernel.refused import Refusal, Refused
from tachiai.tasks import actions
from tachiai.tasks import queries as tasks
from tachiai.tasks.queries import Answer, JobView
from tachiai.tasks.queries.beside import beside
from tachiai.tasks.queries.reviewing import STATES
from tachiai.tasks.rules.answers import as_text
from tachiai.tasks.rules.forms import Form
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, number_of, numbers_of
from tachiai.web.site.tasks.clock import clock_bar
from tachiai.web.site.tasks.forms import RefusalForm
from tachiai.web.site.tasks.job_pages import own_job, trail

PAGE = 50
KEYS = (
    {"keys": ("j", "k"), "text": "tasks.review.key.walk"},
    {"keys": ("a",), "text": "tasks.review.key.approve"},
    {"keys": ("r",), "text": "tasks.review.key.refuse"},
    {"keys": ("n",), "text": "tasks.review.key.next"},
)


@login_required
def review(request: PageRequest, listing_id: int) -> HttpResponse:
    """A page of answers. The ticked ones are approved, or refused for one reason; what cannot be done stays ticked."""
    view = own_job(request, listing_id)
    form = RefusalForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, view, form)
            return redirect(f"{reverse('tasks:review', args=[listing_id])}?after={_after(request)}")
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409
    return render(request, "tasks/review.html", _context(request, view, form), status=status)


def _decide(request: PageRequest, view: JobView, form: RefusalForm) -> None:
    """Approve or refuse what is ticked, or the one answer whose own button was pressed."""
    approved, refused = request.POST.get("approve", ""), request.POST.get("refuse", "")
    ids = numbers_of([approved or refused]) or numbers_of(request.POST.getlist("answers"))
    if not ids:
        raise Refusal(Refused("tasks.review.nothing_ticked"))
    client_id, at = request.user.pk, request.now
    if refused:
        said = {"reason": form.cleaned_data["reason"], "seen": request.POST.get("seen", "")}
        done = actions.refuse(job_id=view.job.pk, client_id=client_id, submission_ids=ids, at=at, **said)
        messages.success(request, reading.plain("tasks.review.refused", n=done))
    elif approved:
        done = actions.approve(job_id=view.job.pk, client_id=client_id, submission_ids=ids, at=at)
        messages.success(request, reading.plain("tasks.review.approved", n=done))


def _after(request: PageRequest) -> int:
    return number_of(request.POST.get("after") or request.GET.get("after")) or 0


def _context(request: PageRequest, view: JobView, form: RefusalForm) -> dict[str, Any]:
    which = request.GET.get("show", "waiting")
    which = which if which in STATES else "waiting"
    after = _after(request)
    found = tasks.to_review(view.job, which, after=after, most=PAGE)
    ticked = set(numbers_of(request.POST.getlist("answers")))
    return {
        "view": view,
        "job": view.job,
        "listing": view.job.listing,
        "which": which,
        "form": form,
        "units": _units(view, found[:PAGE], ticked),
        "after": after,
        "next": f"?show={which}&after={found[PAGE - 1].submission.pk}" if len(found) > PAGE else "",
        "tabs": [
            {
                "label": reading.plain(f"tasks.figure.{name}"),
                "href": f"?show={name}",
                "is_here": name == which,
                "count": getattr(view.progress, name),
            }
            for name in STATES
        ],
        "keys": KEYS,
        "clock": clock_bar(view),
        "trail": trail(view),
    }


def _units(view: JobView, answers: list[Answer], ticked: set[int]) -> list[dict[str, Any]]:
    """The page's answers by their unit, its values in the order of the table, each with the others that stand for
    it."""
    columns = view.job.plan.columns
    others = beside(view.job, answers) if view.plan.answers_per_unit > 1 and answers else {}
    units: dict[int, dict[str, Any]] = {}
    for each in answers:
        values = [(name, each.unit.values[name]) for name in columns if name in each.unit.values]
        unit = units.setdefault(each.unit.pk, {"unit": each.unit, "values": values, "answers": []})
        unit["answers"].append(_row(view.plan.form, each, is_ticked=each.submission.pk in ticked))
    for number, unit in units.items():
        unit["others"] = [_row(view.plan.form, each) for each in others.get(number, ())]
    return list(units.values())


def _row(form: Form, answer: Answer, *, is_ticked: bool = False) -> dict[str, Any]:
    return {
        "answer": answer,
        "submission": answer.submission,
        "state": reading.plain(f"submission.state.{answer.submission.state}"),
        "is_ticked": is_ticked,
        "said": [
            {"label": each.label, "text": as_text(answer.values.get(each.name)), "agrees": answer.agrees.get(each.name)}
            for each in form.fields
        ],
    }


@login_required
@require_POST
def take_back(request: PageRequest, listing_id: int, submission_id: int) -> HttpResponse:
    """The refusal was a mistake: the answer is approved and paid after all."""
    own_job(request, listing_id)
    actions.take_back_refusal(submission_id=submission_id, client_id=request.user.pk, at=request.now)
    messages.success(request, reading.plain("tasks.review.taken_back"))
    return redirect(f"{reverse('tasks:review', args=[listing_id])}?show=refused")
