"""Findings per second of the jurisdiction packs, and what a file of job ads leaves open: which points, which findings.

The ads come from a file that the import command can read (`--ads FILE` or TACHIAI_BENCH_ADS, map `--map`, emscad unless
told otherwise); they pass through the product's own mapping in memory, no database is asked. Without a file, made-up
listings are measured. In the same run a bare json.dumps of the same facts shows how fast the machine is.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks import listings  # noqa: E402 - settings come first
from tachiai.jobs.importing import Table, load_map  # noqa: E402
from tachiai.jobs.importing.tables import Row  # noqa: E402
from tachiai.jobs.rules import Draft, points  # noqa: E402
from tachiai.kernel.calendar import local_date  # noqa: E402
from tachiai.kernel.texts import CATALOGUE  # noqa: E402
from tachiai.screening.clauses import clauses_in  # noqa: E402
from tachiai.terms.packs import Finding, Moment, Pack, findings, packs_for, pins, terms_facts  # noqa: E402

DECLARED = {
    "client.kind": "company",
    "client.country": "JP",
    "client.officers": 2,
    "client.employs": True,
    "client.capital": 5_000_000,
    "client.headcount": 10,
    "client.trade_name": "client",
    "client.address": "address",
    "client.contact": "contact",
    "worker.kind": "individual",
    "worker.country": "JP",
    "worker.employs": False,
    "worker.ident": "worker",
    "worker.invoice_number": "T4011001098993",
    "order.span_months": 0,
    "order.for_own_use": True,
    "listing.signs": (),
}
"""Who the two are, and that the work is short: what the site knows once both have said so."""

TODAY = local_date(datetime.now(UTC))
MOMENTS = (Moment.POSTING, Moment.CONTRACT)
SHOWN = 40


def drafts_of(path: Path, name: str) -> list[Draft]:
    """Every readable row as the draft that the import would keep."""
    using = load_map(name)
    return [using.draft(row.cells)[0] for row in Table(path).rows() if isinstance(row, Row)]


def made_up(count: int) -> list[Draft]:
    chance = random.Random(1)
    return [listings._kind(chance, number)[0] for number in range(count)]


def facts_of(draft: Draft, today: date) -> dict[str, Any]:
    """What a listing says on the day it is published, and as if somebody took it as it stands. Nobody has declared who
    they are, and nobody has looked for signs of an employment."""
    terms = draft.offered_terms
    texts = [value for value in terms.as_data().values() if isinstance(value, str)]
    return {
        **terms_facts(terms),
        "site.country": "JP",
        "day.today": today,
        "listing.format": "fixed_price",
        "listing.content": draft.description,
        "listing.pay": "budget" if draft.budget_max else None,
        "listing.budget_least": draft.budget_min,
        "listing.budget_most": draft.budget_max,
        "listing.as_of": today,
        "listing.open_until": draft.apply_on,
        "order.category": draft.category,
        "order.ordered_on": today,
        "order.differences": (),
        "terms.clauses": clauses_in(draft.description, *texts),
    }


def rate(act: Callable[[Mapping[str, Any]], object], cases: list[dict[str, Any]], seconds: float) -> float:
    """Cases per second: median of three runs of at least so many seconds each, after a warm-up."""
    for case in cases[:50]:
        act(case)
    rates = []
    for _ in range(3):
        done, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            for case in cases:
                act(case)
            done += len(cases)
        rates.append(done / (time.perf_counter() - started))
    return median(rates)


def table(title: str, counted: Counter[str], of: int) -> None:
    print(f"=> {title} ({of} listings)")
    for name, count in counted.most_common(SHOWN):
        print(f"=>   {count:5}  {100 * count / of:5.1f} %  {name}")


def open_points(drafts: Iterable[Draft]) -> Counter[str]:
    return Counter(
        f"{point.name}{'' if point.is_required else ' (not required to publish)'}"
        for draft in drafts
        for point in points(draft)
        if point.is_open
    )


def found_at(
    moment: Moment, cases: Iterable[Mapping[str, Any]], packs: tuple[Pack, ...]
) -> tuple[Counter[str], int, int]:
    """How many listings have each finding, how many findings there are in all, and how many of them stop the step."""
    counted: Counter[str] = Counter()
    total = blocks = 0
    for case in cases:
        found = findings(moment, case, packs)
        total, blocks = total + len(found), blocks + sum(one.severity == "block" for one in found)
        counted.update(sorted({_named(one) for one in found}))
    return counted, total, blocks


def _named(one: Finding) -> str:
    """The English text with its names, but without dates and amounts, so that the same findings count together; facts
    that are asked for count as one."""
    if one.check == "F01":
        return f"F01 {one.severity:5} some fact is needed to decide"
    texts = {name: CATALOGUE.get(said, "en") for name, said in one.params.items() if isinstance(said, str)}
    return f"{one.check} {one.severity:5} {CATALOGUE.get(one.key, 'en', **{**dict.fromkeys(one.params, '…'), **texts})}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--ads", default=os.environ.get("TACHIAI_BENCH_ADS"), help="a CSV or JSON-lines file of job ads"
    )
    parser.add_argument("--map", default="emscad", help="the map that reads it")
    parser.add_argument("--small", action="store_true", help="one short run: shows that it works, measures nothing")
    asked = parser.parse_args()
    seconds = 0.3 if asked.small else 4.0
    if not asked.ads:
        print("=> no file of ads is given (--ads or TACHIAI_BENCH_ADS): made-up listings instead")
    drafts = drafts_of(Path(asked.ads), asked.map) if asked.ads else made_up(500)
    cases = [facts_of(draft, TODAY) for draft in drafts]
    packs = packs_for({"site.country": "JP"}, TODAY)
    print(f"=> packs: {', '.join(pins(packs))}")
    table("open points", open_points(drafts), len(drafts))
    for moment, who in ((moment, who) for who in ("nobody has", "both have") for moment in MOMENTS):
        asked_of = cases if who == "nobody has" else [{**case, **DECLARED} for case in cases]
        counted, total, blocks = found_at(moment, asked_of, packs)
        mean = f"{total / len(cases):.1f} findings a listing, of which {blocks / len(cases):.1f} block"
        table(f"{CATALOGUE.get(moment.key, 'en')}, {who} declared who they are: {mean}", counted, len(cases))
    dumps = rate(lambda case: json.dumps(case, ensure_ascii=False, default=str), cases, seconds)
    print(f"=> json.dumps of the same facts: {dumps:.0f} a second")
    for moment in MOMENTS:
        made = rate(lambda case, moment=moment: findings(moment, case, packs), cases, seconds)
        print(f"=> {moment}: {made:.0f} listings a second, {1000 / made:.2f} ms each; ratio {made / dumps:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
