"""What goes wrong how often and how long things take, for everybody: two charts, a table, and files of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.statistics import queries as statistics
from tachiai.statistics.rules import KINDS, LEAST_DURATIONS, MEASURES, SMALL, Span, spans
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.site.statistics import drawing
from tachiai.web.site.statistics.forms import AskForm, span_text
from tachiai.web.spreadsheet import BYTE_ORDER_MARK, written

# What happened in the running month is counted anew at most so often, however many read it.
KEPT_SECONDS = 600


@require_safe
def trouble(request: PageRequest) -> HttpResponse:
    """Without a word: the last twelve months of all formats. A word that means nothing is as none."""
    form, asked, of = ask(request)
    months = told(asked, request.now)
    kinds = drawing.by_kind(months, of)
    context = {
        "form": form,
        "span": asked,
        "span_text": span_text(asked),
        "is_running": asked.ends_at > request.now,
        "of": of and drawing.format_text(of),
        "total": drawing.told_text(drawing.total(months)),
        "has_any": any(counts.troubles for counts in months.values()),
        "formats": drawing.chart("by-format", drawing.by_format(months)),
        "kinds": drawing.chart("by-kind", kinds),
        "definitions": [_definition(line.code) for line in kinds],
        "measures": [f"statistics.measure.{name}" for name in MEASURES],
        "durations": drawing.durations(months),
        "small": SMALL,
        "least": LEAST_DURATIONS,
        "query": request.GET.urlencode(),
    }
    return render(request, "statistics/trouble.html", context)


@require_safe
def table(request: PageRequest, name: str) -> HttpResponse:
    """One table as a file. The codes are the program's own, the same in every language."""
    _, asked, of = ask(request)
    months = told(asked, request.now)
    rows: Iterable[Sequence[Any]]
    if name == "formats":
        rows = _counted(asked, "format", drawing.by_format(months))
    elif name == "kinds":
        rows = _counted(asked, "kind", drawing.by_kind(months, of))
    elif name == "durations":
        rows = _timed(months)
    else:
        raise Http404
    return file(rows, f"trouble-{name}-{asked.name}.csv")


def ask(request: PageRequest) -> tuple[AskForm, Span, str]:
    """The form as it was filled in, the stretch of time and the format that it asks for ("" for all)."""
    offered = spans(statistics.since(request.now), request.now)
    form = AskForm(request.GET or None, offered=offered)
    if form.is_bound and form.is_valid():
        return form, form.span(), form.cleaned_data["format"]
    return AskForm(offered=offered), offered[0], ""


def told(asked: Span, at: datetime) -> drawing.Months:
    """The months of a stretch, counted anew at most every ten minutes."""
    key = f"statistics:{asked.name}:{asked.after}:{at:%Y-%m-%d}"
    kept: drawing.Months | None = cache.get(key)
    if kept is None:
        kept = statistics.months_told(asked, at)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def file(rows: Iterable[Sequence[Any]], name: str) -> HttpResponse:
    """A table for programs that open spreadsheets."""
    return HttpResponse(
        BYTE_ORDER_MARK + written(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _definition(kind: str) -> dict[str, str]:
    known, language = KINDS[kind], reading.language()
    return {
        "title": known.title[language],
        "text": known.text[language],
        "href": reverse("help:article", args=[known.article]),
    }


def _counted(asked: Span, column: str, lines: list[drawing.Line]) -> Iterable[Sequence[Any]]:
    """`value` stays empty for a count that is not told; `how` says what it is: exact, about, few."""
    yield ("period", column, "value", "how")
    for line in lines:
        yield (asked.name, line.code, "" if line.told.how == "few" else line.told.value, line.told.how)


def _timed(months: drawing.Months) -> Iterable[Sequence[Any]]:
    yield ("month", "measure", "count", "median_seconds", "percentile_90_seconds")
    for first in sorted(months):
        for name in MEASURES:
            took = months[first].durations.get(name)
            if took is not None and took.count >= LEAST_DURATIONS:
                yield (f"{first:%Y-%m}", name, took.count, round(took.median), round(took.slow))
