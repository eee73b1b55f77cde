"""Search pages (listings and their count) at 100,000 and 1,000,000 listings, every combination of words, filters, order.

Each question is asked once to warm up and then five times; its figure is the median. In the same run, on the same
rows, an index look-up by id shows how fast the server answers at all; figures are given as multiples of it too.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median

import django

from benchmarks.server import describe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first

from benchmarks.listings import load  # noqa: E402
from tachiai.jobs.models import Listing  # noqa: E402
from tachiai.jobs.queries import Asked, Found, search  # noqa: E402
from tachiai.people.models import Person  # noqa: E402

TIMES = 5
AT = datetime.now(UTC)
SIZES = (100_000, 1_000_000)
WORDS = {
    "no words": "",
    "in most": "作成",
    "in some": "ロゴ",
    "in few": "螺鈿",
    "two words": "珈琲 デザイン",
    "another two": "灯台 翻訳",
    "beginning": "デザ",
    "one listing": "no77777",
    "any of two": "螺鈿 宇宙船",
    "nowhere": "宇宙船",
    "English": "logo design",
}
FILTERS: dict[str, dict[str, object]] = {
    "no filter": {},
    "leaf": {"category": "writing.articles"},
    "rare leaf": {"category": "craft.engineering"},
    "group": {"category": "design"},
    "budget": {"budget": 100_000},
    "high budget": {"budget": 1_500_000},
    "soon": {"until": (AT + timedelta(days=2)).date()},
    "all filters": {"category": "writing", "budget": 100_000, "until": (AT + timedelta(days=9)).date()},
    "closed too": {"closed": True},
}
ORDERS = ("newest", "ending", "budget")


@dataclass(frozen=True)
class Figure:
    """One question: what it was, milliseconds, and how many listings the page and the count showed."""

    name: str
    ms: float
    shown: int
    count: int


def clock(act: Callable[[], object]) -> float:
    """Median milliseconds of TIMES runs after a warm-up."""
    act()
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - started))
    return median(took)


def questions() -> list[tuple[str, Asked]]:
    """Every combination, first page; and a page far down for each order."""
    asked = [
        (f"{words}, {narrowed}, {order}", Asked(text=WORDS[words], order=order, **FILTERS[narrowed]))  # type: ignore[arg-type]
        for words, narrowed, order in itertools.product(WORDS, FILTERS, ORDERS)
    ]
    return asked + [(f"{words}, 20th page, {order}", _further(Asked(text=WORDS[words], order=order), 19))
                    for words, order in itertools.product(("no words", "in most", "in some"), ORDERS)]


def _further(asked: Asked, pages: int) -> Asked:
    for _ in range(pages):
        asked = replace(asked, cursor=search(asked, at=AT).next_cursor or asked.cursor)
    return asked


def figure(name: str, asked: Asked) -> Figure:
    found: list[Found] = []
    ms = clock(lambda: found.append(search(asked, at=AT)))
    return Figure(name, ms, len(found[-1].listings), found[-1].count)


def measure(size: int) -> dict[str, float]:
    """Load up to `size` listings, ask everything; milliseconds by question."""
    client, _ = Person.objects.get_or_create(email="client@example.com", defaults={"display_name": "client"})
    started = time.perf_counter()
    load(size - Listing.objects.count(), client_id=client.pk, at=AT, seed=size)
    print(f"   {size:,} listings loaded in {time.perf_counter() - started:.0f} s", flush=True)
    middle = Listing.objects.order_by("pk")[size // 2 : size // 2 + 1].get().pk
    look_up = clock(lambda: Listing.objects.filter(pk=middle).values_list("title").get())
    figures = [figure(name, asked) for name, asked in questions()]
    slow = sorted(figures, key=lambda each: -each.ms)
    every = sorted(each.ms for each in figures)
    print(f"=> {size:,} listings, {len(figures)} kinds of search: median {median(every):.1f} ms, "
          f"95th percentile {every[int(0.95 * len(every))]:.1f} ms, slowest {every[-1]:.1f} ms ({slow[0].name}); "
          f"a look-up by id {look_up:.2f} ms, so the median search costs {median(every) / look_up:.0f} of them")
    for each in slow[:12]:
        print(f"   {each.ms:8.1f} ms  {each.name} ({each.shown} shown, {each.count} counted)", flush=True)
    return {each.name: each.ms for each in figures}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--small", action="store_true", help="1,000 and 10,000 listings")
    sizes = (1_000, 10_000) if parser.parse_args().small else SIZES
    print(f"   {describe()}")
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
    few, many = (measure(size) for size in sizes)
    growth = sorted(many[name] / few[name] for name in few if name in many)
    print(f"=> ten times as many listings: a search takes {median(growth):.1f} times as long in the median, "
          f"{growth[int(0.95 * len(growth))]:.1f} times at the 95th percentile, {growth[-1]:.1f} times at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
