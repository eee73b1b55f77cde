"""The client's side: proposals next to each other, what one says to them, the adoption, and other ways to an end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.contests.actions import awards, deposits, questions
from tachiai.contests.actions import selection as act
from tachiai.contests.queries import proposals as queries
from tachiai.contests.queries.contests import questions as asked_about
from tachiai.contests.queries.proposals import PAGE
from tachiai.contests.rules import data_due_on, early_end
from tachiai.kernel.refused import Refusal
from tachiai.terms.rules import Terms
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.contests.forms import AnswerForm, JudgedForm, ReasonForm
from tachiai.web.site.contests.looking import own_contest, proposal_to_me, seen_proposal
from tachiai.web.site.contests.pages import contest_context
from tachiai.web.site.contests.rows import card, cards, clock_bar, step_rows, trail
from tachiai.web.site.contests.sending import OF_RIGHTS
from tachiai.web.terms_rows import terms_rows


@login_required
@require_safe
def selection(request: PageRequest, listing_id: int) -> HttpResponse:
    """Every proposal that stands, next to each other."""
    view = own_contest(request, listing_id)
    lines = queries.grid(view.eyes, view.contest, before=before_of(request))
    context = {
        "view": view,
        "contest": view.contest,
        "clock": clock_bar(view),
        "criteria": view.plan.criteria,
        "cards": cards(lines[:PAGE]),
        "next": f"?before={lines[PAGE - 1].number}" if len(lines) > PAGE else "",
        "steps": step_rows(listing_id, view.offered(), view.contest.state),
        "unanswered": sum(question.answered_at is None for question in asked_about(view.contest.pk)),
        "trail": trail(view.contest, is_client=True),
    }
    return render(request, "contests/selection.html", context)


STEPS = ("withdraw", "end_early", "finish")


@login_required
def step(request: PageRequest, listing_id: int, step: str) -> HttpResponse:
    """A step of the contest, after reading what it means."""
    view = own_contest(request, listing_id)
    offer = view.offered().get(step)
    if step not in STEPS or offer is None:
        raise Http404
    asks = "reason" in offer.step.asks
    form = (
        _reason_form(request, "contests.finish.reason")
        if asks
        else JudgedForm(request.POST if request.method == "POST" else None)
    )
    if request.method == "POST" and form.is_valid():
        said = {"listing_id": listing_id, "client_id": request.user.pk, "at": request.now}
        said |= {name: form.cleaned_data[name] for name in ("reason", "seen")} if asks else {}
        try:
            _STEPS[step](**said)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain(f"contests.done.{step}"))
            back = "contests:deposit" if step == "withdraw" else "contests:selection"
            return redirect(back, listing_id)
    context = {
        "label": reading.plain(f"contest.step.{step}"),
        "explain": reading.plain(f"contest.explain.{step}"),
        "offer": offer,
        "form": form,
        "contest": view.contest,
        "ends_at": early_end(request.now) if step == "end_early" else None,
        "held": view.facts.held if step == "finish" else None,
        "back": reverse("contests:selection" if view.contest.published_at else "contests:deposit", args=[listing_id]),
        "trail": trail(view.contest, is_client=True),
    }
    return render(request, "contests/step.html", context, status=400 if form.errors else 200)


_STEPS: Mapping[str, Callable[..., None]] = {
    "withdraw": deposits.withdraw_deposit,
    "end_early": awards.end_contest_early,
    "finish": awards.finish_contest,
}


@login_required
@require_POST
def like(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Like a proposal, or no longer; back to where it stood."""
    contest, _ = proposal_to_me(request, proposal_id)
    act.like_proposal(
        proposal_id=proposal_id, client_id=request.user.pk, is_liked="off" not in request.POST, at=request.now
    )
    here = reverse("contests:proposal", args=[proposal_id])
    grid = f"{reverse('contests:selection', args=[contest.listing_id])}#proposal-{proposal_id}"
    return redirect(grid if request.POST.get("next") == "grid" else here)


@login_required
def wish(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Ask the maker for another version."""
    proposal_to_me(request, proposal_id)

    def ask(text: str, seen: str) -> None:
        act.wish_revision(proposal_id=proposal_id, client_id=request.user.pk, text=text, seen=seen, at=request.now)

    return _with_reason(request, proposal_id, "wish", ask)


@login_required
def mark(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Say that a proposal does not meet the brief, and why."""
    proposal_to_me(request, proposal_id)

    def say(text: str, seen: str) -> None:
        act.mark_proposal(proposal_id=proposal_id, client_id=request.user.pk, reason=text, seen=seen, at=request.now)

    return _with_reason(request, proposal_id, "mark", say)


@login_required
@require_POST
def unmark(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Take that back."""
    proposal_to_me(request, proposal_id)
    act.unmark_proposal(proposal_id=proposal_id, client_id=request.user.pk, at=request.now)
    return redirect("contests:proposal", proposal_id)


@login_required
def overturn(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Staff: it does meet the brief."""
    if not request.reader.is_staff:
        raise PermissionDenied
    seen_proposal(request, proposal_id)

    def say(text: str, seen: str) -> None:
        act.overturn_mark(proposal_id=proposal_id, by_staff_id=request.user.pk, reason=text, at=request.now)

    return _with_reason(request, proposal_id, "overturn", say)


def _with_reason(request: PageRequest, proposal_id: int, what: str, say: Callable[[str, str], None]) -> HttpResponse:
    """A page that asks for one text and says what it does."""
    contest, line = seen_proposal(request, proposal_id)
    form = _reason_form(request, f"contests.{what}.reason")
    if request.method == "POST" and form.is_valid():
        try:
            say(form.cleaned_data["reason"], form.cleaned_data["seen"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain(f"contests.{what}.done"))
            return redirect("contests:proposal", proposal_id)
    context = {
        "label": reading.plain(f"contests.{what}.title"),
        "explain": reading.plain(f"contests.{what}.explain"),
        "form": form,
        "contest": contest,
        "card": card(line),
        "back": reverse("contests:proposal", args=[proposal_id]),
        "trail": trail(contest, is_client=contest.client_id == request.user.pk),
    }
    return render(request, "contests/step.html", context, status=400 if form.errors else 200)


def _reason_form(request: PageRequest, label: str) -> ReasonForm:
    return ReasonForm(request.POST if request.method == "POST" else None, label=reading.plain(label))


@login_required
def award(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Adopt a proposal: what happens to the rights and to the money stands above the button."""
    contest, line = proposal_to_me(request, proposal_id)
    view = own_contest(request, contest.listing_id)
    if line.contract and not line.is_up:
        return redirect("contracts:detail", line.contract)
    is_more = not view.is_choosing or view.facts.prizes_left < 1
    refusal = None
    form = JudgedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            adopt = awards.award_more if is_more or "more" in request.POST else awards.award_proposal
            digest = request.POST.get("digest", "")
            reference = adopt(proposal_id=proposal_id, client_id=request.user.pk, terms_digest=digest, at=request.now)
        except Refusal as caught:
            refusal = caught
            form.full_clean()
            show_refusal(form, caught)
        else:
            messages.success(request, reading.plain("contests.award.done"))
            return redirect("contracts:detail", reference)
    context = _award_context(request, contest, view, is_more=is_more)
    context |= {"line": line, "card": card(line), "form": form}
    return render(request, "contests/award.html", context, status=409 if refusal else 200)


def _award_context(request: PageRequest, contest: Any, view: Any, *, is_more: bool) -> dict[str, Any]:
    terms = Terms.from_data(contest.terms)
    names = {reading.plain(f"terms.field.{name}.label") for name in OF_RIGHTS}
    return {
        "contest": contest,
        "is_more": is_more,
        "may_more": not is_more and bool(contest.adopted),
        "rights": [row for row in terms_rows(terms) if row["term"] in names],
        "due_on": data_due_on(request.now, terms.due_on),
        "left": view.facts.prizes_left,
        "digest": contest.terms_digest,
        "short_digest": contest.terms_digest[:16],
        "clock": clock_bar(view),
        "label": reading.plain("contests.award.more" if is_more else "contest.step.award"),
        "trail": trail(contest, is_client=True),
    }


@login_required
@require_POST
def answer(request: PageRequest, question_id: int) -> HttpResponse:
    """The client answers a question; in vain, the answer stands in the form on the page again."""
    listing_id = _asked_at(question_id)
    view = own_contest(request, listing_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            questions.answer_question(
                question_id=question_id,
                client_id=request.user.pk,
                text=form.cleaned_data["text"],
                seen=form.cleaned_data["seen"],
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(f"{reverse('contests:contest', args=[listing_id])}#questions")
    context = contest_context(request, view, answer_form=form, answering=question_id)
    return render(request, "contests/contest.html", context, status=400)


def _asked_at(question_id: int) -> int:
    listing_id = queries.listing_of_question(question_id)
    if listing_id is None:
        raise Http404
    return listing_id
