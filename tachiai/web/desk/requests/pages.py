"""What waits for a decision of staff, earliest deadline first; each leads to its own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tachiai.contracts.queries import desk
from tachiai.contracts.queries.desk import Waiting
from tachiai.web import reading
from tachiai.web.desk.access import staff_page
from tachiai.web.desk.frame import listed
from tachiai.web.requests import PageRequest


@staff_page
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    rows = [_row(each) for each in desk.waiting_for_staff(request.now)]
    return listed(request, "requests", rows)


def _row(waiting: Waiting) -> Mapping[str, Any]:
    contract = waiting.contract
    what = f"stands_in.{waiting.stands_in}" if waiting.stands_in else f"what.{waiting.words}"
    return {
        "what": reading.plain(f"desk.requests.{what}"),
        "state": reading.plain(f"{waiting.words}.state.{waiting.state}"),
        "contract": contract,
        "asked_at": waiting.asked_at,
        "due_at": waiting.due_at,
        "href": _address(contract.reference, waiting),
    }


def _address(reference: str, waiting: Waiting) -> str:
    request_id = waiting.request_id
    if waiting.week is not None:
        return reverse("hours:week", args=[reference, waiting.week])
    if request_id is None and waiting.stands_in:
        return reverse("contracts:detail", args=[reference])
    if request_id is None:
        return reverse("contracts:plea", args=[reference])
    return reverse("contracts:request", args=[reference, request_id])
