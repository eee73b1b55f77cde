"""What readers said of the articles: which to mend first."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tachiai.help_centre.library import library
from tachiai.help_centre.queries.votes import Usefulness, usefulness
from tachiai.web import helping
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import listed
from tachiai.web.requests import PageRequest, number_of

PAGE = 50
FARTHEST = 10_000
BACK = timedelta(days=365)


@staff_page
@require_safe
def votes(request: PageRequest) -> HttpResponse:
    """The articles of which most readers said that they did not help, within a year."""
    start = min(number_of(request.GET.get("from")) or 0, FARTHEST)
    found = usefulness(request.now - BACK, start=start, most=PAGE + 1)
    following = f"?from={start + PAGE}" if len(found) > PAGE else ""
    return listed(request, "usefulness", list(map(_row, found[:PAGE])), next=following)


def _row(voted: Usefulness) -> dict[str, object]:
    """An article that is no more keeps its name alone."""
    article = library().articles.get(voted.article)
    href, title = helping.told(article) if article else ("", voted.article)
    return {"voted": voted, "href": href, "title": title}
