"""Searches of the help centre after which nobody opened an article: what is missing, or found under other words."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tachiai.help_centre.queries.searching import FAILED_PAGE, failed_searches
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import listed
from tachiai.web.requests import PageRequest, number_of

FARTHEST = 10_000


@staff_page
@require_safe
def failed(request: PageRequest) -> HttpResponse:
    """The most frequent first. They were kept without who searched."""
    start = min(number_of(request.GET.get("from")) or 0, FARTHEST)
    found = failed_searches(start)
    following = f"?from={start + FAILED_PAGE}" if len(found) > FAILED_PAGE else ""
    rows = [{"searched": each} for each in found[:FAILED_PAGE]]
    return listed(request, "searches", rows, next=following)
