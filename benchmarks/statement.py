"""Balance and statement page of one person after 10,000 and after 1,000,000 postings, on pages from newest to oldest.

The wallets stand in one book, loaded set by set: nine lines in ten are pay-ins, the tenth is a reward with fee and tax
on other accounts. Beside them, on the same connection: the round trip of `SELECT 1` as the limit, and what a balance
costs in a book that adds up its lines each time. The audit then re-adds the whole book.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from statistics import median

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first

from tachiai.money import queries  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402

AIM_MS = 1.0

# Line number n of wallet w. A reward needs its deposit: the client's wallet is 0, filled first.
_ENTRIES = """
INSERT INTO money_entry (id, key, movement, contract_id, step_number, made_at)
SELECT %(first)s + 2 * n, 'bench:' || %(wallet)s || ':' || n, CASE WHEN n %% 10 = 0 THEN 'release_escrow' ELSE 'pay_in' END,
    %(first)s + n, 2, timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, %(lines)s) n
UNION ALL
SELECT %(first)s + 2 * n - 1, 'bench:d:' || %(wallet)s || ':' || n, 'deposit_escrow', %(first)s + n, 1,
    timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(10, %(lines)s, 10) n
"""
_LEGS = """
INSERT INTO money_leg (entry_id, account_id, line, amount, balance_after)
SELECT made.entry, account.id, made.line, made.amount,
    sum(made.amount) OVER (PARTITION BY account.id ORDER BY made.entry, made.amount) + account.balance
FROM (
    SELECT %(first)s + 2 * n AS entry, 'wallet:' || %(wallet)s AS code, 'amount' AS line, 1000 AS amount
        FROM generate_series(1, %(lines)s) n WHERE n %% 10 <> 0
    UNION ALL SELECT %(first)s + 2 * n, 'outside:' || n %% 16, 'amount', -1000
        FROM generate_series(1, %(lines)s) n WHERE n %% 10 <> 0
    UNION ALL SELECT %(first)s + 2 * n - 1, 'wallet:0', 'amount', -1000 FROM generate_series(10, %(lines)s, 10) n
    UNION ALL SELECT %(first)s + 2 * n - 1, 'escrow:' || %(first)s + n, 'amount', 1000
        FROM generate_series(10, %(lines)s, 10) n
    UNION ALL SELECT %(first)s + 2 * n, 'escrow:' || %(first)s + n, 'all', -1000 FROM generate_series(10, %(lines)s, 10) n
    UNION ALL SELECT %(first)s + 2 * n, 'wallet:' || %(wallet)s, 'net', 780 FROM generate_series(10, %(lines)s, 10) n
    UNION ALL SELECT %(first)s + 2 * n, 'fee:' || n %% 16, 'fee', 200 FROM generate_series(10, %(lines)s, 10) n
    UNION ALL SELECT %(first)s + 2 * n, 'fee_tax:' || n %% 16, 'fee_tax', 20 FROM generate_series(10, %(lines)s, 10) n
) AS made JOIN money_account account USING (code)
ORDER BY made.entry
"""
_ACCOUNTS = """
INSERT INTO money_account (code, balance)
SELECT code, 0 FROM (
    SELECT 'wallet:' || %(wallet)s AS code
    UNION ALL SELECT kind || ':' || n FROM generate_series(0, 15) n, unnest(ARRAY['outside', 'fee', 'fee_tax']) kind
    UNION ALL SELECT 'escrow:' || %(first)s + n FROM generate_series(10, %(lines)s, 10) n
) AS wanted ON CONFLICT (code) DO NOTHING
"""
_BALANCES = """
UPDATE money_account a SET balance = added.total
FROM (SELECT account_id, sum(amount) AS total FROM money_leg GROUP BY account_id) AS added WHERE a.id = added.account_id
"""
_SUM = """
SELECT sum(amount) FROM money_leg WHERE account_id = (SELECT id FROM money_account WHERE code = %s)
"""


def load(wallets: dict[int, int]) -> None:
    """Wallets by person id with so many lines each. The book's triggers are off meanwhile; the audit comes later."""
    with connection.cursor() as cursor:
        filled = sum(wallets.values()) * 1000
        cursor.execute("SELECT money_post('bench:fill', 'pay_in', 'contract', 0, NULL, now(), %s, %s, %s)",
                       [["amount", "amount"], ["outside:0", "wallet:0"], [-filled, filled]])  # fmt: skip
        cursor.execute("SET session_replication_role = replica")
        for number, (wallet, lines) in enumerate(wallets.items(), start=1):
            place = {"first": number * 10**8, "wallet": wallet, "lines": lines}
            for sql in (_ACCOUNTS, _ENTRIES, _LEGS, _BALANCES):
                cursor.execute(sql, place)
        cursor.execute("SET session_replication_role = origin")
        for table in ("money_account", "money_entry", "money_leg"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def milliseconds(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 99th percentile of one call, warmed up."""
    for _ in range(min(20, times)):
        call()
    took = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        took.append(1000 * (time.perf_counter() - started))
    return median(took), sorted(took)[len(took) * 99 // 100]


def ask(query: str, *params: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()


def report(person_id: int, lines: int, times: int) -> list[float]:
    """Print the figures of one wallet; the medians that have to stay below the aim."""
    newest = queries.statement(person_id)
    middle = median([newest.lines[0].id, queries.statement(person_id, after=0).lines[-1].id])
    calls: dict[str, Callable[[], object]] = {
        "balance": lambda: queries.wallet_balance(person_id),
        "newest page of 50 lines": lambda: queries.statement(person_id),
        "page in the middle": lambda: queries.statement(person_id, before=int(middle)),
        "oldest page": lambda: queries.statement(person_id, after=0),
    }
    medians = []
    for name, call in calls.items():
        half, slowest = milliseconds(call, times)
        medians.append(half)
        print(f"=> {lines:>9,} postings, {name}: {half:.2f} ms (p99 {slowest:.2f})", flush=True)
    half, _ = milliseconds(lambda: ask(_SUM, f"wallet:{person_id}"), max(3, times // 100))
    print(f"=> {lines:>9,} postings, adding up the lines instead of keeping a balance: {half:.1f} ms", flush=True)
    return medians


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="few postings: shows that it works, measures nothing")
    small = parser.parse_args().small
    sizes, times = ((1_000, 10_000), 50) if small else ((10_000, 1_000_000), 500)
    started = time.monotonic()
    load(dict(enumerate(sizes, start=1)))
    print(f"=> {describe()}; {queries.size_of_book().legs:,} lines loaded in {time.monotonic() - started:.0f} s")
    print(f"=> the limit, SELECT 1: {milliseconds(lambda: ask('SELECT 1'), times)[0]:.2f} ms")
    medians = [half for person_id, lines in enumerate(sizes, start=1) for half in report(person_id, lines, times)]
    started = time.monotonic()
    differences = list(check_book())
    print(f"=> audit of the whole book: {len(differences)} differences, {time.monotonic() - started:.1f} s")
    print(f"=> slowest median {max(medians):.2f} ms, aim below {AIM_MS} ms: {'met' if max(medians) < AIM_MS else 'MISSED'}")
    return int(bool(differences))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["statement"], sys.argv[1:]))
