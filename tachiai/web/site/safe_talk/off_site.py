"""サービス外連絡申請: what it is for, the form, and how it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tachiai.conversations import queries as conversations
from tachiai.conversations.actions import off_site as actions
from tachiai.conversations.lifecycles import DECIDED_WITHIN, OFF_SITE
from tachiai.conversations.queries.off_site import OffSiteView, latest_off_site, objections_to_off_site
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended
from tachiai.web.forms import show_refusal
from tachiai.web.requests import PageRequest
from tachiai.web.site.contracts.beside import then_text
from tachiai.web.site.safe_talk.forms import OffSiteForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: PageRequest, thread_id: int) -> HttpResponse:
    """How the request stands; and the form, while there is none that counts. What was typed stays when refused."""
    if not conversations.is_participant(thread_id=thread_id, person_id=request.user.pk):
        raise Http404
    form = OffSiteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = {"thread_id": thread_id, "person_id": request.user.pk, "reason": form.cleaned_data["reason"]}
        try:
            actions.ask_off_site(**said, at=request.now)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, reading.plain("safe_talk.off_site.sent"))
            return redirect("safe_talk:off_site", thread_id)
    view = latest_off_site(thread_id=thread_id, person_id=request.user.pk)
    context = {
        "thread_id": thread_id,
        "view": view,
        "clock": clock_of(view) if view else None,
        "may_ask": not objections_to_off_site(thread_id),
        "may_withdraw": view is not None and view.is_asker and not view.state.final,
        "decided": view.decided if view and view.state.final else None,
        "days": DECIDED_WITHIN,
        "form": form,
        "trail": [{"label": reading.plain("threads.title"), "href": reverse("threads:detail", args=[thread_id])}],
    }
    return render(request, "safe_talk/off_site.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: PageRequest, thread_id: int) -> HttpResponse:
    """The asker takes the open request back."""
    view = latest_off_site(thread_id=thread_id, person_id=request.user.pk)
    if view is None or not view.is_asker:
        raise Http404
    actions.withdraw_off_site(request_id=view.row.pk, person_id=request.user.pk, at=request.now)
    messages.success(request, reading.plain("safe_talk.off_site.withdrawn"))
    return redirect("safe_talk:off_site", thread_id)


def clock_of(view: OffSiteView) -> ClockBar:
    """The bar of one request: staff are waited for, and what follows when they stay silent."""
    row, state = view.row, view.row.state
    if view.state.final:
        return ended("off_site", state, row.entered_at)
    return bar("off_site", row, OFF_SITE.clock_step(state))


def bar(words: str, row: Any, default: Any) -> ClockBar:
    """The bar of a row that waits for staff."""
    return ClockBar(
        "staff",
        act=reading.plain(f"{words}.act.{row.state}"),
        since=row.entered_at,
        due_at=row.due_at,
        then=then_text(words, default.name) if default else "",
        about=f"{words}.{row.state}",
    )
