"""The page of the trouble statistics over 100,000 contracts and as many reports in two years: milliseconds and queries.

Asked for when no month is kept, when those that are over are kept and the running one is counted anew, and within the
ten minutes in which it is not. A contract and a report come every ten minutes, at any size: a larger one has more years,
not busier months, and the second figure must not grow with it (`--size`).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from statistics import median

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe
from benchmarks.together import percentile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first
from django.core.cache import cache  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.load import Market, fill  # noqa: E402
from benchmarks.reports import LOAD_CASES  # noqa: E402
from tachiai.clockwork.queries import now  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.statistics.actions import keep_months  # noqa: E402
from tachiai.statistics.models import CountedMonth  # noqa: E402

PATH = "/statistics/"
STATES = ("completed", "completed", "completed", "delivered", "inspection_overdue", "delivery_overdue", "lapsed")
# One contract and one report in ten minutes, up to now; triggers that keep the record as it is are asleep meanwhile.
SPREAD = (
    "SET session_replication_role = replica",
    "UPDATE contracts_contractstep SET taken_at = now() - (%(last)s - subject_id) * interval '10 minutes' + number * interval '1 second'",
    "UPDATE conversations_message SET posted_at = now() - (%(last)s - thread_id) * interval '10 minutes' + id %% 4 * interval '1 second'",
    LOAD_CASES.replace("interval '1 second' AS at", "interval '0 second' AS at"),
    """INSERT INTO safety_report (number, case_id, reporter_id, clause, text, good_faith, snapshot, digest, additions, weight, filed_at,
           outcome, closed_at, is_misuse)
       SELECT 'B' || id, id, 1 + (id + 1) %% %(people)s, (ARRAY['job.A-1', 'message.1-2', 'message.3-1', 'job.E-1'])[1 + id %% 4], 'text', true,
           '{}', '', '[]', 100, at, 'breach', least(now(), at + id %% 7 * interval '1 day'), false
       FROM (SELECT id, now() - (max(id) OVER () - id) * interval '10 minutes' AS at FROM safety_case ORDER BY id) AS made""",
    "SET session_replication_role = DEFAULT",
)


def load(deals: int) -> None:
    """As many contracts, with their steps and messages, and as many reports."""
    fill(Market(people=1000, listings=0, deals=deals, states=STATES))
    params = {"last": deals, "people": 1000, "cases": deals}
    with connection.cursor() as cursor:
        for statement in SPREAD:
            cursor.execute(statement, params if "%" in statement else None)
        cursor.execute("VACUUM ANALYZE")


def ask(client: Client, times: int, *, anew: bool) -> tuple[list[float], int]:
    """Milliseconds of each answer, and the queries of the last one."""
    took = []
    client.get(PATH)
    for _ in range(times):
        if anew:
            cache.clear()
        started = time.perf_counter()
        answer = client.get(PATH)
        took.append(1000 * (time.perf_counter() - started))
        if answer.status_code != 200 or b"bar-chart" not in answer.content:
            raise RuntimeError(f"the page answers {answer.status_code}")
    if anew:
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get(PATH)
    return took, len(asked)


def report(deals: int, times: int) -> float:
    """The median of the page with kept months, in milliseconds."""
    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0].lstrip(".*") or "127.0.0.1")
    CountedMonth.objects.all().delete()
    raw, _ = ask(client, 3, anew=True)
    cache.clear()
    started = time.perf_counter()
    keep_months(now())
    kept_in = time.perf_counter() - started
    anew, queries = ask(client, times, anew=True)
    again, queries_again = ask(client, times, anew=False)
    print(f"=> {deals:,} contracts and reports: nothing kept {median(raw):.0f} ms; {CountedMonth.objects.exclude(troubles=[]).count()} months kept in {kept_in:.1f} s, "
          f"then {median(anew):.0f} ms (p95 {percentile(anew, 95):.0f}, {queries} queries), within ten minutes {median(again):.0f} ms ({queries_again} queries)")  # fmt: skip
    return median(anew)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    parser.add_argument("--size", type=int, default=0, help="contracts and reports; 4,464 are a month of them")
    said = parser.parse_args()
    size = said.size or (3_000 if said.small else 100_000)
    print(f"=> {describe()}")
    prepare()
    started = time.monotonic()
    load(size)
    print(f"{size:,} loaded in {time.monotonic() - started:.0f} s", flush=True)
    report(size, 5 if said.small else 30)
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["statistics"], sys.argv[1:]))
