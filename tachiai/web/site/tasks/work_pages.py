"""The worker's side: start, the place with its form and clock, the test before it, and what became of the answers.

Submitting leads straight to the next place: one request that submits and takes, one that shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.jobs import queries as jobs
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.saves import OtherWindow, Save
from tachiai.tasks import actions
from tachiai.tasks import queries as tasks
from tachiai.tasks.actions import AnswerMistakes
from tachiai.tasks.queries import PlaceView
from tachiai.tasks.queries.jobs import PAGE
from tachiai.web import reading
from tachiai.web.requests import PageRequest, before_of, save_of, since_after
from tachiai.web.site.tasks.answer_form import AnswerForm, Mistakes, Raw, drawn, kept_files, raw_answers


@login_required
@require_POST
def start(request: PageRequest, listing_id: int) -> HttpResponse:
    """Take a place, or go on with the one that is held."""
    submission = actions.take_next(listing_id=listing_id, worker_id=request.user.pk, at=request.now)
    return redirect("tasks:place", submission.pk)


def own_place(request: PageRequest, submission_id: int) -> PlaceView:
    """The reader's own place or answer; 404 for everybody else."""
    view = tasks.place_for(request.user.pk, submission_id, request.now)
    if view is None:
        raise Http404
    return view


@login_required
def place(request: PageRequest, submission_id: int) -> HttpResponse:
    """The unit with its form. Sent with `save`, the answer is kept as it is; with `back`, the place is given back."""
    if request.method != "POST":
        return render(request, "tasks/place.html", _context(request, own_place(request, submission_id)))
    if "back" in request.POST:
        actions.give_back(submission_id=submission_id, worker_id=request.user.pk, at=request.now)
        messages.success(request, reading.plain("tasks.work.given_back"))
        return redirect("jobs:detail", own_place(request, submission_id).submission.job.listing_id)
    raw, wrong = raw_answers(request)
    save, refused = save_of(request), None
    try:
        if not wrong:
            do = _kept if "save" in request.POST else _given
            return do(request, submission_id, raw, save)
    except AnswerMistakes as found:
        wrong = list(found.mistakes)
    except Refusal as refusal:
        refused = refusal
    view = own_place(request, submission_id)
    context = {
        **_context(request, view, raw, wrong, other=view.kept if isinstance(refused, OtherWindow) else None),
        "since": since_after(save, refused, view.submission.last_save),
        "reasons": refused.reasons if refused else (),
    }
    return render(request, "tasks/place.html", context, status=409 if refused else 400)


def _keep(request: PageRequest, submission_id: int, raw: Raw, save: Save) -> None:
    """Refusal for a place that is the reader's no more, `OtherWindow` before anything would be overwritten."""
    is_kept = actions.save_half(
        submission_id=submission_id, worker_id=request.user.pk, values=raw, at=request.now, save=save
    )
    if not is_kept:
        raise OtherWindow(Refused("tasks.refused.not_held"))


def _kept(request: PageRequest, submission_id: int, raw: Raw, save: Save) -> HttpResponse:
    _keep(request, submission_id, raw, save)
    messages.success(request, reading.plain("tasks.work.saved"))
    return redirect("tasks:place", submission_id)


def _given(request: PageRequest, submission_id: int, raw: Raw, save: Save) -> HttpResponse:
    given = actions.submit(
        submission_id=submission_id, worker_id=request.user.pk, values=raw, at=request.now, save=save
    )
    return _onward(request, given.job.listing_id)


def _onward(request: PageRequest, listing_id: int) -> HttpResponse:
    """The next place when it was asked for; the listing, with the reason, when there is none."""
    if "next" in request.POST:
        try:
            taken = actions.take_next(listing_id=listing_id, worker_id=request.user.pk, at=request.now)
            return redirect("tasks:place", taken.pk)
        except Refusal as refusal:
            for refused in refusal.reasons:
                messages.info(request, reading.reason_text(refused))
    messages.success(request, reading.plain("tasks.work.submitted"))
    return redirect("jobs:detail", listing_id)


def _context(
    request: PageRequest,
    view: PlaceView,
    raw: Raw | None = None,
    wrong: Mistakes = (),
    *,
    other: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`raw`: what was typed here, when it was sent in vain; `other`: what another window has put there meanwhile."""
    submission, listing = view.submission, view.submission.job.listing
    is_open = view.is_held or view.is_late
    typed = view.kept if raw is None else raw
    form = AnswerForm(view.plan.form, typed, wrong, is_shown_only=not is_open)
    return {
        "view": view,
        "submission": submission,
        "listing": listing,
        "is_open": is_open,
        "since": submission.last_save,
        "form": form,
        "fields": drawn(form, view.plan.form.fields),
        "takes_files": form.takes_files,
        "kept": kept_files(view.plan.form, typed, request.user.pk) if form.takes_files else (),
        "other": _beside(request, view, other) if other else None,
        "state": reading.plain(f"submission.state.{submission.state}"),
        "trail": [
            {"label": reading.plain("tasks.mine.title"), "href": reverse("tasks:mine")},
            {"label": listing.title, "href": reverse("jobs:detail", args=[listing.pk])},
        ],
    }


def _beside(request: PageRequest, view: PlaceView, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What another window has kept or sent, to be read beside what was typed here."""
    form = AnswerForm(view.plan.form, typed, is_shown_only=True, prefix="other")
    return {
        "fields": drawn(form, view.plan.form.fields),
        "files": kept_files(view.plan.form, typed, request.user.pk) if form.takes_files else (),
    }


@login_required
@require_POST
def keep_half(request: PageRequest, submission_id: int) -> HttpResponse:
    """What the page's script sends while the worker types; files come with the form."""
    raw, _ = raw_answers(request)
    save = save_of(request)
    try:
        _keep(request, submission_id, raw, save)
    except OtherWindow as refusal:
        said = [reading.reason_text(each) for each in refusal.reasons]
        said += [reading.plain("tasks.work.both_shown")] if own_place(request, submission_id).kept else []
        return JsonResponse({"reasons": said}, status=409)
    return JsonResponse({"since": save.name})


@login_required
def test(request: PageRequest, listing_id: int) -> HttpResponse:
    """The test before the first unit."""
    view = jobs.listing_for(request.user.pk, listing_id, request.now)
    plan = tasks.plan_of(listing_id)
    if view is None or view.is_draft or view.is_mine or plan is None or not plan.plan.test.questions:
        raise Http404
    questions = plan.plan.test.questions
    reasons: tuple[Refused, ...] = ()
    chosen = [_chosen(request.POST.get(f"q{n}"), len(each.choices)) for n, each in enumerate(questions)]
    if request.method == "POST":
        try:
            result = actions.take_test(listing_id=listing_id, worker_id=request.user.pk, answers=chosen, at=request.now)
        except Refusal as refusal:
            reasons = refusal.reasons
        else:
            said = "tasks.test.passed" if result.passed else "tasks.test.failed"
            how = messages.success if result.passed else messages.warning
            how(request, reading.plain(said, right=result.right, asked=result.asked, left=result.tries_left))
            return redirect("jobs:detail", listing_id)
    context = {
        "listing": view.listing,
        "test": plan.plan.test,
        "questions": [
            {"number": n, "text": each.text, "choices": list(enumerate(each.choices)), "chosen": chosen[n]}
            for n, each in enumerate(questions)
        ],
        "reasons": reasons,
        "trail": [{"label": view.listing.title, "href": reverse("jobs:detail", args=[listing_id])}],
    }
    return render(request, "tasks/test.html", context, status=409 if reasons else 200)


def _chosen(said: str | None, most: int) -> int | None:
    return int(said) if said and said.isdecimal() and len(said) < 4 and int(said) < most else None


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    """One's own answers, newest first, and how many of them were approved."""
    rows = tasks.my_submissions(request.user.pk, before=before_of(request))
    context = {
        "rows": [
            {
                "submission": each,
                "state": reading.plain(f"submission.state.{each.state}"),
                "badge": BADGES.get(each.state, "plain"),
            }
            for each in rows[:PAGE]
        ],
        "rate": tasks.worker_rate(request.user.pk),
        "earned": tasks.earned(request.user.pk),
        "jobs": tasks.LATEST_JOBS,
        "next": f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
    }
    return render(request, "tasks/mine.html", context)


BADGES = {"approved": "success", "refused": "danger", "not_approved": "danger"}
