"""One process of `benchmarks.hot_contract`: puts offers on the table of one mediation (id REQUEST), as SIDE 0 or 1."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.together import measured  # noqa: E402 - settings come first
from tachiai.clockwork.actions import By  # noqa: E402
from tachiai.contracts.models import Request  # noqa: E402
from tachiai.contracts.requests import take_request_step  # noqa: E402
from tachiai.kernel.lifecycle import Actor  # noqa: E402


def main(request_id: int, side: int) -> None:
    contract = Request.objects.select_related("contract").get(pk=request_id).contract
    by = (By(Actor.CLIENT, contract.client_id), By(Actor.WORKER, contract.worker_id))[side]

    def offer(number: int) -> None:
        answers = {"worker_share": number % contract.part_price, "reason": "この金額ではいかがでしょうか。"}
        take_request_step(request_id=request_id, step="offer", by=by, at=datetime.now(UTC), answers=answers)

    offer(0)  # connects, loads

    def work(seconds: float) -> dict[str, Any]:
        took: list[float] = []
        started = time.perf_counter()
        while time.perf_counter() < started + seconds:
            before = time.perf_counter()
            offer(len(took))
            took.append(time.perf_counter() - before)
        return {"took": took, "seconds": time.perf_counter() - started}

    measured(work)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
