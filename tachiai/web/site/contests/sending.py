"""What makers send: a proposal, its next version, a question; and what they decide about their works."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tachiai.contests.actions import proposals, questions
from tachiai.contests.queries.contests import ContestView
from tachiai.contests.queries.facts import plan_of
from tachiai.kernel.refused import Refusal
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.people.signing import sign_in_session
from tachiai.terms.rules import Terms
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.contests.forms import QuestionForm, WorkForm
from tachiai.web.site.contests.looking import own_proposal, seen_contest
from tachiai.web.site.contests.pages import contest_context
from tachiai.web.site.contests.rows import facts, trail
from tachiai.web.site.contracts.story import files_of
from tachiai.web.terms_rows import terms_rows

if TYPE_CHECKING:
    from tachiai.contests.models import Contest

# What of the terms is said in full beside the box: what happens to the work.
OF_RIGHTS = ("rights", "ip_scope", "portfolio")


@login_required
def propose(request: PageRequest, listing_id: int) -> HttpResponse:
    """A proposal, with the rights in full and the consent to them."""
    view = seen_contest(request, listing_id)
    if view.is_client or view.contest.published_at is None:
        raise Http404
    if request.method != "POST":
        refuse_restricted(request.user.pk, Act.PROPOSE, request.now)
    form = _form(request, view.contest)

    def send(**said: Any) -> int:
        return proposals.send_contest_proposal(listing_id=listing_id, **said)

    return _sent(request, view.contest, form, send, view)


@login_required
def revise(request: PageRequest, proposal_id: int) -> HttpResponse:
    """The next version of one's own proposal."""
    contest, line = own_proposal(request, proposal_id)
    newest = line.newest
    kept = " ".join(str(work.id) for work in newest.works)
    form = _form(request, contest, text=newest.text, note=newest.note, kept=kept)

    def send(**said: Any) -> int:
        proposals.revise_contest_proposal(proposal_id=proposal_id, **said)
        return proposal_id

    return _sent(request, contest, form, send, None, wishes=line.wishes)


def _form(request: PageRequest, contest: Contest, **shown: str) -> WorkForm:
    given: list[Any] = [request.POST, request.FILES] if request.method == "POST" else []
    initial = {"digest": contest.terms_digest, "once": secrets.token_hex(8), **shown}
    return WorkForm(*given, initial=initial, owner_id=request.user.pk, at=request.now)


def _sent(
    request: PageRequest,
    contest: Contest,
    form: WorkForm,
    send: Callable[..., int],
    view: ContestView | None,
    **more: Any,
) -> HttpResponse:
    refusal = None
    if request.method == "POST" and form.is_valid():
        typed, person_id = form.cleaned_data, request.user.pk
        signed = sign_in_session(person_id=person_id, digest=typed["digest"], at=request.now)
        said = {"seen": typed["seen"], "once": typed["once"], "at": request.now}
        dropped = {int(each) for each in request.POST.getlist("drop") if each.isdecimal()}
        try:
            proposal_id = send(worker_id=person_id, work=form.work().without(dropped), signed=signed, **said)
        except Refusal as caught:
            refusal = caught
            show_refusal(form, caught)
        else:
            messages.success(request, reading.plain("contests.propose.sent"))
            return redirect("contests:proposal", proposal_id)
    terms, plan = Terms.from_data(contest.terms), plan_of(contest)
    names = {name: reading.plain(f"terms.field.{name}.label") for name in OF_RIGHTS}
    rows = terms_rows(terms, leave_out=("acceptance_items",))
    kept = form.kept_files()
    context = {
        "contest": contest,
        "view": view,
        "form": form,
        "kept": [{**row, "id": file.pk} for row, file in zip(files_of(kept), kept, strict=True)],
        "rights": [row for row in rows if row["term"] in names.values()],
        "rows": [row for row in rows if row["term"] not in names.values()],
        "items": terms.acceptance_items,
        "facts": facts(plan, contest.prize),
        "criteria": plan.criteria,
        "short_digest": contest.terms_digest[:16],
        "trail": trail(contest, is_client=False),
        **more,
    }
    status = 409 if refusal else 400 if form.errors else 200
    return render(request, "contests/propose.html", context, status=status)


@login_required
def withdraw(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Take one's own proposal back, after reading what that means."""
    contest, line = own_proposal(request, proposal_id)
    if not line.is_up and not line.is_withdrawn:
        raise Http404
    if request.method == "POST":
        proposals.withdraw_contest_proposal(proposal_id=proposal_id, worker_id=request.user.pk, at=request.now)
        messages.success(request, reading.plain("contests.withdraw.done"))
        return redirect("contests:mine")
    context = {
        "title": reading.plain("contests.withdraw.title"),
        "explain": reading.plain("contests.withdraw.explain"),
        "subject": contest.title,
        "back": reverse("contests:proposal", args=[proposal_id]),
    }
    return render(request, "jobs/confirm.html", context)


@login_required
@require_POST
def show(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Whether everybody may see the work after the end."""
    own_proposal(request, proposal_id)
    may_show = request.POST.get("may_show") == "1"
    proposals.show_contest_proposal(
        proposal_id=proposal_id, worker_id=request.user.pk, may_show=may_show, at=request.now
    )
    messages.success(request, reading.plain("contests.show.yes" if may_show else "contests.show.no"))
    return redirect("contests:proposal", proposal_id)


@login_required
@require_POST
def ask(request: PageRequest, listing_id: int) -> HttpResponse:
    """A question that everybody reads; asked in vain, it stands in the form on the page again."""
    view = seen_contest(request, listing_id)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            questions.ask_question(
                listing_id=listing_id,
                asker_id=request.user.pk,
                text=form.cleaned_data["text"],
                seen=form.cleaned_data["seen"],
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("contests.question.asked"))
            return redirect(f"{reverse('contests:contest', args=[listing_id])}#questions")
    context = contest_context(request, view, question_form=form)
    return render(request, "contests/contest.html", context, status=400)
