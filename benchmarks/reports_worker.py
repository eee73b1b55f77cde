"""One process of `benchmarks.reports`: `file FIRST COUNT PEOPLE` files reports, `claim STAFF` takes cases until none waits."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.together import measured  # noqa: E402 - settings come first
from tachiai.guidelines.rules import clauses_for  # noqa: E402
from tachiai.jobs.models import Listing  # noqa: E402
from tachiai.safety.actions.cases import claim_next  # noqa: E402
from tachiai.safety.actions.reports import file_report  # noqa: E402


def file(first: int, count: int, people: int) -> dict[str, Any]:
    """Reports number `first` and on, of all: reporter and listing follow from the number, no pair comes twice."""
    listings = list(Listing.objects.filter(state="open").order_by("pk").values_list("pk", "client_id"))
    clauses = [clause.id for clause in clauses_for("listing")]
    took: list[float] = []
    started = time.perf_counter()
    for number in range(first, first + count):
        reporter, turn = 1 + number % people, number // people
        listing, owner = listings[(reporter * 7 + turn * 131) % len(listings)]
        if owner == reporter:
            reporter = reporter % people + 1
        before = time.perf_counter()
        file_report(
            subject_kind="listing",
            subject_id=listing,
            reporter_id=reporter,
            clause=clauses[number % len(clauses)],
            text="商品を代わりに買うよう求めています。確認をお願いします。",
            good_faith=True,
            at=datetime.now(UTC),
        )
        took.append(time.perf_counter() - before)
    return {"took": took, "seconds": time.perf_counter() - started}


def take(staff: int) -> dict[str, Any]:
    cases = []
    started = time.perf_counter()
    while (case := claim_next(staff_id=staff, at=datetime.now(UTC))) is not None:
        cases.append(case)
    return {"cases": cases, "seconds": time.perf_counter() - started}


def main(what: str, first: int, count: int, people: int) -> None:
    measured(lambda _: take(first) if what == "claim" else file(first, count, people))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
