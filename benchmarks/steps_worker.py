"""One process of `benchmarks.steps`: walks its contracts (ids FIRST to LAST) from deposit to acceptance, step by step."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.together import measured  # noqa: E402 - settings come first
from tachiai.clockwork.actions import By  # noqa: E402
from tachiai.contracts.actions import take_step  # noqa: E402
from tachiai.contracts.models import Contract  # noqa: E402
from tachiai.kernel.lifecycle import Actor  # noqa: E402

WAY: tuple[tuple[str, Actor, dict[str, str]], ...] = (
    ("deposit", Actor.CLIENT, {}),
    ("deliver", Actor.WORKER, {"note": "3本の原稿をお送りします。"}),
    ("accept", Actor.CLIENT, {}),
)


def walk(contract_id: int, client_id: int, worker_id: int) -> Iterator[tuple[str, float]]:
    """Each step of the way, as it is taken, with the seconds it took."""
    people = {Actor.CLIENT: client_id, Actor.WORKER: worker_id}
    for step, actor, answers in WAY:
        started = time.perf_counter()
        take_step(
            contract_id=contract_id, step=step, by=By(actor, people[actor]), at=datetime.now(UTC), answers=answers
        )
        yield step, time.perf_counter() - started


def contracts(first: int, last: int) -> list[tuple[int, int, int]]:
    """Id, client and worker."""
    return list(Contract.objects.filter(pk__range=(first, last)).order_by("pk").values_list("pk", "client", "worker"))


def main(first: int, last: int) -> None:
    mine = iter(contracts(first, last))
    list(walk(*next(mine)))  # connects, loads

    def work(seconds: float) -> dict[str, Any]:
        took: dict[str, list[float]] = {step: [] for step, _, _ in WAY}
        end = time.perf_counter() + seconds
        for contract in mine:
            for step, seconds_taken in walk(*contract):
                took[step].append(seconds_taken)
            if time.perf_counter() > end:
                return {"took": took, "seconds": time.perf_counter() - end + seconds}
        raise RuntimeError("too few contracts were loaded")

    measured(work)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
