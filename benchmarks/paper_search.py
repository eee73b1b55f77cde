"""Searching one's own papers among 1,000,000: by date, amount, counterparty and kind, also when hardly any matches.

One person is a side of 100,000 of them (a company that orders all day), another of some 1,800; the papers are laid under
the contracts of a small market. Beside it the round trip of `SELECT 1`. Then papers are issued for contracts that were
just made: milliseconds from both consents to order notice, contract sheet, notices and evidence in one commit.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - settings come first
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.load import Market, fill  # noqa: E402
from benchmarks.statement import ask, milliseconds  # noqa: E402
from tachiai.contracts.models import Contract, Paper  # noqa: E402
from tachiai.contracts.papers.issuing import contract_made  # noqa: E402
from tachiai.contracts.papers.queries import papers_found  # noqa: E402

AIM_MS = 50.0
FIRST_DAY = date(2021, 1, 1)
DAYS = 2_000
FREE = 200  # contracts whose papers are issued while the clock runs

# Paper n: every tenth is of the first person; the content is as long as that of an order notice.
_PAPERS = """
INSERT INTO contracts_paper (contract_id, kind, serial, content, digest, issued_at, issued_by, amount, dated_on,
    client_id, worker_id, client_name, worker_name, client_words, worker_words)
SELECT contract, (ARRAY['order_notice', 'contract_sheet', 'delivery_note', 'inspection_note', 'invoice', 'receipt', 'payment_statement'])[1 + n %% 7],
    'B' || n, jsonb_build_object('kind', 'order_notice', 'text', (SELECT string_agg(md5(n || ':' || part), '') FROM generate_series(1, 60) part)),
    md5(n::text) || md5(n::text), timestamptz '2021-01-01' + n * interval '1 second', 'client', 1000 + n %% 9973 * 37,
    date '2021-01-01' + (n * %(days)s::bigint / %(papers)s)::int, client, worker, '会員 ' || client, '会員 ' || worker, '会員' || client, '会員' || worker
FROM (
    SELECT n, %(free)s + 1 + n %% (%(contracts)s - %(free)s) AS contract, CASE WHEN n %% 10 = 0 THEN 1 ELSE 2 + n %% (%(people)s - 1) END AS client,
        2 + (n / 7) %% (%(people)s - 1) AS worker
    FROM generate_series(1, %(papers)s) n
) AS planned
"""


def load(papers: int) -> None:
    """The papers, beside FREE contracts that have none yet."""
    people, contracts = 1000, 2000
    fill(Market(people=people, listings=0, deals=contracts, states=("awaiting_deposit",)))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        planned = {"papers": papers, "people": people, "contracts": contracts, "free": FREE, "days": DAYS}
        cursor.execute(_PAPERS, planned)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE contracts_paper")


def searches(person_id: int) -> dict[str, dict[str, Any]]:
    """What is asked for, by name. Nothing at all, a page far back, each filter, filters that leave nothing."""
    middle = FIRST_DAY + timedelta(days=DAYS // 2)
    month = {"since": middle, "until": middle + timedelta(days=30)}
    older = papers_found(person_id, until=middle).older
    return {
        "newest page": {},
        "page in the middle": {"before": older},
        "one month": month,
        "one kind": {"kind": "invoice"},
        "amounts that one in 20 has": {"least": 20_000, "most": 38_000},
        "amount of nobody": {"least": 10_000_000},
        "counterparty that one in 1,000 has": {"counterparty": "会員 777"},
        "counterparty of nobody": {"counterparty": "株式会社どこにもない"},
        "month, kind, amount and counterparty": {**month, "kind": "invoice", "least": 20_000, "counterparty": "会員 7"},
    }


def report(person_id: int, times: int) -> list[float]:
    """Print the figures of one person; the slowest figure of each search."""
    of = Paper.objects.filter(client_id=person_id).count() + Paper.objects.filter(worker_id=person_id).count()
    slowest = []
    for name, wanted in searches(person_id).items():
        half, worst = milliseconds(lambda wanted=wanted: papers_found(person_id, **wanted), times)  # type: ignore[misc]
        slowest.append(half)
        print(f"=> {of:>7,} own papers, {name}: {half:.1f} ms (p99 {worst:.1f})", flush=True)
    return slowest


def issue(times: int) -> None:
    """What the papers add to the making of a contract."""
    contracts = iter(Contract.objects.filter(pk__lte=FREE).order_by("pk"))

    def once() -> None:
        with transaction.atomic():
            contract_made(next(contracts), datetime.now(UTC))

    with CaptureQueriesContext(connection) as sent:
        once()
    half, worst = milliseconds(once, times)
    print(
        f"=> order notice and contract sheet, with notices and evidence, committed: {half:.1f} ms (p99 {worst:.1f}), {len(sent)} statements"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="few papers: shows that it works, measures nothing")
    small = parser.parse_args().small
    papers, times = (20_000, 10) if small else (1_000_000, 50)
    started = time.monotonic()
    load(papers)
    size = ask(
        "SELECT pg_size_pretty(pg_table_size('contracts_paper')) || ', indexes ' || pg_size_pretty(pg_indexes_size('contracts_paper'))"
    )
    print(f"=> {describe()}; {papers:,} papers loaded in {time.monotonic() - started:.0f} s: {size[0]}")  # type: ignore[index]
    print(f"=> the limit, SELECT 1: {milliseconds(lambda: ask('SELECT 1'), times)[0]:.2f} ms")
    slowest: list[float] = [half for person_id in (1, 500) for half in report(person_id, times)]
    issue(times)
    print(
        f"=> slowest median {max(slowest):.1f} ms, aim below {AIM_MS} ms: {'met' if max(slowest) < AIM_MS else 'MISSED'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["paper_search"], sys.argv[1:]))
