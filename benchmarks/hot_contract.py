"""Steps per second when 8 processes press at the same contract at once, beside pgbench on one row.

All of them, half as the client and half as the worker, put offers on the table of one open mediation: every step waits
for the lock of that contract, is checked, recorded and told. The limit is `pgbench` with as many clients that update one
row and insert another in a transaction. The same with 8 contracts, one for each process, shows what waiting costs.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from statistics import median

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe, pgbench
from benchmarks.together import percentile, run_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first

from benchmarks.load import Market, fill  # noqa: E402
from tachiai.clockwork.actions import By  # noqa: E402
from tachiai.contracts.models import Contract, Request, RequestStep  # noqa: E402
from tachiai.contracts.requests import open_request  # noqa: E402
from tachiai.kernel.lifecycle import Actor  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402

PROCESSES = 8
ONE_ROW = """\\set seen random(1, 1000000)
BEGIN;
UPDATE pgbench_branches SET bbalance = bbalance + 1 WHERE bid = 1;
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, :seen, 1, CURRENT_TIMESTAMP);
COMMIT;
"""


def disputed(count: int) -> list[int]:
    """So many contracts whose rounds are used up, each with an open mediation; the ids of these."""
    Contract.objects.filter(pk__lte=count).update(rounds_agreed=0)
    kind = f"mediation_{settings.MEDIATION_LEVEL}"
    found = []
    for contract in Contract.objects.filter(pk__lte=count).order_by("pk"):
        by = By(Actor.CLIENT, contract.client_id)
        answers = {"reason": "見出しの数について話し合いたいです。"}
        request = open_request(contract_id=contract.pk, kind=kind, by=by, at=datetime.now(UTC), answers=answers)
        found.append(request.pk)
    return found


def run(requests: list[int], seconds: float) -> tuple[float, list[float]]:
    """Steps per second of all processes, and the milliseconds of each step."""
    shares = [(requests[number % len(requests)], number % 2) for number in range(PROCESSES)]
    found = run_together("benchmarks.hot_contract_worker", shares, seconds)
    took = [1000 * one for result in found for one in result["took"]]
    return sum(len(result["took"]) / result["seconds"] for result in found), took


def differences() -> list[str]:
    """Requests whose count of steps is not that of their records, and what does not add up in the book."""
    wrong = [each.pk for each in Request.objects.all() if RequestStep.objects.filter(subject=each).count() != each.steps_taken]
    return [f"request {pk}: steps without record" for pk in wrong] + [str(each) for each in check_book()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="one short run: shows that it works, measures nothing")
    small = parser.parse_args().small
    runs, seconds = (1, 1.0) if small else (3, 6.0)
    print(f"=> {describe()}; {runs} runs of {seconds:.0f} s, medians")
    fill(Market(people=1000, listings=0, deals=100, states=("delivered",)))
    requests = disputed(PROCESSES)
    limit = pgbench(PROCESSES, int(seconds), ONE_ROW)
    for name, on in (("one contract", requests[:1]), (f"{PROCESSES} contracts", requests)):
        rates, took = zip(*(run(on, seconds) for _ in range(runs)), strict=True)
        times = [one for each in took for one in each]
        print(f"=> {PROCESSES} processes on {name}: {median(rates):.0f} steps/s, p50 {percentile(times, 50):.1f} ms, p99 "
              f"{percentile(times, 99):.1f} ms; pgbench on one row {limit:.0f} tps; ratio {median(rates) / limit:.3f}")  # fmt: skip
    wrong = differences()
    print(f"=> afterwards: {', '.join(wrong) or 'every step has its record, the book adds up'}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["hot_contract"], sys.argv[1:]))
