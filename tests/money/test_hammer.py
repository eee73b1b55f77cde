"""Several processes move money at random, some of it twice, some of it impossible; the book stays sound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from tachiai.money.audit import check_book
from tachiai.money.models import Account, Entry
from tests.cast import make_person
from tests.money.hammer import MOVES
from tests.money.moves import pay_in

PROCESSES = 4
MINTED = 400_000


@pytest.mark.django_db(transaction=True)
def test_the_book_stands_the_hammer() -> None:
    staff = make_person("kei@example.com", "Kei", is_staff=True)
    people = [make_person(f"person{n}@example.com", f"Person {n}") for n in range(4)]
    for number, person in enumerate(people):
        pay_in(person, MINTED, staff=staff, contract=10_000 + number)
    ids = ",".join(str(person.pk) for person in people)
    runs = [_start(seed, ids) for seed in range(PROCESSES)]
    outputs = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0] * PROCESSES, outputs
    done, refused = (sum(int(out.split()[place]) for out, _ in outputs) for place in (0, 1))
    assert done + refused == PROCESSES * MOVES
    assert done > 0 < refused
    assert Entry.objects.count() > len(people)
    assert list(check_book()) == []
    held = sum(Account.objects.exclude(code__startswith="outside:").values_list("balance", flat=True))
    assert held == MINTED * len(people)


def _start(seed: int, ids: str) -> subprocess.Popen[str]:
    database = connection.settings_dict
    where = urlencode({"host": database["HOST"], "port": database["PORT"] or 5432, "user": database["USER"]}, safe="")
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql:///{database['NAME']}?{where}",
        "PGPASSWORD": str(database["PASSWORD"]),
        "DJANGO_SETTINGS_MODULE": "tachiai.config.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.money.hammer", str(seed), ids],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
