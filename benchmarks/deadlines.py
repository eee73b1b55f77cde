"""How late 1,000 deadlines fire that fall due within a minute among 100,000, and how fast a flood of them is worked off.

(a) 100,000 contracts wait; 1,000 of them fall due evenly over one minute. The background worker runs as it does for
`make run`, mail included (to a mail server of this benchmark). Lateness is commit time less deadline, by the server's
own commit timestamps.
(b) Steps per second with 10,000 and with 100,000 deadlines due at once, by one and by two clocks; `pgbench -N` with as
many clients is the limit. Of four contracts one has money to pay out, and all have people to tell.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe, pgbench
from benchmarks.together import percentile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first
from django.db.models import F  # noqa: E402

from benchmarks.load import Market, fill, fill_deals  # noqa: E402
from tachiai.config.schedule import run_clock  # noqa: E402
from tachiai.contracts.models import Contract, ContractStep  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402
from tests.notices.mailserver import Inbox, listen  # noqa: E402

STATES = ("awaiting_deposit", "delivered", "inspection_overdue", "working")
CLOCKS = (1, 2)

# Every open contract gets a deadline of its own that has passed, in no order that its rows are stored in.
_MAKE_ALL_DUE = """
UPDATE contracts_contract SET remind_at = NULL, due_at = now() - interval '1 hour' - hashint8(id) % 1000000 * interval '1 millisecond'
WHERE due_at IS NOT NULL
"""
_NONE_DUE = "UPDATE contracts_contract SET remind_at = NULL, due_at = now() + interval '30 days' + id * interval '1 second' WHERE due_at IS NOT NULL"
_SOME_DUE = """
UPDATE contracts_contract c SET due_at = now() + %(lead)s * interval '1 second' + place * %(seconds)s * interval '1 second' / %(many)s
FROM (SELECT id, row_number() OVER (ORDER BY hashint8(id)) AS place FROM contracts_contract WHERE due_at IS NOT NULL) AS chosen
WHERE chosen.id = c.id AND place <= %(many)s
"""
_LATENESS = """
SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - deadline_at)::float FROM contracts_contractstep
WHERE id > %s AND actor = 'clock'
"""
_STEPS_BETWEEN = """
SELECT count(*) FROM contracts_contractstep WHERE id > %s AND pg_xact_commit_timestamp(xmin) BETWEEN %s AND %s
"""


def execute(statement: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def latest_step() -> int:
    return ContractStep.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def due() -> int:
    return Contract.objects.filter(due_at__lte=datetime.now(UTC)).count()


@contextlib.contextmanager
def running(count: int, *words: str, **environment: str) -> Iterator[Callable[[], None]]:
    """So many processes `python words...`, ended at the end of the block. The answer waits a little, and raises when
    one of them has died."""
    command = [sys.executable, *words]
    started = [subprocess.Popen(command, env={**os.environ, **environment}) for _ in range(count)]

    def wait() -> None:
        time.sleep(0.1)
        if any(process.poll() is not None for process in started):
            raise RuntimeError(f"{' '.join(words)} ended")

    try:
        yield wait
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def flood(clocks: int, seconds: float, make_due: str = _MAKE_ALL_DUE) -> float:
    """Steps per second of so many clocks while more is due than they can do; `make_due` is the statement for that."""
    execute(make_due)
    execute("VACUUM ANALYZE contracts_contract")
    before = latest_step()
    with running(clocks, "-m", "benchmarks.deadlines", "--clock") as wait:
        while latest_step() == before:
            wait()
        time.sleep(1)
        ((since,),) = execute("SELECT clock_timestamp()")
        time.sleep(seconds)
        ((until,),) = execute("SELECT clock_timestamp()")
    if not due():
        raise RuntimeError("too few contracts were loaded: nothing was left to do at the end")
    ((fired,),) = execute(_STEPS_BETWEEN, [before, since, until])
    return fired / (until - since).total_seconds()


def lateness(many: int, seconds: int) -> list[float]:
    """Seconds from deadline to commit, for deadlines spread evenly over `seconds`, with the real worker at work."""
    inbox, before = Inbox(), latest_step()
    execute(_NONE_DUE)
    execute("VACUUM ANALYZE contracts_contract")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mail = listen(inbox, port)
    with running(1, "-m", "tachiai", "worker", TACHIAI_SMTP=f"smtp://127.0.0.1:{port}") as wait:
        while not execute("SELECT 1 FROM procrastinate_workers"):
            wait()
        time.sleep(1)
        execute(_SOME_DUE, {"lead": 2, "seconds": seconds, "many": many})
        end = time.monotonic() + seconds + 120
        while time.monotonic() < end and len(execute(_LATENESS, [before])) < many:
            wait()
    mail.stop()
    print(f"{len(inbox.mails)} mails were taken meanwhile")
    return [late for (late,) in execute(_LATENESS, [before])]


def clock() -> int:
    """One process of the flood: the clock of the background worker, until told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_clock(stop)
    return 0


def rates(waiting: int, runs: int, seconds: float) -> dict[int, float]:
    """The median rate by number of clocks with so many contracts due."""
    found: dict[int, list[float]] = {clocks: [] for clocks in CLOCKS}
    for clocks in CLOCKS * runs:
        found[clocks].append(flood(clocks, seconds))
        print(f"{waiting:,} due, {clocks} clocks: {found[clocks][-1]:.0f} steps/s", flush=True)
    return {clocks: median(each) for clocks, each in found.items()}


def differences() -> list[str]:
    """States without their records, and what does not add up in the book."""
    latest = ContractStep.objects.filter(number=F("subject__steps_taken"))
    wrong = latest.exclude(to_state=F("subject__state")).count()
    stalled = Contract.objects.exclude(stalled_until=None).count()
    found = [f"{wrong} states that are not those of their last record"] if wrong else []
    found += [f"{stalled} contracts set aside after a failure"] if stalled else []
    return found + [str(difference) for difference in check_book()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    parser.add_argument("--clock", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.clock:
        return clock()
    few, many, fired, minute, runs, seconds = (3_000, 6_000, 200, 10, 1, 2) if asked.small else (10_000, 100_000, 1_000, 60, 3, 8)
    market = Market(people=1000, listings=0, deals=many, states=STATES)
    print(f"=> {describe()}; {runs} runs of {seconds} s, medians")
    fill(replace(market, deals=few))
    limits = {clocks: pgbench(clocks, seconds) for clocks in CLOCKS}
    with_few = rates(few, runs, seconds)
    fill_deals(market, few + 1, many)
    with_many = rates(many, runs, seconds)
    for clocks in CLOCKS:
        print(f"=> {clocks} clocks, steps/s: {with_many[clocks]:.0f} with {many:,} due, {with_few[clocks]:.0f} with {few:,} due (ratio "
              f"{with_many[clocks] / with_few[clocks]:.2f}); pgbench -N {limits[clocks]:.0f} tps (ratio {with_many[clocks] / limits[clocks]:.3f})")  # fmt: skip
    late = lateness(fired, minute)
    print(f"=> {many:,} pending, {fired:,} due within {minute} s: {len(late):,} fired, lateness p50 {percentile(late, 50):.2f} s, "
          f"p99 {percentile(late, 99):.2f} s, longest {max(late):.2f} s")  # fmt: skip
    wrong = differences()
    print(f"=> afterwards: {', '.join(wrong) or 'every state has its record, nothing was set aside, the book adds up'}")
    return int(bool(wrong) or len(late) != fired)


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["deadlines"], sys.argv[1:]))
