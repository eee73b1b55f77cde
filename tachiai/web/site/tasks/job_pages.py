"""A task that runs or is over, for its client and for staff: how it stands, its steps, its questions, its results."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.clockwork.actions import By
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.refused import Refusal
from tachiai.money import queries as money
from tachiai.tasks import actions
from tachiai.tasks import queries as tasks
from tachiai.tasks.queries import JobView
from tachiai.tasks.queries.questions import PAGE, waiting_questions
from tachiai.web import reading
from tachiai.web.downloads import inert as inert_file
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of, number_of
from tachiai.web.site.contracts.amounts import money_rows
from tachiai.web.site.tasks.clock import clock_bar
from tachiai.web.site.tasks.forms import SpokenForm, StepForm
from tachiai.web.spreadsheet import BYTE_ORDER_MARK, inert, written

if TYPE_CHECKING:
    from tachiai.tasks.models import TaskJob

FIGURES = ("wanted", "open", "held", "waiting", "approved", "refused")
DANGEROUS = ("close", "stop", "withdraw")
KINDS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
PIECE = 500


def own_job(request: PageRequest, listing_id: int, *actors: Actor) -> JobView:
    """The job as its client (or one of `actors`) may see it; 404 for everybody else."""
    view = tasks.job_view(request.user.pk, listing_id, request.now)
    if view is None or view.actor not in (Actor.CLIENT, *actors):
        raise Http404
    return view


def trail(view: JobView, *, is_inside: bool = True) -> list[dict[str, str]]:
    job = view.job
    mine = {"label": reading.plain("jobs.mine.title"), "href": reverse("jobs:mine")}
    here = {"label": job.listing.title, "href": reverse("tasks:job", args=[job.listing_id])}
    above = [mine] if view.actor is Actor.CLIENT else []
    return [*above, here] if is_inside else above


@login_required
@require_safe
def job(request: PageRequest, listing_id: int) -> HttpResponse:
    """How it stands. Workers are led to the listing, where they start."""
    view = own_job(request, listing_id, Actor.STAFF, Actor.WORKER)
    if view.actor is Actor.WORKER:
        return redirect("jobs:detail", listing_id)
    context = {
        "view": view,
        "is_client": view.actor is Actor.CLIENT,
        "job": view.job,
        "listing": view.job.listing,
        "state": reading.plain(f"task.state.{view.job.state}"),
        "clock": clock_bar(view),
        "steps": [_step_row(view, offer) for offer in view.offered],
        "figures": [(f"tasks.figure.{name}", getattr(view.progress, name)) for name in FIGURES],
        "unanswered": waiting_questions(view.job.pk),
        "money": money_rows(money.held_released_refunded(view.job.holder)),
        "trail": trail(view, is_inside=False),
    }
    return render(request, "tasks/job.html", context)


def _step_row(view: JobView, offer: Offered) -> Mapping[str, Any]:
    name = offer.step.name
    return {
        "name": name,
        "label": reading.plain(f"task.step.{name}"),
        "is_open": offer.is_open,
        "kind": "secondary",
        "href": reverse("tasks:step", args=[view.job.listing_id, name]),
        "hint": reading.plain(f"task.explain.{name}") if offer.is_open else "",
        "reasons": offer.refused,
    }


@login_required
def step(request: PageRequest, listing_id: int, step: str) -> HttpResponse:
    """One step of the job: what it means, and the click."""
    view = own_job(request, listing_id, Actor.STAFF)
    offer = next((offer for offer in view.offered if offer.step.name == step), None)
    if offer is None:
        raise Http404
    seen = {"expected": view.job.steps_taken}
    form = StepForm(request.POST if request.method == "POST" else None, initial=seen, asks=offer.step.asks)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answers = {"reason": form.cleaned_data["reason"]} if "reason" in form.cleaned_data else None
            by = By(view.actor, request.user.pk)
            expected = form.cleaned_data["expected"]
            actions.take_step(job_id=view.job.pk, step=step, by=by, at=request.now, answers=answers, expected=expected)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409
        else:
            messages.success(request, reading.plain(f"task.done.{step}"))
            return redirect("tasks:job" if step != "withdraw" else "jobs:detail", listing_id)
    context = {
        "view": view,
        "listing": view.job.listing,
        "offer": offer,
        "form": form,
        "label": reading.plain(f"task.step.{step}"),
        "explain": reading.plain(f"task.explain.{step}"),
        "kind": "danger" if step in DANGEROUS else "primary",
        "trail": trail(view),
    }
    return render(request, "tasks/step.html", context, status=400 if form.errors and status == 200 else status)


@login_required
@require_safe
def results(request: PageRequest, listing_id: int, kind: str) -> StreamingHttpResponse:
    """Every answer that counts, sent while it is read. Refused ones are not among them: they are their workers'."""
    view = own_job(request, listing_id)
    if kind not in KINDS:
        raise Http404
    lines = _table(view.job) if kind == "csv" else _json_lines(view.job)
    headers = {"Content-Disposition": f'attachment; filename="task-{listing_id}.{kind}"'}
    return inert_file(StreamingHttpResponse(lines, content_type=KINDS[kind], headers=headers))


def _table(job: TaskJob) -> Iterator[str]:
    columns, fields = tasks.result_columns(job)
    yield BYTE_ORDER_MARK + written([[*tasks.RESULT_COLUMNS, *columns, *fields]])
    found = tasks.iter_results(job)
    while piece := [each.row(columns, fields) for each in islice(found, PIECE)]:
        yield written([[inert(cell) for cell in row] for row in piece])


def _json_lines(job: TaskJob) -> Iterator[str]:
    found = tasks.iter_results(job)
    while piece := [json.dumps(each.as_data(), ensure_ascii=False) for each in islice(found, PIECE)]:
        yield "\n".join(piece) + "\n"


@login_required
def questions(request: PageRequest, listing_id: int) -> HttpResponse:
    """Questions and answers, for everybody who works on it; workers ask here, the client answers."""
    view = own_job(request, listing_id, Actor.WORKER, Actor.STAFF)
    form = SpokenForm(request.POST or None, key="asked") if view.actor is Actor.WORKER else None
    status = 200
    if request.method == "POST" and form is not None:
        if form.is_valid() and _ask(request, view, form):
            messages.success(request, reading.plain("tasks.questions.sent"))
            return redirect("tasks:questions", listing_id)
        status = 409 if form.non_field_errors() else 400
    return render(request, "tasks/questions.html", _asked(request, view, form), status=status)


def _ask(request: PageRequest, view: JobView, form: SpokenForm) -> bool:
    try:
        actions.ask_question(
            job_id=view.job.pk,
            worker_id=request.user.pk,
            text=form.cleaned_data["text"],
            submission_id=number_of(request.POST.get("about")),
            seen=request.POST.get("seen", ""),
            at=request.now,
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _asked(
    request: PageRequest, view: JobView, form: SpokenForm | None, answering: tuple[int, SpokenForm] | None = None
) -> dict[str, Any]:
    found = tasks.questions_of(view.job.pk, before=before_of(request))
    number, typed = answering or (0, None)
    is_client = view.actor is Actor.CLIENT
    return {
        "view": view,
        "listing": view.job.listing,
        "is_client": is_client,
        "form": form,
        "about": request.POST.get("about") or request.GET.get("about", ""),
        "rows": [
            {
                "question": each,
                "about": each.unit.number if each.unit else None,
                "form": typed if typed and each.pk == number else _answer_form(each.pk),
            }
            for each in found[:PAGE]
        ],
        "next": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "trail": trail(view)
        if is_client
        else [{"label": view.job.listing.title, "href": reverse("jobs:detail", args=[view.job.listing_id])}],
    }


def _answer_form(question_id: int, data: Any = None) -> SpokenForm:
    """Several of them stand on one page, each with names of its own."""
    return SpokenForm(data, key="answered_by", prefix=f"to{question_id}")


@login_required
@require_POST
def answer(request: PageRequest, listing_id: int, question_id: int) -> HttpResponse:
    view = own_job(request, listing_id)
    form = _answer_form(question_id, request.POST)
    status = 400
    if form.is_valid():
        try:
            actions.answer_question(
                question_id=question_id,
                client_id=request.user.pk,
                text=form.cleaned_data["text"],
                seen=request.POST.get("seen", ""),
                at=request.now,
            )
            messages.success(request, reading.plain("tasks.questions.answer_sent"))
            return redirect("tasks:questions", listing_id)
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = 409
    context = _asked(request, view, None, (question_id, form))
    return render(request, "tasks/questions.html", context, status=status)
