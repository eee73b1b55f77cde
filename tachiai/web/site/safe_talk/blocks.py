"""Blocking somebody, and the list of those whom one has blocked."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tachiai.conversations.actions import blocks as actions
from tachiai.conversations.queries.blocks import PAGE, blocked_people, has_blocked, reasons_against_blocking
from tachiai.kernel.refused import Refusal
from tachiai.people import queries as people
from tachiai.web import reading
from tachiai.web.requests import PageRequest, before_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def block(request: PageRequest, person_id: int) -> HttpResponse:
    """What blocking means, and the button; or everything that stands against it."""
    profile = people.public_profile(person_id)
    if profile is None or profile.is_closed or person_id == request.user.pk:
        raise Http404
    reasons = reasons_against_blocking(request.user.pk, person_id)
    if request.method == "POST":
        try:
            actions.block_person(person_id=request.user.pk, other_id=person_id, at=request.now)
        except Refusal as refusal:
            reasons = list(refusal.reasons)
        else:
            messages.success(request, reading.plain("safe_talk.block.done", name=profile.name))
            return redirect("safe_talk:blocked")
    context = {
        "profile": profile,
        "reasons": reasons,
        "is_blocked": has_blocked(request.user.pk, person_id),
        "trail": [{"label": profile.name, "href": reverse("people:profile", args=[person_id])}],
    }
    return render(request, "safe_talk/block.html", context, status=409 if request.method == "POST" else 200)


@login_required
@require_safe
def blocked(request: PageRequest) -> HttpResponse:
    """Everybody whom the reader has blocked. Nobody else can see it."""
    found = blocked_people(request.user.pk, before_of(request))
    older = f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return render(request, "safe_talk/blocked.html", {"rows": found[:PAGE], "next": older})


@login_required
@require_POST
def unblock(request: PageRequest, person_id: int) -> HttpResponse:
    actions.unblock_person(person_id=request.user.pk, other_id=person_id)
    messages.success(request, reading.plain("safe_talk.block.undone"))
    return redirect("safe_talk:blocked")
