"""The front door, and the language switch."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tachiai.jobs import queries as jobs
from tachiai.kernel.calendar import end_of_day
from tachiai.people import actions as people
from tachiai.web.middleware import LANGUAGES, remember_language
from tachiai.web.requests import PageRequest
from tachiai.web.restricted import is_stood_in_for
from tachiai.web.site.jobs.cards import card
from tachiai.web.site.start.offer import is_offered
from tachiai.web.site.todo.tasks import tasks_of

NEWEST = 6
MOST_TASKS = 10


@require_safe
def home(request: PageRequest) -> HttpResponse:
    """For visitors: what this is. For people: what they should do next. For both: the newest listings."""
    context: dict[str, Any] = {"listings": [card(listing) for listing in jobs.newest(NEWEST, request.now)]}
    if request.reader.person_id is None:
        context["sample"] = _sample(request.now)
    else:
        stood_in = is_stood_in_for(request)
        context["page"] = tasks_of(request.reader.person_id, request.now, most=MOST_TASKS, is_stood_in_for=stood_in)
        context["start_offered"] = not context["page"].tasks and is_offered(request.reader.person_id)
    return render(request, "home/home.html", context)


def _sample(at: datetime) -> dict[str, datetime]:
    """A clock bar as it looks on the day after a delivery."""
    return {"since": at - timedelta(days=1), "due_at": end_of_day(at + timedelta(days=6))}


@require_POST
def choose_language(request: PageRequest) -> HttpResponse:
    """Remember the language in a cookie, and for a signed-in person for good; back to the page."""
    language, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in LANGUAGES:
        remember_language(response, language)
        if request.reader.person_id is not None:
            people.choose_language(person_id=request.reader.person_id, language=language)
    return response
