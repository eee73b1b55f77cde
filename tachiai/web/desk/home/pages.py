"""What waits for staff, queue by queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.contracts.queries import desk
from tachiai.conversations import queries as conversations
from tachiai.conversations.queries.holding import count_held_waiting
from tachiai.conversations.queries.off_site import count_off_site_waiting
from tachiai.money import queries as money
from tachiai.notices import queries as notices
from tachiai.people import queries as people
from tachiai.screening import queries as screening
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest


@dataclass(frozen=True)
class Queue:
    """One kind of work. Its texts stand under desk.queue.<name>; `count` says how much there is of it at a moment."""

    name: str
    count: Callable[[datetime], int]

    @property
    def url(self) -> str:
        return f"desk:{self.name}"


QUEUES = (
    Queue("requests", desk.count_waiting_for_staff),
    Queue("held", lambda at: count_held_waiting()),
    Queue("off_site", lambda at: count_off_site_waiting()),
    Queue("talk_reports", lambda at: conversations.count_report_wishes()),
    Queue("rules", lambda at: screening.count_observed()),
    Queue("deposits", lambda at: money.count_awaited_pay_ins()),
    Queue("payouts", lambda at: money.count_wallets_with_money()),
    Queue("claims", lambda at: len(desk.claimants(at))),
    Queue("people", people.count_suspended),
    Queue("dispatches", lambda at: notices.count_failed()),
)


@staff_page
@require_safe
def overview(request: PageRequest) -> HttpResponse:
    rows = [
        {
            "url": queue.url,
            "title": f"desk.queue.{queue.name}.title",
            "text": f"desk.queue.{queue.name}.text",
            "count": queue.count(request.now),
        }
        for queue in QUEUES
    ]
    return render(request, "desk/home/overview.html", {"queues": rows})
