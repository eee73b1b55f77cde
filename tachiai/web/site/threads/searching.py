"""Looking for what was said."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tachiai.conversations import queries
from tachiai.web.requests import PageRequest, before_of
from tachiai.web.site.threads.pages import thread_of
from tachiai.web.site.threads.rows import place_of


@login_required
@require_safe
def everywhere(request: PageRequest) -> HttpResponse:
    """In all threads of the reader."""
    return _found(request, {"action": reverse("threads:search")})


@login_required
@require_safe
def within(request: PageRequest, thread_id: int) -> HttpResponse:
    """In one thread."""
    thread = thread_of(request, thread_id)
    return _found(request, {"action": reverse("threads:search_in", args=[thread_id]), "thread": thread}, thread_id)


def _found(request: PageRequest, context: dict[str, object], thread_id: int | None = None) -> HttpResponse:
    asked = request.GET.get("q", "")
    found = queries.search(person_id=request.user.pk, asked=asked, thread_id=thread_id, before=before_of(request))
    context |= {
        "asked": asked,
        "found": found,
        "rows": [{"line": line, "href": place_of(line.thread_id, line.id)} for line in found.lines],
        "next": f"?{urlencode({'q': asked, 'before': str(found.older)})}" if found.older else "",
    }
    return render(request, "threads/search.html", context)
