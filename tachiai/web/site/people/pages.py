"""The place of people: profiles, settings, closing the account, the old address of the terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import Face
from tachiai.conversations.actions.judging import look_at_public
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal
from tachiai.people import actions, queries
from tachiai.web import reading
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.people.forms import ClosureForm, ProfileForm, profile_of

FACES = (Actor.WORKER, Actor.CLIENT)


@dataclass(frozen=True)
class FacePage:
    """One face of a person: the figures, a page of ratings, and where the older ones begin."""

    role: Actor
    face: Face
    percent: int | None
    ratings: list[Any]
    older: int | None

    @property
    def ended(self) -> int:
        return self.face.contracts_completed + self.face.contracts_terminated


@login_required
@require_safe
def mine(request: PageRequest) -> HttpResponse:
    return redirect("people:profile", request.user.pk)


@require_safe
def profile(request: HttpRequest, person_id: int) -> HttpResponse:
    found = queries.public_profile(person_id)
    if found is None:
        raise Http404
    role = next((role for role in FACES if role == request.GET.get("face")), None)
    context = {
        "profile": found,
        "faces": [_face(person_id, each, _before(request, each)) for each in FACES if role in (None, each)],
        "is_mine": request.user.pk == person_id,
    }
    return render(request, "people/profile.html", context)


def _before(request: HttpRequest, role: Actor) -> int | None:
    return before_of(request) if request.GET.get("face") == role else None


def _face(person_id: int, role: Actor, before: int | None) -> FacePage:
    face = contracts.face(person_id, role)
    rate = face.completion_rate
    ratings = contracts.ratings_of(person_id, role, before)
    older = ratings[-1].pk if len(ratings) == contracts.PAGE else None
    return FacePage(role, face, None if rate is None else int(rate * 100), ratings, older)


@login_required
def settings(request: PageRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial=profile_of(request.user))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        shown = "\n".join((said["display_name"], said["introduction"], *said["skills"]))
        try:
            look_at_public(text=shown, where="profile", seen=request.POST.get("seen", ""))
            actions.update_profile(person_id=request.user.pk, at=request.now, **said)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            with reading.reading_as(language=form.cleaned_data["language"], zone=request.reader.zone, at=request.now):
                messages.success(request, reading.plain("people.settings.saved"))
            return redirect("people:settings")
    declared = queries.trader(request.user.pk, request.now)
    context = {"form": form, "declared": declared, "is_old": declared.should_confirm(request.now)}
    return render(request, "people/settings.html", context, status=400 if form.errors else 200)


@login_required
def close(request: PageRequest) -> HttpResponse:
    """What stands against closing the account, or the last question."""
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _close(request)
    reasons = actions.reasons_against_closure(request.user.pk)
    is_shut = queries.is_suspended(request.user.pk, request.now)
    return render(request, "people/close.html", {"form": form, "reasons": reasons, "is_shut": is_shut})


def _close(request: PageRequest) -> HttpResponse:
    at: datetime = request.now
    try:
        actions.close_account(person_id=request.user.pk, at=at)
    except Refusal as refusal:
        return render(request, "people/close.html", {"form": ClosureForm(), "reasons": refusal.reasons}, status=409)
    logout(request)
    return render(request, "people/closed.html")


@require_safe
def terms_of_use(request: HttpRequest) -> HttpResponse:
    """Where the terms stood before they became one of the guidelines."""
    return redirect("guidelines:document", "terms", permanent=True)
