"""The rating that the rule on silence gave: its rated side says why they could not answer, staff decide.

What is pleaded may be private (an illness): the other side sees the decision and its reason, not the plea.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tachiai.contracts import queries as contracts
from tachiai.contracts import rating as ratings
from tachiai.contracts.lifecycles import PLEA
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.pleas import steps_of_plea
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended, side_of
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.beside import then_text
from tachiai.web.site.contracts.entry import contract_view, trail
from tachiai.web.site.contracts.request_forms import PleaDecisionForm, PleaForm
from tachiai.web.site.contracts.story import files_of

if TYPE_CHECKING:
    from tachiai.contracts.models import Plea, Rating


@login_required
def plea(request: PageRequest, reference: str) -> HttpResponse:
    """The rating, the plea against it, and the form of whoever has a word to say now."""
    view = contract_view(request, reference)
    rating = contracts.ratings(view).by_rule
    if rating is None:
        raise Http404
    form = _form(request, view, rating)
    status = 200
    if request.method == "POST" and form is not None:
        if form.is_valid():
            try:
                _say(request, rating, form)
            except Refusal as refusal:
                show_refusal(form, refusal)
                status = 409
            else:
                return redirect("contracts:plea", reference)
        status = 400 if status == 200 else status
    return render(request, "contracts/plea.html", _context(view, rating, form), status=status)


def _plea_of(rating: Rating) -> Plea | None:
    found: Plea | None = getattr(rating, "plea", None)
    return found


def _form(request: PageRequest, view: ContractView, rating: Rating) -> forms.Form | None:
    """The rated side's form until they pleaded, then that of staff until they decided; else none."""
    pleaded = _plea_of(rating)
    is_posted = request.method == "POST"
    if pleaded is None and view.sides.get(view.role) == rating.rated_id and not view.standing:
        data = (request.POST, request.FILES) if is_posted else ()
        return PleaForm(*data, owner_id=request.user.pk, at=request.now)
    if pleaded is not None and view.role is Actor.STAFF and pleaded.closed_at is None:
        return PleaDecisionForm(*((request.POST,) if is_posted else ()))
    return None


def _say(request: PageRequest, rating: Rating, form: forms.Form) -> None:
    cleaned, pleaded = form.cleaned_data, _plea_of(rating)
    if pleaded is None:
        files = cleaned["file_ids"]
        ratings.plead(rating_id=rating.pk, person_id=request.user.pk, text=cleaned["text"], files=files, at=request.now)
        messages.success(request, reading.plain("requests.plea.sent"))
        return
    lifts = request.POST.get("decision") == "lift"
    ratings.decide_plea(
        plea_id=pleaded.pk, lift=lifts, reason=cleaned["reason"], by_staff_id=request.user.pk, at=request.now
    )
    messages.success(request, reading.plain("plea.done.lift" if lifts else "plea.done.uphold"))


def _context(view: ContractView, rating: Rating, form: forms.Form | None) -> dict[str, Any]:
    pleaded = _plea_of(rating)
    is_private = view.role is not Actor.STAFF and view.sides.get(view.role) != rating.rated_id
    return {
        "contract": view.contract,
        "rating": rating,
        "plea": pleaded,
        "is_private": is_private,
        "files": files_of(pleaded.files.all()) if pleaded and not is_private else (),
        "clock": _clock(view, pleaded) if pleaded else None,
        "history": _history(pleaded) if pleaded else (),
        "form": form,
        "kept": files_of(form.kept_files()) if isinstance(form, PleaForm) else (),
        "title": reading.plain("plea.name"),
        "explain": reading.plain("plea.explain.open") if isinstance(form, PleaForm) else "",
        "trail": trail(view),
    }


def _clock(view: ContractView, pleaded: Plea) -> ClockBar:
    words, state = PLEA.words, pleaded.state
    if PLEA.state(state).final:
        return ended(words, state, pleaded.entered_at)
    default = PLEA.clock_step(state)
    return ClockBar(
        turn="you" if view.role is Actor.STAFF else "staff",
        act=reading.plain(f"{words}.act.{state}"),
        due_at=pleaded.due_at,
        since=pleaded.entered_at,
        then=then_text(words, default.name) if default else "",
        about=f"{words}.{state}",
        side=side_of(view.role),
    )


def _history(pleaded: Plea) -> list[Mapping[str, Any]]:
    """The decision, if it fell, with its reason."""
    return [
        {
            "at": step.taken_at,
            "actor": reading.plain(f"contracts.role.{step.actor}"),
            "kind": "auto" if step.actor == Actor.CLOCK else "step",
            "text": reading.plain(f"{PLEA.words}.done.{step.step}"),
            "body": step.answers.get("reason", ""),
        }
        for step in steps_of_plea(pleaded.pk)
    ]
