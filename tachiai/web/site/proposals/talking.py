"""The talk about the terms on the table, item by item, and the signature under all of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tachiai.contracts import queries as contracts
from tachiai.conversations.safety import Warned
from tachiai.jobs import actions
from tachiai.jobs.queries import ProposalView
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.people.signing import Signature
from tachiai.terms.rules.alignment import Item
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.signing import SigningForm
from tachiai.web.site.proposals.forms import net_said
from tachiai.web.site.proposals.page import proposal_page
from tachiai.web.site.proposals.pages import detail_context, own_proposal, trail
from tachiai.web.site.safe_talk.consent import agree_in_form


@login_required
@require_POST
def understand(request: PageRequest, proposal_id: int) -> HttpResponse:
    """The items that were ticked, as they were shown."""
    own_proposal(request, proposal_id)
    shown = [item for name in request.POST.getlist("item") if (item := _shown(request, name))]
    place = f"{reverse('proposals:detail', args=[proposal_id])}#{_place(request)}"
    if not shown:
        messages.error(request, reading.plain("talk.nothing_ticked"))
        return redirect(place)
    try:
        actions.understand_terms(proposal_id=proposal_id, person_id=request.user.pk, shown=shown, at=request.now)
    except Refusal as refusal:
        return _again(request, proposal_id, refusal, ticked=request.POST.getlist("item"))
    messages.success(request, reading.plain("talk.saved", n=len(shown)))
    return redirect(place)


def _shown(request: PageRequest, name: str) -> Item | None:
    """The item as the page showed it: by the digests of its value and of its difference."""
    digest, _, difference = request.POST.get(f"shown-{name}", "").partition(":")
    return Item(name, (), digest, difference) if digest else None


def _place(request: PageRequest) -> str:
    """Where on the page to go on; anything else than a name leads to the talk."""
    given = request.POST.get("from", "")
    return given if given.replace("-", "").replace("_", "").isalnum() else "talk"


@login_required
@require_POST
def discuss(request: PageRequest, proposal_id: int, item: str) -> HttpResponse:
    """A question about one item, or a word on it."""
    own_proposal(request, proposal_id)
    text, is_question = request.POST.get("text", ""), request.POST.get("kind") == "question"
    try:
        agree_in_form(request)
        actions.discuss_item(
            proposal_id=proposal_id,
            person_id=request.user.pk,
            item=item,
            text=text,
            is_question=is_question,
            seen=request.POST.get("seen", ""),
            at=request.now,
        )
    except Refusal as refusal:
        return _again(request, proposal_id, refusal, asked={"item": item, "text": text})
    messages.success(request, reading.plain("talk.asked" if is_question else "talk.said"))
    return redirect(f"{reverse('proposals:detail', args=[proposal_id])}#item-{item}")


@login_required
@require_POST
def override(request: PageRequest, proposal_id: int) -> HttpResponse:
    """One side goes on in spite of a finding, with a reason."""
    own_proposal(request, proposal_id)
    given = {name: request.POST.get(name, "") for name in ("check", "fact", "value", "reason", "seen")}
    try:
        agree_in_form(request)
        actions.override_finding(proposal_id=proposal_id, person_id=request.user.pk, at=request.now, **given)
    except Refusal as refusal:
        return _again(request, proposal_id, refusal, asked=given)
    messages.success(request, reading.plain("findings.went_on"))
    return redirect(f"{reverse('proposals:detail', args=[proposal_id])}#findings")


def _again(request: PageRequest, proposal_id: int, refusal: Refusal, **typed: Any) -> HttpResponse:
    """The page as it is by now, with the reasons, and with what was ticked or typed and has to be looked at."""
    for reason in refusal.reasons:
        messages.error(request, reading.reason_text(reason))
    if isinstance(refusal, Warned):
        typed["asked"]["judged"] = refusal.judged
    view = own_proposal(request, proposal_id)
    page = proposal_page(view, request.now)
    return render(request, "proposals/detail.html", {**detail_context(view, page, request.now), **typed}, status=409)


@login_required
def agree(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Everything that is agreed to, once more, and one side's signature; the second one makes the contract."""
    view = own_proposal(request, proposal_id)
    if view.current is None or view.proposal.state != "negotiating":
        return _afterwards(request, view)
    version = view.current.version
    form = SigningForm(request.POST or None, request=request, shown=version.digest)
    signed = form.signature(request.now) if request.method == "POST" else None
    refusal = None
    if signed is not None:
        try:
            return _agreed(request, proposal_id, version.number, signed)
        except Refusal as caught:
            refusal = caught
            show_refusal(form, caught)
    page = proposal_page(view, request.now)
    context = {"view": view, "page": page, "proposal": view.proposal, "listing": view.listing, "signing": form}
    if view.role is Actor.WORKER:
        context["net"] = net_said(version.terms, version.terms.price or version.terms.hourly_rate or 0)
    status = 409 if refusal else 400 if form.errors else 200
    return render(request, "proposals/agree.html", {**context, "trail": trail(view)}, status=status)


def _afterwards(request: PageRequest, view: ProposalView) -> HttpResponse:
    """Somebody comes too late, or presses twice: the contract is there."""
    made = contracts.reference_of(view.proposal.pk) if view.proposal.state == "contracted" else None
    if made is None and request.method != "POST":
        raise Http404
    return redirect("contracts:detail", made) if made else redirect("proposals:detail", view.proposal.pk)


def _agreed(request: PageRequest, proposal_id: int, number: int, signed: Signature) -> HttpResponse:
    reference = actions.agree(proposal_id=proposal_id, version_number=number, signed=signed, at=request.now)
    if reference is not None:
        messages.success(request, reading.plain("proposal.done.contract"))
        return redirect("contracts:detail", reference)
    messages.success(request, reading.plain("proposals.terms.agreed"))
    return redirect("proposals:detail", proposal_id)
