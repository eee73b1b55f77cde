"""The account of one period: a page and a file for everybody, and for staff the statements of reasons to publish."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.safety.queries import transparency
from tachiai.safety.queries.transparency import Account, Unfit
from tachiai.safety.rules.periods import Period, period, periods
from tachiai.statistics.rules import LEAST_DURATIONS, SMALL, Told
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest
from tachiai.web.site.statistics.drawing import told_text
from tachiai.web.site.transparency.tables import Table, medians, period_text, tables
from tachiai.web.spreadsheet import BYTE_ORDER_MARK, written

# What happened is counted anew at most so often for each period, however many read it.
KEPT_SECONDS = 600
_FIRST_MONTH = timedelta(days=30)


@require_safe
def latest(request: PageRequest) -> HttpResponse:
    """The year that runs, in its first month the one before; or an empty page while there is nothing to tell."""
    begun = _begun(request)
    if not begun:
        return render(request, "transparency/empty.html")
    years = [each for each in begun if each.is_year]
    told = next((each for each in years if each.begins_at + _FIRST_MONTH <= request.now), years[0])
    return _page(request, told, begun)


@require_safe
def report(request: PageRequest, name: str) -> HttpResponse:
    begun = _begun(request)
    return _page(request, _asked(name, begun), begun)


@require_safe
def counts(request: PageRequest, name: str) -> HttpResponse:
    """The same as one file: table, row, column, number. The codes are the program's own, the same in every language.
    `value` stays empty for a count that is not told; `how` says what it is: exact, about, few."""
    asked = _asked(name, _begun(request))
    rows = [
        (asked.name, table.name, row.code, column, "" if value.how == "few" else value.value, value.how)
        for table in tables(_account(asked), for_staff=request.reader.is_staff)
        for row in table.rows
        for column, value in zip(table.columns, row.values, strict=True)
    ]
    body = BYTE_ORDER_MARK + written([("period", "table", "row", "column", "value", "how"), *rows])
    return _file(body, f"transparency-{asked.name}.csv", "text/csv; charset=utf-8")


@staff_page
@require_safe
def statements(request: PageRequest, name: str) -> HttpResponse:
    """The statements of reasons of a period, one JSON object on a line, in the field names of the EU's database. One
    that would name somebody is left out and stands on a line of its own with what is wrong, for staff to mend."""
    asked = _asked(name, _begun(request))
    lines = (json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in _lines(asked))
    return _file("".join(lines), f"statements-{asked.name}.jsonl", "application/x-ndjson; charset=utf-8")


def _lines(asked: Period) -> Iterator[object]:
    for each in transparency.statements(asked):
        if isinstance(each, Unfit):
            yield {"puid": each.puid, "left_out_because": [found.kind for found in each.named]}
        else:
            yield each


def _page(request: PageRequest, asked: Period, begun: tuple[Period, ...]) -> HttpResponse:
    counted, for_staff = _account(asked), request.reader.is_staff
    year = next(each for each in begun if each.is_year and each.first <= asked.first < each.after)
    months = [each for each in begun if not each.is_year and year.first <= each.first < year.after]
    context = {
        "period": asked,
        "title": period_text(asked),
        "years": [_tab(each, each == year) for each in begun if each.is_year],
        "months": [_tab(each, each == asked) for each in months],
        "is_running": asked.ends_at > request.now,
        "medians": medians(counted, for_staff=for_staff),
        "tables": [_drawn(table) for table in tables(counted, for_staff=for_staff)],
        "small": SMALL,
        "least": LEAST_DURATIONS,
    }
    return render(request, "transparency/report.html", context)


def _tab(each: Period, is_here: bool) -> dict[str, object]:
    return {"label": period_text(each), "href": reverse("transparency:report", args=[each.name]), "is_here": is_here}


def _drawn(table: Table) -> dict[str, object]:
    headings = [f"transparency.column.{column}" for column in table.columns]
    rows = [
        {"label": row.label, "cells": list(zip(headings, map(_number_text, row.values), strict=True))}
        for row in table.rows
    ]
    return {"name": table.name, "key": f"transparency.{table.name}", "headings": headings, "rows": rows}


def _number_text(count: Told) -> str:
    return str(count.value) if count.how == "exact" else told_text(count)


def _account(asked: Period) -> Account:
    key = f"account:{asked.name}"
    kept: Account | None = cache.get(key)
    if kept is None:
        kept = transparency.account(asked)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _asked(name: str, begun: tuple[Period, ...]) -> Period:
    """The period of that name, once it has begun and there is something to tell."""
    asked = period(name)
    if asked is None or asked not in begun:
        raise Http404
    return asked


def _begun(request: PageRequest) -> tuple[Period, ...]:
    since = transparency.began_at()
    return periods(since, request.now) if since else ()


def _file(body: str, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
