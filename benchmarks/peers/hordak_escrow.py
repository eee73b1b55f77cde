"""The escrow cycle in django-hordak 2.0.0, in an environment of its own (nothing of Tachiai is imported here).

    python hordak_escrow.py prepare            tables and accounts
    python hordak_escrow.py overdraw           what a client's balance is after spending money it does not have
    python hordak_escrow.py audit              sum of all legs, number of transactions
    python hordak_escrow.py run SEED           waits for a line with seconds, runs cycles so long, prints JSON
"""

from __future__ import annotations

import json
import os
import random
import sys
import time

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

PEOPLE, PRICE, NET, FEE = 20, 100_000, 78_000, 22_000

_place = conninfo_to_dict(os.environ["HORDAK_DATABASE_URL"])
settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _place["dbname"],
            "HOST": _place.get("host", ""),
            "PORT": _place.get("port", ""),
            "USER": _place.get("user", ""),
            "PASSWORD": _place.get("password", ""),
        }
    },
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "djmoney", "mptt", "hordak"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    SECRET_KEY="a benchmark signs nothing",
    CURRENCIES=["JPY"],
    DEFAULT_CURRENCY="JPY",
    HORDAK_INTERNAL_CURRENCY="JPY",
    HORDAK_CURRENCIES=["JPY"],
    HORDAK_DECIMAL_PLACES=0,
)
django.setup()

from django.core.management import call_command  # noqa: E402 - settings come first
from django.db import connection, transaction  # noqa: E402
from hordak.models import Account, Leg, Transaction  # noqa: E402
from moneyed import Money  # noqa: E402


def prepare() -> None:
    call_command("migrate", verbosity=0)
    names = ["escrow", "fee", *(f"{kind} {n}" for kind in ("client", "worker") for n in range(PEOPLE))]
    for number, name in enumerate(names):
        Account.objects.create(name=name, code=str(number), type="LI", currencies=["JPY"])


def accounts() -> dict[str, Account]:
    return {account.name: account for account in Account.objects.all()}


def cycle(known: dict[str, Account], client: Account, worker: Account) -> None:
    """Fund and release, each a transaction with its legs and one commit. All accounts are liabilities: a credit is more."""
    with transaction.atomic():
        known["escrow"].transfer_to(client, Money(PRICE, "JPY"))
    with transaction.atomic():
        made = Transaction.objects.create()
        Leg.objects.create(transaction=made, account=known["escrow"], debit=Money(PRICE, "JPY"))
        Leg.objects.create(transaction=made, account=worker, credit=Money(NET, "JPY"))
        Leg.objects.create(transaction=made, account=known["fee"], credit=Money(FEE, "JPY"))


def run(seed: int) -> None:
    chance, known = random.Random(seed), accounts()
    took, failures = [], []
    print("ready", flush=True)
    end = time.perf_counter() + float(sys.stdin.readline())
    while (started := time.perf_counter()) < end:
        client, worker = (known[f"{kind} {chance.randrange(PEOPLE)}"] for kind in ("client", "worker"))
        try:
            cycle(known, client, worker)
            took.append(time.perf_counter() - started)
        except Exception as error:
            failures.append(type(error).__name__)
    print(json.dumps({"took": took, "failures": failures}))


def overdraw() -> None:
    known = accounts()
    spender = known["client 0"]
    before = spender.get_balance()
    with transaction.atomic():
        known["escrow"].transfer_to(spender, Money(10**9, "JPY"))
    print(json.dumps({"before": str(before), "after": str(spender.get_balance())}))


def audit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(coalesce(credit, 0) - coalesce(debit, 0)), 0)::bigint FROM hordak_leg")
        (total,) = cursor.fetchone()
    print(json.dumps({"sum": total, "transactions": Transaction.objects.count()}))


if __name__ == "__main__":
    if sys.argv[1] == "run":
        run(int(sys.argv[2]))
    else:
        {"prepare": prepare, "overdraw": overdraw, "audit": audit}[sys.argv[1]]()
