"""What waits for staff, queue by queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tachiai.money import queries as money
from tachiai.notices import queries as notices
from tachiai.web.desk.access import staff_page
from tachiai.web.requests import PageRequest


@dataclass(frozen=True)
class Queue:
    """One kind of work. Its texts stand under desk.queue.<name>; `count` says how much waits."""

    name: str
    count: Callable[[], int]

    @property
    def url(self) -> str:
        return f"desk:{self.name}"


QUEUES = (
    Queue("deposits", money.count_awaited_pay_ins),
    Queue("payouts", money.count_wallets_with_money),
    Queue("dispatches", notices.count_failed),
)


@staff_page
@require_safe
def overview(request: PageRequest) -> HttpResponse:
    rows = [
        {
            "url": queue.url,
            "title": f"desk.queue.{queue.name}.title",
            "text": f"desk.queue.{queue.name}.text",
            "count": queue.count(),
        }
        for queue in QUEUES
    ]
    return render(request, "desk/home/overview.html", {"queues": rows})
