"""Small paid tasks over HTTP beside Turkle: answers a second at 200, 2,000 and 20,000 units, 3 answers each, and exactness.

8 and 20 workers answer as fast as they are let, on each site after the other, through the pages that people use, on the
same PostgreSQL and the same web server with as many processes and threads. A slot is handed out, its page read, the
answer submitted. Then 10,000 units are published from CSV and the results exported. What must never happen is tried on
both: a submit sent twice, one after the end, a process of the web server killed in the middle.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
from dataclasses import dataclass, replace
from typing import Any, Protocol

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.escrow import other_database  # noqa: E402 - settings come first
from benchmarks.live import processes  # noqa: E402
from benchmarks.task_load import Found, work  # noqa: E402
from benchmarks.turkle.side import THREADS, turkle  # noqa: E402
from tachiai.config.web_server import PROCESSES  # noqa: E402

ANSWERS = 3
LINE = "Review {n},The room was quiet and the breakfast came late. It is near the station and kept our bags.\n"


class Side(Protocol):
    """A site: `audit` counts answers, held slots and surplus (slots of a unit beyond what was wanted) of a batch."""

    name: str
    port: int

    def batch(self, units: int, answers: int) -> int: ...
    def workers(self, batch: int, count: int) -> list[Any]: ...
    def audit(self, batch: int) -> dict[str, int]: ...
    def publish(self, table: str, answers: int) -> tuple[int, float]: ...
    def export(self, batch: int) -> tuple[int, float]: ...


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(side: Side, units: int, workers: int, seconds: float) -> Found:
    """One run on a batch of its own; says what it gave."""
    batch = side.batch(units, ANSWERS)
    found = work(side.workers(batch, workers), seconds)
    kept = side.audit(batch)
    lost = found.acknowledged - kept["answers"]
    each = found.requests / found.acknowledged if found.acknowledged else 0
    print(f"=> {side.name}, {units} units, {workers} workers: {found.said()}; {each:.1f} requests an answer; "
          f"{kept['surplus']} surplus, {lost} lost")  # fmt: skip
    return found


def publish_and_export(side: Side, units: int, seconds: float) -> None:
    table = "title,text\n" + "".join(LINE.format(n=n) for n in range(units))
    batch, took = side.publish(table, ANSWERS)
    print(f"=> {side.name}: {units} units published from CSV in {took:.1f} s")
    found = work(side.workers(batch, 8), seconds)
    lines, took = side.export(batch)
    print(f"=> {side.name}: {lines} of {found.acknowledged} answers exported in {took:.2f} s")


def kill_one(side: Side, units: int, seconds: float) -> int:
    """A process of the web server is killed in the middle of the work; what was lost or given out too often."""
    batch = side.batch(units, ANSWERS)
    workers = side.workers(batch, 8)
    threading.Timer(seconds / 2, lambda: os.kill(serving()[-1], signal.SIGKILL)).start()
    found = work(workers, seconds)
    kept = side.audit(batch)
    lost = max(0, found.acknowledged - kept["answers"])
    print(f"=> {side.name}, a process of the web server killed: {found.acknowledged} answers acknowledged, {kept['answers']} kept, "
          f"{lost} lost, {kept['surplus']} surplus; seen by the workers: {dict(found.failures)}")  # fmt: skip
    return lost + kept["surplus"]


def serving() -> list[int]:
    """The processes that answer requests, one site at a time: the youngest that this process has started indirectly."""
    return sorted(processes(0))[-PROCESSES:]


@dataclass(frozen=True)
class Size:
    """How much is measured: (units, workers) of the runs, seconds of each, units published from CSV."""

    runs: tuple[tuple[int, int], ...]
    seconds: float
    published: int


FULL = Size(tuple((units, workers) for workers in (8, 20) for units in (200, 2_000, 20_000)), 30.0, 10_000)
SMALL = Size(((20, 4), (60, 4)), 2.0, 50)


def measure_side(side: Side, size: Size) -> tuple[dict[tuple[int, int], Found], int]:
    """Every run of a site, and how much went wrong."""
    found = {(units, workers): run(side, units, workers, size.seconds) for units, workers in size.runs}
    publish_and_export(side, size.published, size.seconds)
    wrong = kill_one(side, size.published, size.seconds)
    return found, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    parser.add_argument("--seconds", type=float, default=FULL.seconds, help="how long each run takes")
    asked = parser.parse_args()
    size = SMALL if asked.small else replace(FULL, seconds=asked.seconds)
    print(f"=> {describe()}; granian on both sides, {PROCESSES} processes, {THREADS} threads each")
    most = max(workers for _, workers in size.runs)
    with other_database("bench_turkle") as url, turkle(url, free_port(), max(8, most)) as peer:
        measure_side(peer, size)
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["tasks"], sys.argv[1:]))
