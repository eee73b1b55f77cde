"""Whole contract steps per second (lock, guard, step, event, deadline, notice in one commit) beside bare pgbench.

Each of 1, 4 and 8 processes walks contracts of its own through `take_step`: deposit, delivery, acceptance, two of the
three with money. In the same run, on the same server and with as many clients, `pgbench -N` shows how many small
durable transactions the server makes at all. Three runs, medians. Every step is then checked against its record.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections import Counter
from statistics import median

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe, pgbench
from benchmarks.together import percentile, run_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first
from django.db.models import F  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.load import Market, fill  # noqa: E402
from benchmarks.steps_worker import WAY, contracts, walk  # noqa: E402
from tachiai.contracts.models import Contract, ContractStep  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402

PROCESSES = (1, 4, 8)
MOST_PER_SECOND = 250  # contracts that one process could possibly walk


def queries_per_step() -> dict[str, int]:
    """How many statements each step sends, the commit not counted."""
    counted, (contract,) = {}, contracts(1, 1)
    way = walk(*contract)
    for step, _, _ in WAY:
        with CaptureQueriesContext(connection) as sent:
            next(way)
        counted[step] = len(sent)
    return counted


def run(processes: int, seconds: float, first: int) -> tuple[float, list[float], int]:
    """Steps per second, the milliseconds of each, and the first contract that was not given out."""
    each = int(seconds * MOST_PER_SECOND / processes) + 2
    shares = [(first + number * each, first + (number + 1) * each - 1) for number in range(processes)]
    found = run_together("benchmarks.steps_worker", shares, seconds)
    took = [1000 * one for result in found for steps in result["took"].values() for one in steps]
    rate = sum(sum(map(len, result["took"].values())) / result["seconds"] for result in found)
    return rate, took, shares[-1][1] + 1


def differences() -> list[str]:
    """What does not agree: a state without its record, a record without its state, the book."""
    latest = ContractStep.objects.filter(number=F("subject__steps_taken"))
    wrong = latest.exclude(to_state=F("subject__state")).count()
    walked = Counter(Contract.objects.filter(steps_taken__gt=0).values_list("state", flat=True))
    found = [f"{wrong} contracts whose state is not that of their last record"] if wrong else []
    found += [] if set(walked) == {"completed"} else [f"contracts half way: {walked}"]
    return found + [str(difference) for difference in check_book()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="one short run: shows that it works, measures nothing")
    small = parser.parse_args().small
    runs, seconds = (1, 1.0) if small else (3, 6.0)
    needed = int(runs * len(PROCESSES) * seconds * MOST_PER_SECOND * 1.1) + 100
    print(f"=> {describe()}; {runs} runs of {seconds:.0f} s, medians")
    fill(Market(people=1000, listings=0, deals=needed, states=("awaiting_deposit",)))
    asked = queries_per_step()
    rates: dict[int, list[float]] = {}
    limits: dict[int, list[float]] = {}
    took: dict[int, list[float]] = {}
    first = 2
    for number, processes in itertools.product(range(runs), PROCESSES):
        rate, times, first = run(processes, seconds, first)
        rates.setdefault(processes, []).append(rate)
        took.setdefault(processes, []).extend(times)
        limits.setdefault(processes, []).append(pgbench(processes, int(seconds)))
        print(f"run {number + 1}, {processes} processes: {rate:.0f} steps/s, pgbench -N {limits[processes][-1]:.0f} tps", flush=True)
    for processes in PROCESSES:
        rate, limit = median(rates[processes]), median(limits[processes])
        print(f"=> {processes} processes: {rate:4.0f} steps/s, p50 {percentile(took[processes], 50):.1f} ms, "
              f"p99 {percentile(took[processes], 99):.1f} ms; pgbench -N {limit:.0f} tps; ratio {rate / limit:.3f}")  # fmt: skip
    print("=> statements in one step: " + ", ".join(f"{step} {count}" for step, count in asked.items()))
    wrong = differences()
    print(f"=> afterwards: {', '.join(wrong) or 'every state has its record, the book adds up'}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["steps"], sys.argv[1:]))
