"""Every mail and how it went; at first those that have not arrived."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from tachiai.notices import actions, queries
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def log(request: PageRequest) -> HttpResponse:
    shows_all = "all" in request.GET
    before = request.GET.get("before", "")
    found = queries.dispatches(only_open=not shows_all, before=int(before) if before.isdecimal() else None)
    tabs = [
        {"label": reading.plain("notices.log.open"), "href": "?", "is_here": not shows_all},
        {"label": reading.plain("notices.log.all"), "href": "?all=1", "is_here": shows_all},
    ]
    return render(request, "desk/dispatches/list.html", {"log": found, "tabs": tabs, "shows_all": shows_all})


@staff_page
@require_POST
def retry(request: PageRequest, dispatch_id: int) -> HttpResponse:
    if actions.retry_failed(dispatch_id=dispatch_id):
        messages.success(request, reading.plain("notices.log.retried"))
    return redirect("desk:dispatches")
