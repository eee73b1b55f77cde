"""The main pages with 1,000,000 listings and contracts and 10,000,000 messages, beside 10,000 and 100,000 of them.

The market is as uneven as a real one: most people have a few contracts, one client has 2,000 with 20,000 messages, one
thread has 5,000 messages, one listing 200 proposals; two years lie behind it, a twentieth of the contracts and listings
is open. Every page is asked for by somebody who has little and by whom it is heaviest, as `pages` asks.
"""

from __future__ import annotations

import os
import sys
import time
from urllib.parse import quote

import django

from benchmarks.__main__ import measure

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.db import connection  # noqa: E402 - settings come first
from django.db.models import Count  # noqa: E402

from benchmarks.load import NEGOTIATING, SUBJECTS, Market, fill  # noqa: E402
from benchmarks.pages import Page, compare  # noqa: E402
from benchmarks.reports import LOAD_CASES  # noqa: E402
from tachiai.clockwork.queries import now  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.contracts.models import Contract  # noqa: E402
from tachiai.conversations.models import Message, Thread  # noqa: E402
from tachiai.jobs.models import Listing, Proposal  # noqa: E402
from tachiai.money.audit import check_book  # noqa: E402
from tachiai.statistics.actions import keep_months  # noqa: E402

HEAVY, STAFF, FIRST_ORDINARY = 1, 2, 11
OPEN_STATES = ("working", "delivered", NEGOTIATING, "awaiting_deposit", "working", "inspection_overdue", "delivery_overdue")
HEAVY_CONTRACTS, OPEN_CASES = 2_000, 200
A_FEW = range(3, 9)

# Who has how much falls as in a power law; what is open is what is young. The last 200 deals are about one listing, and
# the one that lies 300 before the end has the long thread.
UNEVEN = f"""
SELECT n, CASE WHEN is_crowd OR is_long OR n %% (%(deals)s / %(heavy)s) = 0 THEN {HEAVY}
        ELSE {FIRST_ORDINARY} + floor((%(people)s - {FIRST_ORDINARY + 1}) / 2 * chance ^ 1.7)::int * 2 END AS client,
    CASE WHEN is_crowd THEN {FIRST_ORDINARY + 1} + 2 * (%(deals)s - n)
        ELSE {FIRST_ORDINARY + 1} + floor((%(people)s - {FIRST_ORDINARY + 1}) / 2 * other_chance ^ 1.7)::int * 2 END AS worker,
    %(listings)s + CASE WHEN is_crowd THEN %(deals)s - 199 ELSE n END AS listing,
    CASE WHEN is_crowd THEN '{NEGOTIATING}' WHEN is_long THEN 'delivered' WHEN age < 0.05 THEN (%(states)s::text[])[1 + n %% cardinality(%(states)s::text[])]
        WHEN n %% 7 = 0 THEN 'lapsed' ELSE 'completed' END AS state,
    now() - CASE WHEN age < 0.05 THEN age * 400 * interval '1 day' ELSE (20 + (age - 0.05) * 745) * interval '1 day' END AS at,
    CASE WHEN is_long THEN 5000 ELSE 2 + (hashint8extended(n, 3) & 15) + (n & 1) END AS messages
FROM (SELECT n, n > %(deals)s - 200 AS is_crowd, n = %(deals)s - 300 AS is_long, 1 - n::float / %(deals)s AS age,
          (hashint8extended(n, 1) & 1048575) / 1048576.0 AS chance, (hashint8extended(n, 2) & 1048575) / 1048576.0 AS other_chance
      FROM generate_series(%(first)s, %(last)s) n) numbered
"""


def market(size: int) -> Market:
    """`size` contracts, about as many listings, ten times as many messages."""
    return Market(people=size * 3 // 10, listings=size // 20, deals=size, states=OPEN_STATES, heavy=HEAVY_CONTRACTS, rows=UNEVEN)


def pages() -> list[Page]:
    """The main pages, each of something that the market has: by whom it is light, by whom it is heavy."""
    light = _light_client()
    listing = Listing.objects.filter(state="open").exclude(client=HEAVY).latest("pk")
    proposal = Proposal.objects.filter(state=NEGOTIATING).exclude(client=HEAVY).latest("pk")
    crowded = Proposal.objects.filter(client=HEAVY, state=NEGOTIATING).latest("pk").listing_id
    long_thread = Contract.objects.filter(client=HEAVY, state="delivered").latest("pk")
    small = Contract.objects.filter(client=light).latest("pk")
    word = quote(next(subject for subject in SUBJECTS if subject in listing.title))
    by_both = {"home": "/", "search, a word": f"/jobs/?q={word}", "listing": f"/jobs/{listing.pk}/", "my work": "/todo/",
               "contracts": "/contracts/", "threads": "/messages/", "notices": "/notices/"}  # fmt: skip
    return [
        *(Page(f"{name}, {who}", path, reader) for name, path in by_both.items() for who, reader in (("light", light), ("heavy", HEAVY))),
        Page("proposals, 1 of them", f"/jobs/{proposal.listing_id}/proposals/", proposal.client_id),
        Page("proposals, 200 of them", f"/jobs/{crowded}/proposals/", HEAVY),
        Page("contract, light", f"/contracts/{small.reference}/", light),
        Page("contract, 5,000 messages", f"/contracts/{long_thread.reference}/", HEAVY),
        Page("thread, light", f"/messages/{small.thread_id}/", light),
        Page("thread, 5,000 messages", f"/messages/{long_thread.thread_id}/", HEAVY),
        Page("staff desk", "/desk/", STAFF),
        Page("staff, cases", "/desk/cases/", STAFF),
        Page("staff, statistics", "/desk/statistics/", STAFF),
        Page("statistics", "/statistics/"),
    ]


def _light_client() -> int:
    """Somebody with a few contracts, the newest of which still runs."""
    running = Contract.objects.filter(state="delivered").exclude(client=HEAVY).order_by("-pk").values_list("client", flat=True)[:100]
    counted = Contract.objects.filter(client__in=set(running)).values("client").annotate(number=Count("pk")).order_by("client")
    return next(found["client"] for found in counted if found["number"] in A_FEW)


def filled(size: int) -> list[Page]:
    """The pages of a market of that size, which is now in this process's database."""
    prepare()
    started = time.monotonic()
    fill(market(size))
    with connection.cursor() as cursor:
        cursor.execute(LOAD_CASES, {"cases": OPEN_CASES, "people": market(size).people})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        (bytes_used,) = cursor.fetchone()
    keep_months(now())
    if wrong := list(check_book()):
        raise RuntimeError(f"the book of the market does not add up: {wrong[:3]}")
    counts = ", ".join(f"{model.objects.count():,} {model._meta.verbose_name_plural}" for model in (Listing, Contract, Thread, Message))
    print(f"{counts}; {bytes_used}, loaded in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return pages()


def main() -> int:
    return compare("benchmarks.whole", __doc__, filled, few=10_000, many=1_000_000, many_if_small=20_000)


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["whole"], sys.argv[1:]))
