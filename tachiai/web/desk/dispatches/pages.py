"""Every mail and how it went; at first those that were given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tachiai.notices import actions, queries
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import trail
from tachiai.web.requests import PageRequest, before_of

STATES = ("failed", "queued", "")


@staff_page
@require_safe
def log(request: PageRequest) -> HttpResponse:
    state = next((state for state in STATES if state == request.GET.get("state")), STATES[0])
    found = queries.dispatches(state=state or None, before=before_of(request))
    tabs = [
        {"label": reading.plain(f"notices.log.{each or 'all'}"), "href": f"?state={each}", "is_here": each == state}
        for each in STATES
    ]
    context = {"log": found, "tabs": tabs, "state": state, "trail": trail()}
    return render(request, "desk/dispatches/list.html", context)


@staff_page
@require_POST
def retry(request: PageRequest, dispatch_id: int) -> HttpResponse:
    if actions.retry_failed(dispatch_id=dispatch_id):
        messages.success(request, reading.plain("notices.log.retried"))
    return redirect("desk:dispatches")
