"""Asking the other side to keep secrets: the choices, a look at the whole text, the signature."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tachiai.documents.rules import Document
from tachiai.jobs import actions
from tachiai.jobs.queries import ProposalView
from tachiai.jobs.queries.confidentiality import cautions, objections_to_asking, request_to_sign
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.papers import sheet
from tachiai.web.requests import PageRequest
from tachiai.web.signing import SigningForm
from tachiai.web.site.confidentiality.forms import AskForm
from tachiai.web.site.confidentiality.page import WORDS, advice_rows
from tachiai.web.site.proposals.pages import own_proposal, trail


@login_required
def ask(request: PageRequest, proposal_id: int) -> HttpResponse:
    """The choices; then the text that they make, to be read and signed. Nothing is sent before that."""
    view = own_proposal(request, proposal_id)
    objections = objections_to_asking(view.proposal, request.user.pk, request.now)
    if any(refused.key == "confidentiality.refused.one_at_a_time" for refused in objections):
        return redirect("confidentiality:detail", proposal_id)
    form = AskForm(request.POST or None, initial={"language": view.listing.language})
    if form.is_bound and form.is_valid() and "change" not in request.POST and not objections:
        return _look(request, view, form)
    context = {**_context(view), "form": form, "objections": objections}
    has_mistakes = form.is_bound and not form.is_valid()
    return render(request, "confidentiality/ask.html", context, status=400 if has_mistakes else 200)


def _look(request: PageRequest, view: ProposalView, form: AskForm) -> HttpResponse:
    """The whole text as it will be sent. Signed, it is."""
    undertaking = form.undertaking()
    document = request_to_sign(view.proposal, request.user.pk, undertaking, request.now)
    sent = (request.POST,) if "send" in request.POST else ()
    signing = SigningForm(*sent, request=request, shown=document.digest())
    signed = signing.signature(request.now) if signing.is_bound else None
    status = 400 if signing.is_bound else 200
    if signed is not None:
        try:
            actions.ask_confidentiality(
                proposal_id=view.proposal.pk,
                person_id=request.user.pk,
                undertaking=undertaking,
                signed=signed,
                at=request.now,
            )
        except Refusal as refusal:
            show_refusal(signing, refusal)
            status = 409
        else:
            messages.success(request, reading.plain(f"{WORDS}.done.open"))
            return redirect("confidentiality:detail", view.proposal.pk)
    context = {**_context(view), **_looked_at(form, document, signing)}
    return render(request, "confidentiality/look.html", context, status=status)


def _looked_at(form: AskForm, document: Document, signing: SigningForm) -> dict[str, Any]:
    return {
        "sheet": sheet(document),
        "signing": signing,
        "typed": [(name, form.data.get(name, "")) for name in form.fields],
        "mine": document.issued_by,
        "advice": advice_rows(cautions(form.cleaned_data["special"])),
    }


def _context(view: ProposalView) -> dict[str, Any]:
    other = view.proposal.worker if view.role is Actor.CLIENT else view.listing.client
    here = {"label": reading.plain(f"{WORDS}.name"), "href": reverse("confidentiality:detail", args=[view.proposal.pk])}
    return {
        "view": view,
        "other": other,
        "title": reading.plain(f"{WORDS}.link"),
        "explain": reading.plain(f"{WORDS}.explain.open"),
        "send": reading.plain(f"{WORDS}.step.open"),
        "trail": [*trail(view), here],
    }
