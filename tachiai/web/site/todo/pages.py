"""The list of what is due."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.clockwork.waiting import Place
from tachiai.web.requests import PageRequest
from tachiai.web.restricted import is_stood_in_for
from tachiai.web.site.start.offer import is_offered
from tachiai.web.site.todo.tasks import tasks_of

PAGE = 50


@login_required
@require_safe
def listed(request: PageRequest) -> HttpResponse:
    """A page of what waits for this person, from the place on that `after` names."""
    after = Place.read(request.GET.get("after", ""))
    page = tasks_of(request.user.pk, request.now, most=PAGE, after=after, is_stood_in_for=is_stood_in_for(request))
    start_offered = not page.tasks and is_offered(request.user.pk)
    return render(request, "todo/list.html", {"page": page, "is_first": after is None, "start_offered": start_offered})
