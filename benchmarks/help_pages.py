"""The pages of the help centre with 300 and 10,000 articles: home, one situation, one article, in milliseconds.

Articles beyond those of this release are copies of them under other names and numbers; the pages are asked through the
whole stack of middleware, without a network between.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.test import Client  # noqa: E402 - settings come first
from django.test.utils import setup_test_environment  # noqa: E402

from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.help_centre.library import Library, library  # noqa: E402
from tachiai.web.site.help import pages  # noqa: E402

SIZES = (0, 300, 10_000)
ROUNDS = 60
AIM_MS = 50.0
PAGES = ("/help/", "/help/situations/silence/", "/help/situations/silence/?page=12", "/help/silence/", "/help/ending/")


def of_size(size: int) -> Library:
    """The articles of this release and as many copies as are wanting."""
    ours = dict(library().articles)
    originals = list(ours.values())
    copies = (
        replace(originals[n % len(originals)], name=f"copy-{n}", number=100_000 + n, **_EMPTY)
        for n in range(max(size - len(originals), 0))
    )
    return Library({**ours, **{each.name: each for each in copies}})


_EMPTY: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("states", "refusals", "restrictions", "papers", "errors", "was", "related"), ()
)


def measured(client: Client, address: str, rounds: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    client.get(address)
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    rounds = 2 if parser.parse_args().small else ROUNDS
    setup_test_environment()
    prepare()
    worst = 0.0
    for size in SIZES:
        known = of_size(size)
        pages.library = lambda known=known: known  # type: ignore[assignment, misc]
        for address in PAGES:
            middle, late = measured(Client(), address, rounds)
            worst = max(worst, middle)
            counted = f"{len(known.articles):6} articles  {address:36}"
            print(f"=> {counted} {middle:6.1f} ms, p95 {late:6.1f}")
    print(f"=> aim: under {AIM_MS:g} ms; the slowest median was {worst:.1f}")


if __name__ == "__main__":
    main()
