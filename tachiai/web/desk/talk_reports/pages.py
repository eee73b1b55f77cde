"""Who asked staff to look at which talk. What was said in it is not shown."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.conversations import queries
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def asked(request: PageRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    context = {
        "found": queries.report_wishes(before=int(before) if before.isdecimal() else None),
        "trail": [{"label": reading.plain("desk.home.title"), "href": reverse("desk:home")}],
    }
    return render(request, "desk/talk_reports/list.html", context)
