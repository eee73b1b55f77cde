"""What waits for staff, queue by queue: how much, and since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.clockwork.queries import Backlog, Waiting, backlogs
from tachiai.contracts.queries import desk
from tachiai.conversations.queries.holding import held_backlog
from tachiai.conversations.queries.off_site import off_site_backlog
from tachiai.inquiries.queries import inquiry_backlog
from tachiai.money import queries as money
from tachiai.notices import queries as notices
from tachiai.people import queries as people
from tachiai.safety.queries import count_appeals, count_cases, count_waiting_second
from tachiai.screening import queries as screening
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest


@dataclass(frozen=True)
class Queue:
    """One kind of work. Its texts stand under desk.queue.<name>; `waits` says what of it waits at a moment for one of
    the staff. Without that it is a place to look things up, where nothing waits. `unit`: what is counted there."""

    name: str
    waits: Callable[[datetime, int], Waiting | Backlog] | None = None
    unit: str = "waiting"

    @property
    def url(self) -> str:
        return f"desk:{self.name}"


GROUPS = {
    "judge": (
        Queue("inquiries", lambda at, who: inquiry_backlog(who)),
        Queue("cases", lambda at, who: count_cases()),
        Queue("decisions", lambda at, who: count_waiting_second()),
        Queue("appeals", lambda at, who: count_appeals()),
        Queue("held", lambda at, who: held_backlog(who)),
        Queue("off_site", lambda at, who: off_site_backlog(who)),
        Queue("requests", lambda at, who: desk.staff_backlog(at)),
    ),
    "money": (
        Queue("deposits", lambda at, who: money.pay_in_backlog()),
        Queue("payouts", lambda at, who: money.wallet_backlog(), unit="balances"),
    ),
    "watch": (
        Queue("people", lambda at, who: Backlog(people.count_suspended(at)), unit="suspended"),
        Queue("claims"),
        Queue("rules", lambda at, who: screening.observed_backlog(), unit="tried"),
        Queue("dispatches", lambda at, who: notices.failed_backlog()),
        Queue("acts"),
        Queue("statistics"),
        Queue("searches"),
        Queue("usefulness"),
    ),
}


@staff_page
@require_safe
def overview(request: PageRequest) -> HttpResponse:
    counted = _counted(request.now, request.user.pk)
    groups = [
        {"title": f"desk.home.group.{name}", "id": name, "queues": [_row(queue, counted) for queue in queues]}
        for name, queues in GROUPS.items()
    ]
    return render(request, "desk/home/overview.html", {"groups": groups})


def _counted(at: datetime, staff_id: int) -> dict[str, Backlog]:
    """How much waits in each queue where anything can; what is rows alone is counted in one query."""
    waits = {queue.name: queue.waits(at, staff_id) for queues in GROUPS.values() for queue in queues if queue.waits}
    rows = {name: waiting for name, waiting in waits.items() if isinstance(waiting, Waiting)}
    counted = dict(zip(rows, backlogs(list(rows.values())), strict=True))
    return counted | {name: found for name, found in waits.items() if isinstance(found, Backlog)}


def _row(queue: Queue, counted: Mapping[str, Backlog]) -> dict[str, Any]:
    return {
        "url": queue.url,
        "title": f"desk.queue.{queue.name}.title",
        "text": f"desk.queue.{queue.name}.text",
        "unit": f"desk.home.unit.{queue.unit}",
        "backlog": counted.get(queue.name),
    }
