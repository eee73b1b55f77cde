"""What everybody reads of a contest: its page, one proposal, one's own proposals, marked pictures."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.contests.queries import proposals as queries
from tachiai.contests.queries.contests import ContestView, questions, view_of
from tachiai.contests.queries.proposals import PAGE
from tachiai.contests.queries.seeing import picture_for
from tachiai.contests.rules import MOST_PROPOSALS
from tachiai.contracts import queries as contracts
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.downloads import inert
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.contests.forms import AnswerForm, QuestionForm
from tachiai.web.site.contests.looking import eyes_of, seen_contest, seen_proposal
from tachiai.web.site.contests.rows import card, cards, clock_bar, facts, step_rows, trail
from tachiai.web.site.contracts.story import files_of
from tachiai.web.site.jobs.forms import ExtendForm
from tachiai.web.site.jobs.stopped import stopped
from tachiai.web.terms_rows import terms_rows


@require_safe
def contest(request: PageRequest, listing_id: int) -> HttpResponse:
    """The page of a contest."""
    view = seen_contest(request, listing_id)
    return render(request, "contests/contest.html", contest_context(request, view))


def contest_context(request: PageRequest, view: ContestView, **more: Any) -> dict[str, Any]:
    """Everything on the page of a contest; `more` takes the place of what stands here."""
    contest = view.contest
    before = before_of(request)
    lines = queries.grid(view.eyes, contest, before=before)
    asked = questions(contest.pk)
    face = contracts.face(contest.client_id, Actor.CLIENT)
    context = {
        "view": view,
        "contest": contest,
        "listing": view.listing.listing,
        "clock": clock_bar(view),
        "stopped": stopped(view.listing.listing),
        "facts": facts(view.plan, contest.prize),
        "criteria": view.plan.criteria,
        "description": view.listing.draft.description,
        "rows": terms_rows(view.terms, leave_out=("price", "acceptance_items")),
        "items": view.terms.acceptance_items,
        "files": files_of(view.listing.files),
        "cards": cards(lines[:PAGE]),
        "next": f"?before={lines[PAGE - 1].number}#proposals" if len(lines) > PAGE else "",
        "own": queries.own_count(view.eyes, contest, lines, before=before),
        "most": MOST_PROPOSALS,
        "questions": asked,
        "question_form": QuestionForm(),
        "answer_form": AnswerForm(),
        "extend_form": ExtendForm(initial={"apply_on": view.listing.draft.apply_on}),
        "steps": step_rows(contest.listing_id, view.offered(), contest.state),
        "face": face,
        "trail": trail(contest, is_client=view.is_client)[:1],
    }
    return {**context, **more}


@require_safe
def proposal(request: PageRequest, proposal_id: int) -> HttpResponse:
    """One proposal with all its versions, for whoever may see it."""
    contest, line = seen_proposal(request, proposal_id)
    view = view_of(eyes_of(request), contest, request.now)
    is_client = contest.client_id == request.user.pk
    context = {
        "contest": contest,
        "view": view,
        "line": line,
        "card": card(line),
        "clock": clock_bar(view) if view else None,
        "is_client": is_client,
        "reads_notes": is_client or line.is_mine or request.reader.is_staff,
        "originals": files_of(queries.originals(eyes_of(request), line)),
        "may_choose": is_client and view is not None and view.is_choosing and line.is_up,
        "may_judge": is_client and view is not None and not view.is_over and line.is_up,
        "may_award_more": is_client and line.is_up and bool(contest.adopted),
        "is_over": view is None or view.is_over,
        "trail": trail(contest, is_client=is_client) if view else [],
    }
    return render(request, "contests/proposal.html", context)


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    """One's own proposals to contests, newest first."""
    found = queries.mine(request.user.pk, before=before_of(request))
    rows = [
        {**card(line), "contest": contest, "state": reading.plain(f"contest.state.{contest.state}")}
        for contest, line in found[:PAGE]
    ]
    older = found[PAGE - 1][1].id if len(found) > PAGE else None
    context = {"rows": rows, "next": f"?before={older}" if older else "", "search": reverse("jobs:search")}
    return render(request, "contests/mine.html", context)


@require_safe
def picture(request: PageRequest, file_id: int) -> HttpResponseBase:
    """The marked picture of a file of a proposal, inert."""
    found = picture_for(eyes_of(request), file_id)
    if found is None:
        raise Http404
    return inert(FileResponse(found.content.open("rb"), content_type="image/webp"))
