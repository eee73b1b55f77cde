"""Who demanded money outside a contract in the last 90 days, most often first; each leads to the person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.contracts.queries import desk
from tachiai.people import queries as people
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def claimants(request: PageRequest) -> HttpResponse:
    found = desk.claimants(request.now)
    names = people.names(each.person_id for each in found)
    context = {
        "rows": [(each, names[each.person_id]) for each in found],
        "days": desk.COUNTED.days,
        "trail": [{"label": reading.plain("desk.home.title"), "href": reverse("desk:home")}],
    }
    return render(request, "desk/claims/list.html", context)
