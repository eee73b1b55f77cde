"""One's own calendar feed: its address made, made anew and turned off; and the feed itself, for calendar programs."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings as installation
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_POST, require_safe

from tachiai.clockwork.limits import Limit
from tachiai.people import calendar, queries
from tachiai.people.queries import Feed
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.calendar.feed import REFRESH, calendar_file
from tachiai.web.site.calendar.forms import FeedForm
from tachiai.web.site.todo.tasks import tasks_of

MOST_EVENTS = 200
# Calendar services fetch the feeds of many people from one address of theirs: only wrong secrets count against it.
OF_ONE_FEED = Limit("calendar-feed", most=60, within=timedelta(hours=1))
OF_WRONG_SECRETS = Limit("calendar-secrets", most=30, within=timedelta(hours=1))


@login_required
def settings(request: PageRequest) -> HttpResponse:
    """What there is; sent as a form: a new address, shown this once. The one before it is dead from then on."""
    feed = queries.feed_of(request.user.pk)
    if request.method != "POST":
        form = FeedForm(initial={"names_others": feed.names_others if feed else False})
        return render(request, "calendar/settings.html", {"feed": feed, "form": form})
    form = FeedForm(request.POST)
    form.is_valid()
    names_others = form.cleaned_data["names_others"]
    secret = calendar.make_address(person_id=request.user.pk, names_others=names_others, at=request.now)
    address = f"{installation.ORIGIN}{reverse('calendar:feed', args=[secret])}"
    context = {"address": address, "subscribe": address.replace("http", "webcal", 1).replace("webcals", "webcal", 1)}
    response = render(request, "calendar/made.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


@login_required
@require_POST
def name_others(request: PageRequest) -> HttpResponse:
    form = FeedForm(request.POST)
    form.is_valid()
    calendar.name_others(person_id=request.user.pk, names_others=form.cleaned_data["names_others"])
    messages.success(request, reading.plain("calendar.saved"))
    return redirect("calendar:settings")


@login_required
@require_POST
def turn_off(request: PageRequest) -> HttpResponse:
    calendar.turn_off(person_id=request.user.pk)
    messages.success(request, reading.plain("calendar.turned_off"))
    return redirect("calendar:settings")


@require_safe
def feed(request: PageRequest, secret: str) -> HttpResponse:
    """The feed of whoever this secret belongs to, signed in or not. Behind every other secret there is nothing."""
    found = queries.feed_at(secret)
    if found is None:
        if wait := OF_WRONG_SECRETS.seconds_to_wait(get_adapter().get_client_ip(request), request.now):
            return _too_often(wait)
        return _nothing(404)
    if wait := OF_ONE_FEED.seconds_to_wait(str(found.person_id), request.now):
        return _too_often(wait)
    response = _file(request, found)
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


def _file(request: PageRequest, found: Feed) -> HttpResponse:
    with reading.reading_as(language=found.language, zone=ZoneInfo(found.time_zone), at=request.now):
        tasks = tasks_of(found.person_id, request.now, most=MOST_EVENTS).tasks
        content = calendar_file(tasks, names_others=found.names_others, at=request.now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="tachiai.ics"'
    response.headers["Content-Language"] = found.language
    response.headers["Cache-Control"] = f"private, max-age={int(REFRESH.total_seconds())}"
    set_response_etag(response)
    return response


def _too_often(seconds: int) -> HttpResponse:
    return _nothing(429, **{"Retry-After": str(seconds)})


def _nothing(status: int, **headers: str) -> HttpResponse:
    """An answer for programs, alike whatever was asked: our pages for people repeat the address."""
    kind = "text/plain; charset=utf-8"
    return HttpResponse(status=status, content_type=kind, headers={"Cache-Control": "private", **headers})
