"""10,000 reports filed by 8 processes, then taken by 8 reviewers: how many a second, and never the same case to two.

Each report is its own commit: checked, its evidence kept, gathered into its case, weighed, receipted. Then 100,000 open
cases are loaded and the queue page of the desk is asked for; and 500 cases are closed over HTTP through the forms of the
desk, one after another, by one member of the staff who reads nothing.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe, pgbench
from benchmarks.together import percentile, run_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from benchmarks.load import Market, fill  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.jobs.models import Listing  # noqa: E402
from tachiai.people.actions import HashedPassword, open_account  # noqa: E402
from tachiai.people.models import Person  # noqa: E402
from tachiai.safety.models import Case, CaseStep, Report  # noqa: E402

PROCESSES = 8
PEER = 9  # reports a second, a known peer in its own development network (with 1 and with 8 clients)
EACH = 10  # reports of one reporter: below what anybody may file in an hour
QUEUE_PATH = "/desk/cases/"
LOAD_CASES = """
INSERT INTO safety_case (lifecycle_version, state, entered_at, due_at, steps_taken, subject_kind, subject_id, about_id, clause,
    title, digest, severity, weights, score, reports, opened_at, decide_by)
SELECT 1, 'open', at, at + interval '7 days', 0, 'profile', n, 1 + n %% %(people)s, 'job.F-1', '', md5(n::text), 1 + n %% 5,
    100 + n %% 400, (1 + n %% 5) * (100 + n %% 400), 1, at, at + interval '7 days'
FROM (SELECT n, now() - n * interval '1 second' AS at FROM generate_series(1000000, 999999 + %(cases)s) n) made
"""


def file_all(reports: int, people: int) -> None:
    """Every process files its share, each reporter on listings of others."""
    share = reports // PROCESSES
    found = run_together("benchmarks.reports_worker", [("file", n * share, share, people) for n in range(PROCESSES)], 0)
    took = [1000 * one for result in found for one in result["took"]]
    rate = reports / max(result["seconds"] for result in found)
    limit = pgbench(PROCESSES, 5)
    wrong = share * PROCESSES - Report.objects.count()
    things = Case.objects.values("subject_kind", "subject_id", "about_id")
    print(f"=> {reports} reports by {PROCESSES} processes: {rate:.0f} a second, p50 {percentile(took, 50):.0f} ms, p95 "
          f"{percentile(took, 95):.0f} ms; {rate / PEER:.1f} times a known peer; pgbench {limit:.0f} tps, ratio "
          f"{rate / limit:.3f}")  # fmt: skip
    print(f"=> {Case.objects.count()} cases, {Case.objects.count() - things.distinct().count()} twice, {wrong} added to an earlier report of the same person")


def claim_all(staff: list[int]) -> int:
    """Every reviewer takes what comes next until nothing waits; how many cases went to two."""
    found = run_together("benchmarks.reports_worker", [("claim", person, 0, 0) for person in staff], 0)
    taken = Counter(case for result in found for case in result["cases"])
    twice = sum(1 for n in taken.values() if n > 1)
    recorded = CaseStep.objects.filter(step="claim").count()
    rate = len(taken) / max(result["seconds"] for result in found)
    print(f"=> {len(taken)} cases taken by {len(staff)} reviewers, {rate:.0f} a second; {twice} went to two, "
          f"{recorded - len(taken)} records too many, {Case.objects.filter(claimed_by=None).count()} left")  # fmt: skip
    return twice + abs(recorded - len(taken))


def ask_queue(client: Client, name: str, times: int) -> float:
    """Queries and median milliseconds of the queue page, in process."""
    sent: list[str] = []

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    for _ in range(3):
        sent.clear()
        with connection.execute_wrapper(counted):
            client.get(QUEUE_PATH)
    took = []
    for _ in range(times):
        started = time.perf_counter()
        answer = client.get(QUEUE_PATH)
        took.append(1000 * (time.perf_counter() - started))
        if answer.status_code != 200:
            raise RuntimeError(f"the queue answers {answer.status_code}")
    print(f"=> queue page with {name}: {len(sent)} queries, median {median(took):.0f} ms, p95 {percentile(took, 95):.0f} ms")
    return median(took)


def close(client: Client, count: int) -> None:
    """So many cases in the order of the queue, each by the two requests that the keys n and d send."""
    verdicts = ("breach", "no_breach")
    started = time.perf_counter()
    page = client.post(f"{QUEUE_PATH}next/", follow=True)
    for number in range(count):
        path = page.redirect_chain[-1][0]
        clause = re.search(r'<option value="([^"]+)" selected', page.content.decode())
        verdict = verdicts[number % 2]
        said = {
            "verdict": verdict,
            "clause": clause[1] if clause else "",
            "measures": "warning" if verdict == "breach" else "no_action",
            "facts_public": "募集の文に、代わりに商品を買うよう求める記述があるかを確かめました。",
            "then": "next",
        }
        page = client.post(path, said, follow=True)
        if page.status_code != 200:
            raise RuntimeError(f"case {path} answers {page.status_code}")
    took = time.perf_counter() - started
    closed = Case.objects.filter(state="decided").count()
    print(f"=> {closed} of {count} cases closed through the forms in {took:.0f} s: {3600 * closed / took:.0f} an hour, "
          f"{1000 * took / count:.0f} ms a case; 2 requests a case")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="few reports and cases: shows that it works, measures nothing")
    small = parser.parse_args().small
    reports, cases, decided = (160, 1_000, 5) if small else (10_000, 100_000, 500)
    people = reports // EACH
    print(f"=> {describe()}")
    prepare()
    fill(Market(people=people, listings=reports // 4, deals=1, states=("working",)))
    password = HashedPassword.of("blue-heron-at-dawn-42")
    names = [f"staff{number}" for number in range(PROCESSES)]
    staff = [
        open_account(email=f"{name}@example.com", password=password, display_name=name, is_staff=True).pk for name in names
    ]
    file_all(reports, people)
    wrong = claim_all(staff)
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(Person.objects.get(pk=staff[0]), backend=settings.AUTHENTICATION_BACKENDS[0])
    Case.objects.filter(claimed_by__isnull=False).update(claimed_by=None, claimed_at=None)
    few = ask_queue(client, f"{Case.objects.count()} open cases", 5 if small else 30)
    close(client, decided)
    with connection.cursor() as cursor:
        cursor.execute(LOAD_CASES, {"cases": cases, "people": people})
        cursor.execute("ANALYZE safety_case")
    many = ask_queue(client, f"{Case.objects.filter(closed_at=None).count()} open cases", 5 if small else 30)
    print(f"=> {many / few:.1f} times as long with {cases} more; {Listing.objects.count()} listings, {datetime.now(UTC):%Y-%m-%d}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["reports"], sys.argv[1:]))
