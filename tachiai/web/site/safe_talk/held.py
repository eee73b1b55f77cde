"""A text that was kept back, for who wrote it: why, until when, and how to take it back and rewrite it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tachiai.conversations import actions as conversations
from tachiai.conversations.actions.holding import withdraw_held
from tachiai.conversations.lifecycles import HELD, HELD_HOURS
from tachiai.conversations.queries.holding import HeldView, held_for_author
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended
from tachiai.web.requests import PageRequest
from tachiai.web.site.safe_talk.off_site import bar
from tachiai.web.site.safe_talk.rows import marked, spot_rows


@login_required
@require_safe
def detail(request: PageRequest, held_id: int) -> HttpResponse:
    view = _own(request, held_id)
    context = {
        "view": view,
        "clock": clock_of(view),
        "marked": marked(view.row.body, view.spots),
        "rows": spot_rows(view.row.body, view.spots, view.row.thread_id) if view.row.body else [],
        "decided": view.decided if view.state.final else None,
        "may_rewrite": bool(view.row.body),
        "hours": HELD_HOURS,
        "trail": [
            {"label": reading.plain("threads.title"), "href": reverse("threads:detail", args=[view.row.thread_id])}
        ],
    }
    return render(request, "safe_talk/held.html", context)


@login_required
@require_POST
def withdraw(request: PageRequest, held_id: int) -> HttpResponse:
    """Take the text back; it waits in the composer before what was begun there. A press that comes too late only leads
    there."""
    thread_id = _own(request, held_id).row.thread_id
    if withdraw_held(held_id=held_id, person_id=request.user.pk, at=request.now):
        messages.success(request, reading.plain("safe_talk.held.back"))
    else:
        messages.info(request, reading.plain("safe_talk.held.not_back"))
    return redirect(conversations.thread_path(thread_id))


def clock_of(view: HeldView) -> ClockBar:
    """The bar of one held text."""
    row, state = view.row, view.row.state
    if view.state.final:
        return ended("held", state, row.entered_at)
    return bar("held", row, HELD.clock_step(state))


def _own(request: PageRequest, held_id: int) -> HeldView:
    view = held_for_author(held_id=held_id, person_id=request.user.pk)
    if view is None:
        raise Http404
    return view
