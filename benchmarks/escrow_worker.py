"""One process of `benchmarks.escrow`: waits for a line with seconds, runs escrow cycles so long, prints JSON."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from tachiai.money.actions import post_movement  # noqa: E402 - settings come first
from tachiai.money.rules import DEPOSIT_ESCROW, RELEASE_ESCROW, SCHEDULES, contract_holder  # noqa: E402

PEOPLE, PRICE = 20, 100_000
CLIENTS, WORKERS = range(1, PEOPLE + 1), range(PEOPLE + 1, 2 * PEOPLE + 1)


def cycle(contract_id: int, client_id: int, worker_id: int) -> None:
    """Deposit, then release to worker, fee and tax: two movements, each committed by itself."""
    for step_number, movement in enumerate((DEPOSIT_ESCROW, RELEASE_ESCROW), start=1):
        post_movement(
            movement,
            holder=contract_holder(contract_id),
            client_id=client_id,
            worker_id=worker_id,
            amount=PRICE,
            fee_schedule=next(iter(SCHEDULES)),
            step_number=step_number,
            at=datetime.now(UTC),
        )


def run(seed: int) -> None:
    chance, took, failures = random.Random(seed), [], []
    contract_id = seed * 10**9
    cycle(contract_id, chance.choice(CLIENTS), chance.choice(WORKERS))  # connects
    print("ready", flush=True)
    end = time.perf_counter() + float(sys.stdin.readline())
    while (started := time.perf_counter()) < end:
        contract_id += 1
        try:
            cycle(contract_id, chance.choice(CLIENTS), chance.choice(WORKERS))
            took.append(time.perf_counter() - started)
        except Exception as error:
            failures.append(type(error).__name__)
    print(json.dumps({"took": took, "failures": failures}))


if __name__ == "__main__":
    run(int(sys.argv[1]))
