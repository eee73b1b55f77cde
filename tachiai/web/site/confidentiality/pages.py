"""One agreement to keep secrets: read by both sides, signed, declined or taken back, and kept as PDF and JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.documents.gateways.typst_pdf import pdf
from tachiai.documents.rules import canonical
from tachiai.jobs import actions
from tachiai.jobs.queries import ProposalView
from tachiai.jobs.queries.confidentiality import (
    ConfidentialityView,
    confidentiality_for,
    counterpart_to_sign,
    latest_confidentiality,
)
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.downloads import download
from tachiai.web.forms import show_refusal
from tachiai.web.papers import sheet
from tachiai.web.requests import PageRequest
from tachiai.web.signing import SigningForm
from tachiai.web.site.confidentiality.forms import DeclineForm
from tachiai.web.site.confidentiality.page import WORDS, advice_rows, confidentiality_page
from tachiai.web.site.proposals.pages import own_proposal, trail


@login_required
@require_safe
def detail(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Whose turn it is, the whole text with the signatures that it has, and what the reader can do."""
    proposal = own_proposal(request, proposal_id)
    view = latest_confidentiality(request.user.pk, proposal_id)
    context = {
        "proposal": proposal.proposal,
        "page": confidentiality_page(proposal, view, request.now),
        "trail": trail(proposal),
    }
    return render(request, "confidentiality/detail.html", context)


@login_required
def agree(request: PageRequest, proposal_id: int) -> HttpResponse:
    """The text with the reader's own name and address in it, and the signature under it."""
    proposal, view = _asked_of(request, proposal_id)
    document = counterpart_to_sign(view, request.now)
    sent = (request.POST,) if request.method == "POST" else ()
    form = SigningForm(*sent, request=request, shown=document.digest())
    signed = form.signature(request.now) if form.is_bound else None
    if signed is not None and (
        answer := _take(request, form, "agree", view, lambda: actions.agree_confidentiality(
            request_id=view.row.pk, person_id=request.user.pk, signed=signed, at=request.now
        ))
    ):  # fmt: skip
        return answer
    context = {
        **_context(proposal, view, "agree"),
        "form": form,
        "sheet": sheet(document),
        "advice": advice_rows(view.cautions),
        "mine": document.addressed_to,
        "other": view.row.asker,
    }
    return render(request, "confidentiality/agree.html", context, status=_status(form, signed is not None))


@login_required
def decline(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Say no, with a reason or without."""
    proposal, view = _asked_of(request, proposal_id)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    return _end(request, proposal, view, "decline", form, lambda: actions.decline_confidentiality(
        request_id=view.row.pk, person_id=request.user.pk, reason=form.cleaned_data["reason"], at=request.now
    ))  # fmt: skip


@login_required
def withdraw(request: PageRequest, proposal_id: int) -> HttpResponse:
    """The asker takes the request back."""
    proposal, view = _open(request, proposal_id)
    if not view.is_asker:
        raise Http404
    form = forms.Form(request.POST if request.method == "POST" else None)
    return _end(request, proposal, view, "withdraw", form, lambda: actions.withdraw_confidentiality(
        request_id=view.row.pk, person_id=request.user.pk, at=request.now
    ))  # fmt: skip


def _open(request: PageRequest, proposal_id: int) -> tuple[ProposalView, ConfidentialityView]:
    """The newest request; 404 where there is none. One that has ended is refused by the step itself."""
    proposal = own_proposal(request, proposal_id)
    view = latest_confidentiality(request.user.pk, proposal_id)
    if view is None:
        raise Http404
    return proposal, view


def _asked_of(request: PageRequest, proposal_id: int) -> tuple[ProposalView, ConfidentialityView]:
    proposal, view = _open(request, proposal_id)
    if view.is_asker:
        raise Http404
    return proposal, view


def _end(
    request: PageRequest,
    proposal: ProposalView,
    view: ConfidentialityView,
    step: str,
    form: forms.Form,
    take: Callable[[], None],
) -> HttpResponse:
    """Show what the step means, and take it when the form comes back."""
    is_sent = form.is_bound and form.is_valid()
    if is_sent and (answer := _take(request, form, step, view, take)):
        return answer
    context = {**_context(proposal, view, step), "form": form}
    return render(request, "confidentiality/end.html", context, status=_status(form, is_sent))


def _take(
    request: PageRequest, form: forms.Form, step: str, view: ConfidentialityView, take: Callable[[], None]
) -> HttpResponse | None:
    """Take the step and go back to the page; None when it was refused, with the reasons in the form."""
    try:
        take()
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None
    messages.success(request, reading.plain(f"{WORDS}.done.{step}"))
    return redirect("confidentiality:detail", view.row.proposal_id)


def _status(form: forms.Form, was_sound: bool) -> int:
    if not form.errors:
        return 200
    return 409 if was_sound else 400


def _context(proposal: ProposalView, view: ConfidentialityView, step: str) -> dict[str, Any]:
    here = {"label": reading.plain(f"{WORDS}.name"), "href": _address(view)}
    return {
        "view": view,
        "step": step,
        "title": reading.plain(f"{WORDS}.step.{step}"),
        "explain": reading.plain(f"{WORDS}.explain.{step}"),
        "is_open": not view.state.final,
        "over": reading.plain(f"{WORDS}.over.{view.row.state}") if view.state.final else "",
        "back": _address(view),
        "trail": [*trail(proposal), here],
    }


def _address(view: ConfidentialityView) -> str:
    return reverse("confidentiality:detail", args=[view.row.proposal_id])


@login_required
@require_safe
def as_pdf(request: PageRequest, proposal_id: int, request_id: int) -> HttpResponse:
    """The text with its signatures, to keep or to show to a lawyer before signing."""
    view = _one(request, proposal_id, request_id)
    return download(pdf(view.shown, digest=view.digest), "application/pdf", f"{view.document.number}.pdf")


@login_required
@require_safe
def as_json(request: PageRequest, proposal_id: int, request_id: int) -> HttpResponse:
    """Each side's signed document with its digest and signature: enough to check them without us."""
    view = _one(request, proposal_id, request_id)
    copies = [
        {
            "role": copy.role,
            "account": copy.person_id,
            "signed_at": copy.signed_at.isoformat(),
            "method": copy.method,
            "proof": copy.proof,
            "sha256": copy.digest,
            "document": copy.content,
        }
        for copy in sorted(view.copies.values(), key=lambda each: each.signed_at)
    ]
    content = canonical({"state": view.row.state, "copies": copies})
    return download(content, "application/json", f"{view.document.number}.json")


def _one(request: PageRequest, proposal_id: int, request_id: int) -> ConfidentialityView:
    view = confidentiality_for(request.user.pk, proposal_id, request_id)
    if view is None:
        raise Http404
    return view
