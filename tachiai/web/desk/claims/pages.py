"""Who demanded money outside a contract in the last 90 days, most often first; each leads to the person."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tachiai.contracts.queries import desk
from tachiai.people import queries as people
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import listed
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def claimants(request: PageRequest) -> HttpResponse:
    found = desk.claimants(request.now)
    names = people.names(each.person_id for each in found)
    rows = [{"claimant": each, "name": names[each.person_id]} for each in found]
    caption = reading.plain("desk.claims.caption", days=desk.COUNTED.days)
    return listed(request, "claims", rows, caption=caption)
