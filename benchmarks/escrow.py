"""Escrow cycles (deposit, then release to worker and fee: two durable commits) beside django-hordak and bare pgbench.

Each of 1, 4 and 8 processes moves money among 20 clients and 20 workers as fast as it can. In the same run, on the
same server: django-hordak 2.0.0 in an environment of its own does the same cycle with its own API, and `pgbench -N`
shows how many small durable transactions the server makes at all; two of them are the least a cycle needs.
Three runs, medians. An overdraft is then tried on both sides, and both books are added up.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import django
import psycopg
from psycopg import sql

from benchmarks.__main__ import measure
from benchmarks.server import describe, pgbench, url_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - settings come first

from benchmarks.escrow_worker import CLIENTS, PRICE, WORKERS  # noqa: E402
from tachiai.kernel.refused import Refusal  # noqa: E402
from tachiai.money import queries  # noqa: E402
from tachiai.money.actions import post_movement  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402
from tachiai.money.rules import DEPOSIT_ESCROW, SCHEDULES, contract_holder  # noqa: E402

PEER = "django-hordak==2.0.0"
PEER_SCRIPT = Path(__file__).with_name("peers") / "hordak_escrow.py"
PROCESSES = (1, 4, 8)
SEEDS = itertools.count(1)


@dataclass
class Side:
    """One contender: how to start a process of it, and what each run of it gave."""

    name: str
    command: list[str]
    environment: dict[str, str]
    rates: dict[int, list[float]] = field(default_factory=dict)
    took: dict[int, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)

    def run(self, processes: int, seconds: float) -> None:
        """All processes start together when all are ready."""
        started = [self._start() for _ in range(processes)]
        for process in started:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"{self.name} did not start")
        for process in started:
            process.stdin.write(f"{seconds}\n")
            process.stdin.flush()
        found = [json.loads(process.communicate()[0]) for process in started]
        took = [one for result in found for one in result["took"]]
        self.failures.update(name for result in found for name in result["failures"])
        self.rates.setdefault(processes, []).append(len(took) / seconds)
        self.took.setdefault(processes, []).extend(took)

    def rate(self, processes: int) -> float:
        return median(self.rates[processes])

    def percentile(self, processes: int, percent: int) -> float:
        """Milliseconds of one cycle."""
        ordered = sorted(self.took[processes]) or [float("nan")]
        return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.command, str(next(SEEDS))],
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )


@contextlib.contextmanager
def peer() -> Iterator[Side]:
    """django-hordak in a new environment in a temporary folder, on a database of its own on the same server."""
    with tempfile.TemporaryDirectory() as folder, other_database("bench_hordak") as url:
        print(f"installing {PEER} into an environment of its own ...", flush=True)
        venv.create(folder, with_pip=True)
        python = str(Path(folder) / "bin" / "python")
        wanted = [PEER, f"Django=={django.__version__}", f"psycopg[binary]=={psycopg.__version__}"]
        subprocess.run([python, "-m", "pip", "install", "-qq", *wanted], check=True, stderr=subprocess.DEVNULL)
        side = Side("django-hordak", [python, str(PEER_SCRIPT), "run"], {"HORDAK_DATABASE_URL": url})
        ask(side, "prepare")
        yield side


@contextlib.contextmanager
def other_database(name: str) -> Iterator[str]:
    here = os.environ["DATABASE_URL"]
    with psycopg.connect(url_of(here, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield url_of(here, name)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def ask(side: Side, what: str) -> str:
    """What the peer's script answers."""
    command = [*side.command[:-1], what]
    done = subprocess.run(command, env={**os.environ, **side.environment}, check=True, capture_output=True, text=True)
    return done.stdout


def fill_wallets() -> None:
    """Every client gets enough for all the cycles that could ever be run."""
    with connection.cursor() as cursor:
        for client in CLIENTS:
            cursor.execute(
                "SELECT money_post(%s, 'pay_in', 'contract', %s, NULL, %s, %s, %s, %s)",
                [f"fill:{client}", -client, datetime.now(UTC), ["amount", "amount"],
                 [f"outside:{client % 16}", f"wallet:{client}"], [-(10**12), 10**12]],
            )  # fmt: skip


def table(ours: Side, theirs: Side, limits: dict[int, list[float]]) -> None:
    head = ("processes", "tachiai/s", "hordak/s", "ratio", "pgbench -N tps", "of its half", "p50/p99 ms", "hordak p50/p99")
    print("=> " + " | ".join(f"{word:<14}" for word in head))
    for processes in PROCESSES:
        limit = median(limits[processes])
        row = (
            str(processes),
            f"{ours.rate(processes):.0f}",
            f"{theirs.rate(processes):.0f}",
            f"{ours.rate(processes) / theirs.rate(processes):.1f}x",
            f"{limit:.0f}",
            f"{ours.rate(processes) / (limit / 2):.0%}",
            f"{ours.percentile(processes, 50):.1f}/{ours.percentile(processes, 99):.1f}",
            f"{theirs.percentile(processes, 50):.0f}/{theirs.percentile(processes, 99):.0f}",
        )
        print("=> " + " | ".join(f"{word:<14}" for word in row))
    for side in (ours, theirs):
        runs = {n: [round(rate) for rate in rates] for n, rates in side.rates.items()}
        print(f"=> {side.name}: failures {dict(side.failures) or 'none'}; every run: {runs}")


def overdraft_is_refused() -> bool:
    """Deposit one yen more than the client has."""
    client = CLIENTS[0]
    try:
        with transaction.atomic():
            post_movement(
                DEPOSIT_ESCROW,
                holder=contract_holder(1),
                client_id=client,
                worker_id=WORKERS[0],
                amount=queries.wallet_balance(client) + 1,
                fee_schedule=next(iter(SCHEDULES)),
                step_number=1,
                at=datetime.now(UTC),
            )
    except Refusal:
        return True
    return False


def audit(ours: Side, theirs: Side) -> bool:
    """Add up both books and try the overdraft; True when ours is sound."""
    refused, differences, size = overdraft_is_refused(), list(check_book()), queries.size_of_book()
    print(f"=> tachiai: overdraft {'refused' if refused else 'ACCEPTED'}; {size.entries:,} entries audited, "
          f"{len(differences)} differences")  # fmt: skip
    spent, book = json.loads(ask(theirs, "overdraw")), json.loads(ask(theirs, "audit"))
    print(f"=> django-hordak: overdraft accepted, balance {spent['before']} -> {spent['after']}; legs sum to {book['sum']}")
    return refused and not differences and not ours.failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="one short run: shows that it works, measures nothing")
    small = parser.parse_args().small
    runs, seconds = (1, 1.0) if small else (3, 5.0)
    print(f"=> {describe()}; price {PRICE:,} yen, {runs} runs of {seconds:.0f} s, medians")
    fill_wallets()
    ours = Side("tachiai", [sys.executable, "-m", "benchmarks.escrow_worker"], {})
    limits: dict[int, list[float]] = {}
    with peer() as theirs:
        for number, processes in itertools.product(range(runs), PROCESSES):
            ours.run(processes, seconds)
            theirs.run(processes, seconds)
            limits.setdefault(processes, []).append(pgbench(processes, int(seconds)))
            print(f"run {number + 1}, {processes} processes: tachiai {ours.rates[processes][-1]:.0f}, hordak "
                  f"{theirs.rates[processes][-1]:.0f} cycles/s, pgbench {limits[processes][-1]:.0f} tps", flush=True)  # fmt: skip
        table(ours, theirs, limits)
        return 0 if audit(ours, theirs) else 1


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["escrow"], sys.argv[1:]))
