"""Small paid tasks over HTTP beside Turkle: answers a second at 200, 2,000 and 20,000 units, 3 answers each, and exactness.

8 and 20 workers answer as fast as they are let, on each site after the other, through the pages that people use, on the
same PostgreSQL and the same web server with as many processes and threads. A place is handed out, its page read, the
answer submitted. Then 10,000 units are published from CSV and the results exported. What must never happen is tried on
both: an answer sent twice, one sent late, a place left alone, a process of the web server killed in the middle.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from dataclasses import dataclass, replace

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.escrow import other_database  # noqa: E402 - settings come first
from benchmarks.tachiai_tasks import tachiai  # noqa: E402
from benchmarks.task_exactness import Side, try_all  # noqa: E402
from benchmarks.task_load import Found, work  # noqa: E402
from benchmarks.together import percentile  # noqa: E402
from benchmarks.turkle.side import THREADS, turkle  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.config.web_server import PROCESSES  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402

ANSWERS = 3
THINKING = 0.5
"""Seconds: workers who do not pause at all measure the machine, not what a person waits for."""
LINE = "Review {n},The room was quiet and the breakfast came late. It is near the station and kept our bags.\n"


@dataclass(frozen=True)
class Size:
    """How much is measured: (units, workers) of the runs, seconds of each, units published from CSV."""

    runs: tuple[tuple[int, int], ...]
    seconds: float
    published: int


Runs = dict[tuple[int, int], Found]
FULL = Size(tuple((units, workers) for workers in (8, 20) for units in (200, 2_000, 20_000)), 30.0, 10_000)
SMALL = Size(((20, 4), (60, 4)), 2.0, 50)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure_side(side: Side, size: Size) -> tuple[Runs, int]:
    """Every run of a site, and how much went wrong."""
    found, wrong = {}, 0
    for units, workers in size.runs:
        found[units, workers], surplus = run(side, units, workers, size.seconds)
        wrong += surplus
    units, workers = max(units for units, _ in size.runs), min(workers for _, workers in size.runs)
    wrong += run(side, units, workers, size.seconds, pause=THINKING)[1]
    publish_and_export(side, size.published, size.seconds)
    return found, wrong + try_all(side, size.published, size.seconds)


def run(side: Side, units: int, workers: int, seconds: float, *, pause: float = 0.0) -> tuple[Found, int]:
    """One run on a batch of its own; says what it gave. The second: places given out too often, and answers lost."""
    batch = side.batch(units, ANSWERS)
    found = work(side.workers(batch, workers), seconds, pause)
    kept = side.audit(batch)
    lost = max(0, found.acknowledged - kept["answers"])
    each = found.requests / found.acknowledged if found.acknowledged else 0
    thinking = f" who think {pause:g} s at each" if pause else ""
    print(f"=> {side.name}, {units} units, {workers} workers{thinking}: {found.said()}; {each:.1f} requests an answer; "
          f"{kept['surplus']} surplus, {lost} lost")  # fmt: skip
    return found, kept["surplus"] + lost


def publish_and_export(side: Side, units: int, seconds: float) -> None:
    table = "title,text\n" + "".join(LINE.format(n=n) for n in range(units))
    batch, took = side.publish(table, ANSWERS)
    print(f"=> {side.name}: {units} units published from CSV in {took:.1f} s")
    found = work(side.workers(batch, 8), seconds)
    lines, took = side.export(batch)
    print(f"=> {side.name}: {lines} lines of {found.acknowledged} answers exported in {took:.2f} s")


def compare(ours: Runs, theirs: Runs) -> None:
    """Ratios, in one run on one machine."""
    print(f"=> {'units':>6} {'workers':>8} {'tachiai/s':>10} {'turkle/s':>9} {'ratio':>6} {'accept p95 ms':>14} {'turkle':>7}")
    for size, mine in ours.items():
        peer = theirs[size]
        print(f"=> {size[0]:>6} {size[1]:>8} {mine.rate:>10.1f} {peer.rate:>9.1f} {mine.rate / peer.rate if peer.rate else 0:>6.1f} "
              f"{1000 * percentile(mine.accepts, 95):>14.0f} {1000 * percentile(peer.accepts, 95):>7.0f}")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    parser.add_argument("--seconds", type=float, default=FULL.seconds, help="how long each run takes")
    parser.add_argument("--units", type=int, help="this size alone, with 8 workers")
    parser.add_argument("--alone", action="store_true", help="without the peer")
    asked = parser.parse_args()
    size = SMALL if asked.small else replace(FULL, seconds=asked.seconds)
    size = replace(size, runs=((asked.units, 8),)) if asked.units else size
    print(f"=> {describe()}; granian on both sides, {PROCESSES} processes, {THREADS} threads each")
    prepare()
    most = max(8, *(workers for _, workers in size.runs))
    with tachiai(most) as site:
        ours, wrong = measure_side(site, size)
    differences = list(check_book())
    print(f"=> audit of the book: {len(differences)} differences")
    if not asked.alone:
        with other_database("bench_turkle") as url, turkle(url, free_port(), most) as peer:
            theirs, _ = measure_side(peer, size)
        compare(ours, theirs)
    return int(bool(wrong or differences))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["tasks"], sys.argv[1:]))
