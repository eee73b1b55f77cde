"""The terms on the table: begun, changed, agreed to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tachiai.jobs import actions
from tachiai.jobs.queries import ProposalView
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.terms.queries import TermsVersion
from tachiai.terms.rules import FIELD, label_key, open_points
from tachiai.terms.rules.checking import mistakes
from tachiai.terms.rules.fitting import fitted
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.proposals.forms import TermsForm, terms_form
from tachiai.web.site.proposals.pages import own_proposal, trail
from tachiai.web.terms_rows import diff_against

# A point that is changed alone still needs the points that hang on it.
WITH = {
    "rights": ("ip_scope",),
    "price": ("milestones",),
    "price_basis": ("price_detail", "price"),
    "pay_means": ("pay_means_detail",),
    "recommission": ("recommission_client", "recommission_pay_on"),
    "milestones": ("price", "due_on"),
}


@login_required
@require_POST
def begin(request: PageRequest, proposal_id: int) -> HttpResponse:
    own_proposal(request, proposal_id, Actor.CLIENT)
    actions.open_terms(proposal_id=proposal_id, client_id=request.user.pk, at=request.now)
    messages.success(request, reading.plain("proposal.done.open_terms"))
    return redirect("proposals:detail", proposal_id)


@login_required
def propose(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Change what is on the table. When the other side was faster, what was typed stays beside what they changed."""
    view = own_proposal(request, proposal_id)
    current = _on_table(view)
    only = _only(request)
    if request.method != "POST":
        form = terms_form(current.terms, current.number, only)
        return render(request, "proposals/terms.html", _context(view, current, form))
    form = TermsForm(request.POST, before=current.terms, only=only)
    if form.is_valid() and "fit" in request.POST:
        changed = terms_form(fitted(form.terms()), form.cleaned_data["base"] or 0, only)
        return render(request, "proposals/terms.html", {**_context(view, current, changed), "is_fitted": True})
    if form.is_valid() and _is_sound(form, request):
        try:
            version = actions.propose_terms(
                proposal_id=proposal_id,
                person_id=request.user.pk,
                values=form.terms(),
                base_number=form.cleaned_data["base"] or 0,
                at=request.now,
            )
        except Refusal as refusal:
            return _refused(request, form, refusal, proposal_id)
        said = "proposals.terms.unchanged" if version.id == current.id else "proposals.terms.proposed"
        messages.success(request, reading.plain(said, number=version.number))
        return redirect("proposals:detail", proposal_id)
    return render(request, "proposals/terms.html", _context(view, current, form), status=400)


def _only(request: PageRequest) -> tuple[str, ...]:
    """The points that are to be changed, when the talk about them led here; with what they make necessary."""
    names = [name for name in request.GET.getlist("item") if name in FIELD]
    return tuple(each for name in names for each in (name, *WITH.get(name, ())))


def _on_table(view: ProposalView) -> TermsVersion:
    if view.current is None or view.proposal.state != "negotiating":
        raise Http404
    return view.current.version


def _is_sound(form: TermsForm, request: PageRequest) -> bool:
    """Show each mistake beside its field."""
    for name, refused in mistakes(form.terms(), local_date(request.now)):
        form.add_error(name, reading.reason_text(refused))
    return not form.errors


def _refused(request: PageRequest, form: TermsForm, refusal: Refusal, proposal_id: int) -> HttpResponse:
    """Show what was typed against the version that is on the table by now; sent again, it builds on that one."""
    view = own_proposal(request, proposal_id)
    current, typed = _on_table(view), form.terms()
    changes = diff_against(current.terms, typed)
    form.data = {**dict(form.data.items()), "base": str(current.number)}
    show_refusal(form, refusal)
    context = {**_context(view, current, form), "changes": changes}
    return render(request, "proposals/terms.html", context, status=409)


def _context(view: ProposalView, current: TermsVersion, form: TermsForm) -> dict[str, Any]:
    has_agreed = bool(view.current and view.current.consents)
    return {
        "view": view,
        "number": current.number,
        "form": form,
        "takes_back": has_agreed,
        "open_points": [
            {"label": reading.plain(label_key(each)), "href": f"#id_{each.name}"}
            for each in open_points(current.terms)
            if each.name in form.fields
        ],
        "is_part": form.is_part,
        "changes": (),
        "trail": trail(view),
    }
