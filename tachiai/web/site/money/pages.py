"""A person's own statement, page by page and as a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.inquiries.rules import answer_by
from tachiai.money import queries as money
from tachiai.web.money_names import names
from tachiai.web.requests import PageRequest, number_of
from tachiai.web.site.money.csv_file import statement_file


@login_required
@require_safe
def statement(request: PageRequest) -> HttpResponse:
    """One page of the statement, newest first."""
    before, after = (number_of(request.GET.get(name)) for name in ("before", "after"))
    shown = money.statement(request.user.pk, before=before, after=after)
    named = names(line.holder for line in shown.lines)
    context = {
        "balance": shown.balance,
        "answered_by": answer_by(request.now),
        "rows": [(line, named.get(line.holder)) for line in shown.lines],
        "newer": f"?after={shown.newer}" if shown.newer else "",
        "older": f"?before={shown.older}" if shown.older else "",
    }
    return render(request, "money/statement.html", context)


@login_required
@require_safe
def statement_csv(request: PageRequest) -> StreamingHttpResponse:
    """The whole statement, oldest first, sent while it is read."""
    lines = statement_file(request.user.pk, language=request.reader.language, zone=request.reader.zone)
    name = f"tachiai-{request.now.astimezone(request.reader.zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
