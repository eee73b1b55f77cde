"""The trouble statistics for staff: nothing is hidden, every source is named, and each kind leads to where it waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.statistics.rules import FORMATS, KINDS, LEAST_DURATIONS, kind_of
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import title, trail
from tachiai.web.desk.statistics.sources import source_text
from tachiai.web.requests import PageRequest
from tachiai.web.site.statistics import drawing
from tachiai.web.site.statistics.forms import span_text
from tachiai.web.site.statistics.pages import ask, file, told

QUEUES = {
    "misunderstanding": "requests",
    "no_answer": "requests",
    "not_paid": "requests",
    "outside_money": "cases",
    "insults": "cases",
    "lures": "cases",
    "damages": "claims",
    "restrictions": "people",
    "other": "inquiries",
}
"""Where what is under way of a kind waits for staff."""


@staff_page
@require_safe
def overview(request: PageRequest) -> HttpResponse:
    form, asked, of = ask(request)
    months = told(asked, request.now)
    context = {
        "form": form,
        "title": title("statistics"),
        "trail": trail(),
        "span_text": span_text(asked),
        "formats": [drawing.format_text(name) for name in FORMATS],
        "kinds": list(_kinds(months)),
        "sources": list(_sources(months, of)),
        "months": list(_months(months, of)),
        "kind_titles": [kind.title[reading.language()] for kind in KINDS.values()],
        "durations": drawing.durations(months),
        "least": LEAST_DURATIONS,
        "searches": reverse("desk:searches"),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/statistics/overview.html", context)


@staff_page
@require_safe
def counts(request: PageRequest) -> HttpResponse:
    """Month, source, kind, format, count: what the page adds up, as a file."""
    _, asked, of = ask(request)
    return file(_lines(told(asked, request.now), of), f"trouble-sources-{asked.name}.csv")


def _kinds(months: drawing.Months) -> Iterable[dict[str, Any]]:
    """A row for each kind with its count in each format, and their sum."""
    sums: Counter[tuple[str, str]] = Counter()
    for counts in months.values():
        sums.update(counts.troubles)
    for kind in KINDS.values():
        row = [sums[kind.name, form] for form in FORMATS]
        queue = QUEUES.get(kind.name)
        yield {
            "label": kind.title[reading.language()],
            "cells": list(zip(row, map(drawing.format_text, FORMATS), strict=True)),
            "sum": sum(row),
            "queue": reverse(f"desk:{queue}") if queue else "",
        }


def _sources(months: drawing.Months, of: str) -> Iterable[dict[str, Any]]:
    """Every source that was met, the most frequent first."""
    sums: Counter[str] = Counter()
    for counts in months.values():
        for (source, form), n in counts.sources.items():
            if of in ("", form):
                sums[source] += n
    for source, n in sums.most_common():
        kind = KINDS[kind_of(source)].title[reading.language()]
        yield {"name": source_text(source), "source": source, "kind": kind, "count": n}


def _months(months: drawing.Months, of: str) -> Iterable[dict[str, Any]]:
    """Every month, the latest first, with the count of each kind."""
    for first in sorted(months, reverse=True):
        sums: Counter[str] = Counter()
        for (kind, form), n in months[first].troubles.items():
            if of in ("", form):
                sums[kind] += n
        yield {"label": reading.month_text(first), "cells": [sums[kind] for kind in KINDS], "sum": sum(sums.values())}


def _lines(months: drawing.Months, of: str) -> Iterable[Sequence[Any]]:
    yield ("month", "source", "kind", "format", "count")
    for first in sorted(months):
        for (source, form), n in sorted(months[first].sources.items()):
            if of in ("", form):
                yield (f"{first:%Y-%m}", source, kind_of(source), form, n)
