"""`tachiai book check`: re-adds the whole book and compares it with what the contracts' states say."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import chain

from django.db import connection, transaction

from tachiai.config.voice import say
from tachiai.contests import bookkeeping as contests
from tachiai.contracts import bookkeeping as contracts
from tachiai.money.audit import Difference, check_book, check_escrow
from tachiai.money.queries import size_of_book
from tachiai.tasks import bookkeeping as tasks


def check(_arguments: argparse.Namespace) -> int:
    """1 when anything does not add up; each difference is printed. One snapshot: the market may run meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        size = size_of_book()
        found = sum(_tell(difference) for difference in _differences())
    if found:
        say("book.differs", n=found)
        return 1
    say("book.sound", accounts=size.accounts, entries=size.entries, legs=size.legs, yen=f"{size.held:,}")
    return 0


def _differences() -> Iterator[Difference]:
    return chain(
        check_book(),
        check_escrow(chain(contracts.expected_escrow(), contests.expected_escrow(), tasks.expected_escrow())),
    )


def _tell(difference: Difference) -> int:
    name = f"book.difference.{difference.check}"
    say(name, where=difference.where, found=f"{difference.found:,}", expected=f"{difference.expected:,}")
    return 1
