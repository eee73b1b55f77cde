"""What open pages ask for: a stream of what arrives, and the new messages of a thread."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.clockwork.limits import Limit
from tachiai.conversations import actions, queries
from tachiai.web.live.grants import OVER, RETRY_LATER, Grant, leave
from tachiai.web.requests import PageRequest, number_of
from tachiai.web.site.threads.rows import new_rows

OF_ONE_PERSON = Limit("live", most=600, within=timedelta(minutes=10))


@require_safe
def stream(request: PageRequest) -> HttpResponse:
    """Leave to be told what arrives; `web/live` makes a stream of it. A page whose reader has signed out meanwhile is
    told to ask no more."""
    if not request.user.is_authenticated:
        return HttpResponse(OVER, content_type="text/event-stream", headers={"Cache-Control": "no-store"})
    if wait := OF_ONE_PERSON.seconds_to_wait(str(request.user.pk), request.now):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    leave(request, Grant(request.user.pk, request.session.session_key or ""))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return HttpResponse(RETRY_LATER, content_type="text/event-stream", headers=headers)


@login_required
@require_safe
def arrived(request: PageRequest, thread_id: int) -> HttpResponse:
    """The messages that are newer than `after`, or the one that has `changed`, as a page of the thread shows them.

    Asked for when the page is looked at: what is fetched counts as read.
    """
    thread = queries.thread(
        thread_id=thread_id, person_id=request.user.pk, after=number_of(request.GET.get("after")) or 0
    )
    if thread is None:
        raise Http404
    lines = list(thread.messages)
    if changed := number_of(request.GET.get("changed")):
        one = queries.message(thread_id=thread_id, message_id=changed, person_id=request.user.pk)
        lines = [one] if one else []
    elif lines:
        actions.mark_read(thread_id=thread_id, person_id=request.user.pk, up_to=lines[-1].id, at=request.now)
    context = {"thread": thread, "rows": new_rows(thread, lines, request.now)}
    response = render(request, "threads/_arrived.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Unread-Threads"] = str(queries.unread_threads(request.user.pk))
    return response
