"""Deadlines fired per second with a tenth of 10,000, of 100,000 and of 1,000,000 contracts due: the rate must not fall.

The contracts wait in four states, with all that belongs to them; one and two clocks work off what is due. Between the
measurements only the number of contracts grows. What `pgbench -N` does on the same server is the limit.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe, pgbench

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from benchmarks.deadlines import CLOCKS, STATES, differences, flood  # noqa: E402 - settings come first
from benchmarks.load import Market, fill, fill_deals  # noqa: E402

_A_TENTH_DUE = """
UPDATE contracts_contract SET remind_at = NULL, due_at = CASE hashint8extended(id, {clocks}) % 10
    WHEN 0 THEN now() - interval '1 hour' - hashint8(id) % 1000000 * interval '1 millisecond'
    ELSE now() + interval '30 days' + id * interval '1 second' END
WHERE due_at IS NOT NULL
"""


def measured(sizes: tuple[int, ...], seconds: float) -> dict[tuple[int, int], float]:
    """Steps per second by number of contracts and of clocks."""
    market = Market(people=1000, listings=0, deals=sizes[-1], states=STATES)
    found: dict[tuple[int, int], float] = {}
    loaded = 0
    for size in sizes:
        started = time.monotonic()
        if loaded:
            fill_deals(market, loaded + 1, size)
        else:
            fill(replace(market, deals=size))
        loaded = size
        print(f"{size:,} contracts loaded in {time.monotonic() - started:.0f} s", flush=True)
        for clocks in CLOCKS:
            found[size, clocks] = flood(clocks, seconds, _A_TENTH_DUE.format(clocks=clocks))
            print(f"{size:,} contracts, {clocks} clocks: {found[size, clocks]:.0f} steps/s", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    small = parser.parse_args().small
    sizes, seconds = ((10_000, 20_000), 0.5) if small else ((10_000, 100_000, 1_000_000), 2.0)
    print(f"=> {describe()}; {seconds} s each")
    limits = {clocks: pgbench(clocks, 5) for clocks in CLOCKS}
    found = measured(sizes, seconds)
    for (size, clocks), rate in found.items():
        print(f"=> {size:>9,} contracts, {size // 10:>7,} due, {clocks} clocks: {rate:4.0f} steps/s, {rate / found[sizes[0], clocks]:.2f} of "
              f"{sizes[0]:,}'s; pgbench -N {limits[clocks]:.0f} tps (ratio {rate / limits[clocks]:.3f})")  # fmt: skip
    wrong = differences()
    print(f"=> afterwards: {', '.join(wrong) or 'every state has its record, nothing was set aside, the book adds up'}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["growth"], sys.argv[1:]))
