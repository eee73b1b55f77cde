"""Queries and milliseconds of the main pages with 100,000 listings and 100,000 contracts, beside the same with 1,000.

Milliseconds are those of whole requests to the web server as `make run` starts it, one after another over the loopback;
queries are counted in process. In both markets an ordinary person has 50 contracts on each side. One client has one
contract in twenty of the market: pages must not grow with what a person has done either.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import quote

import django

from benchmarks.__main__ import measure
from benchmarks.server import describe, environment_of, fresh_database
from benchmarks.together import percentile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.load import NEGOTIATING, SUBJECTS, Market, fill  # noqa: E402
from tachiai.clockwork.queries import now  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.contracts.models import Contract  # noqa: E402
from tachiai.jobs.actions import save_draft  # noqa: E402
from tachiai.jobs.models import Listing, Proposal  # noqa: E402
from tachiai.jobs.rules import Draft  # noqa: E402
from tachiai.people.models import Person  # noqa: E402
from tachiai.terms.rules import Terms  # noqa: E402

STATES = ("awaiting_deposit", "working", "delivered", "inspection_overdue", "completed", "completed", "lapsed", NEGOTIATING)
EACH_SIDE, HEAVY_SHARE = 50, 20
HEAVY, ORDINARY = 1, 11
MOST_QUERIES, FLAT, SLACK_MS = 15, 1.5, 3.0
WARM_UP = 16
SECONDS_TO_START = 300


@dataclass(frozen=True)
class Page:
    """`reader` is a person's id; None for a visitor."""

    name: str
    path: str
    reader: int | None = None


def market(size: int) -> Market:
    """`size` contracts, and about as many open listings."""
    deals = size * len(STATES) // (len(STATES) - 1) + 1
    return Market(people=max(20, size // EACH_SIDE), listings=size, deals=deals, states=STATES, heavy=size // HEAVY_SHARE)


def pages() -> list[Page]:
    """The main pages, each of something that the loaded market has."""
    mine = Contract.objects.filter(client=ORDINARY)
    contract = mine.filter(state="delivered").latest("pk")
    ended = mine.filter(state="completed").latest("pk")
    proposal = Proposal.objects.filter(state=NEGOTIATING, client=ORDINARY).latest("pk")
    listing = Listing.objects.filter(state="open").exclude(client=ORDINARY).latest("pk")
    empty = Draft("店の紹介記事", listing.category, "", Terms(), None, None)
    draft = save_draft(client_id=ORDINARY, draft=empty, at=now())
    word = quote(next(subject for subject in SUBJECTS if subject in listing.title))
    filters = f"q={word}&budget=50000&until={listing.apply_by:%Y-%m-%d}"
    return [
        Page("home, visitor", "/"),
        Page("home, signed in", "/", ORDINARY),
        Page("search, all", "/jobs/"),
        Page("search, a word", f"/jobs/?q={word}", ORDINARY),
        Page("search, word and filters", f"/jobs/?{filters}"),
        Page("listing", f"/jobs/{listing.pk}/", ORDINARY),
        Page("new listing, form", f"/jobs/{draft}/edit/", ORDINARY),
        Page("proposal, terms", f"/proposals/{proposal.pk}/", ORDINARY),
        Page("contracts", "/contracts/", ORDINARY),
        Page("contract, delivered", f"/contracts/{contract.reference}/", ORDINARY),
        Page("contract, ended", f"/contracts/{ended.reference}/", ORDINARY),
        Page("statement", "/money/", ORDINARY),
        Page("notices", "/notices/", ORDINARY),
        Page("messages", "/messages/", ORDINARY),
        Page("profile", f"/people/{ORDINARY + 1}/"),
        *(Page(f"{name}, busy client", path, HEAVY) for name, path in _HEAVY),
    ]


_HEAVY = (
    ("home", "/"),
    ("contracts", "/contracts/"),
    ("ended contracts", "/contracts/?ended=1"),
    ("own listings", "/jobs/mine/"),
    ("statement", "/money/"),
    ("notices", "/notices/"),
    ("messages", "/messages/"),
    ("profile", f"/people/{HEAVY}/"),
)


def signed_in(reader: int | None) -> Client:
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    if reader is not None:
        client.force_login(Person.objects.get(pk=reader), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def queries(page: Page, client: Client) -> int:
    """How many statements the page sends when everything that can be kept in memory is."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as sent:
            response = client.get(page.path)
        if response.status_code != 200:
            raise RuntimeError(f"{page.name}: {page.path} answers {response.status_code}")
    return len(sent)


def blocks(page: Page, client: Client) -> int:
    """How many blocks of 8 kB the questions of the page look at, in memory or not: the same on a busy machine."""
    looked_at = 0

    def explained(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal looked_at
        if sql.lstrip(" (").startswith(("SELECT", "WITH")) and "FOR UPDATE" not in sql:
            with context["connection"].connection.cursor() as cursor:
                ((found,),) = cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, TIMING OFF) {sql}", params).fetchall()
            looked_at += found[0]["Plan"]["Shared Hit Blocks"] + found[0]["Plan"]["Shared Read Blocks"]
        return execute(sql, params, many, context)

    client.get(page.path)
    with connection.execute_wrapper(explained):
        client.get(page.path)
    return looked_at


def times(page: Page, client: Client, port: int, requests: int) -> list[float]:
    """Milliseconds of each request, the whole answer read."""
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for _ in range(WARM_UP + requests):
        started = time.perf_counter()
        server.request("GET", page.path, headers={"Cookie": cookie} if cookie else {})
        response = server.getresponse()
        response.read()
        found.append(1000 * (time.perf_counter() - started))
        if response.status != 200:
            raise RuntimeError(f"{page.name}: {page.path} answers {response.status}")
    server.close()
    return found[WARM_UP:]


@contextlib.contextmanager
def web_server() -> Iterator[int]:
    """The port of a web server on this database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tachiai", "web"], env={**os.environ, "PORT": str(port)})
    try:
        end = time.monotonic() + SECONDS_TO_START
        while not _is_open(port):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the web server did not start")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def measure_pages(shown: list[Page], requests: int) -> dict[str, dict[str, float]]:
    """Everything about each page in this process's database."""
    clients: dict[int | None, Client] = {}
    for page in shown:
        clients.setdefault(page.reader, signed_in(page.reader))
    counted = {page.name: queries(page, clients[page.reader]) for page in shown}
    looked_at = {page.name: blocks(page, clients[page.reader]) for page in shown}
    with web_server() as port:
        took = {page.name: times(page, clients[page.reader], port, requests) for page in shown}
    return {
        name: {"queries": counted[name], "blocks": looked_at[name], "median": median(each), "p95": percentile(each, 95)}
        for name, each in took.items()
    }


def _is_open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def filled(size: int) -> list[Page]:
    """The pages of a market of that size, which is now in this process's database."""
    prepare()
    fill(market(size))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return pages()


def in_market(module: str, size: int, requests: int) -> dict[str, dict[str, float]]:
    """What `python -m module --size` measures, in a process and a database of its own."""
    with fresh_database(os.environ["DATABASE_URL"], f"bench_pages_{size}") as url:
        command = [sys.executable, "-m", module, f"--size={size}", f"--requests={requests}"]
        environment = {**os.environ, **environment_of(url)}
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])


def verdict(small: dict[str, float], large: dict[str, float]) -> str:
    """What is wrong with the page, in a word or two."""
    grew = large["median"] > FLAT * small["median"] and large["median"] > small["median"] + SLACK_MS
    found = [f"MORE THAN {MOST_QUERIES} QUERIES"] if max(small["queries"], large["queries"]) > MOST_QUERIES else []
    found += ["MORE QUERIES"] if large["queries"] > small["queries"] else []
    return ", ".join(found + (["GROWS"] if grew else []))


def main() -> int:
    return compare("benchmarks.pages", __doc__, filled, few=1_000, many=100_000, many_if_small=3_000)


def compare(
    module: str, doc: str | None, fill: Callable[[int], Any], *, few: int, many: int, many_if_small: int
) -> int:
    """The command line of a benchmark that measures pages in a small and in a large market."""
    parser = argparse.ArgumentParser(description=(doc or "").split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--requests", type=int, default=60, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.size:
        print(json.dumps(measure_pages(fill(asked.size), asked.requests)))
        return 0
    many, requests = (many_if_small, 8) if asked.small else (many, 60)
    print(f"=> {describe()}; granian, one request after another, {requests} of each; load {os.getloadavg()[0]:.1f}")
    small, large = (in_market(module, size, requests) for size in (few, many))
    return report(few, many, small, large)


def report(few: int, many: int, small: dict[str, Any], large: dict[str, Any]) -> int:
    """The table; 1 when any page is not as it should be."""
    print(f"=> {'page':<26}{'queries':>8}{'blocks':>8}{'before':>8}{'median ms':>11}{'p95 ms':>8}{f'with {few:,}':>12}{'ratio':>7}")
    wrong = 0
    for name, found in large.items():
        before, said = small[name], verdict(small[name], found)
        wrong += bool(said)
        print(f"=> {name:<26}{found['queries']:>8.0f}{found['blocks']:>8.0f}{before['blocks']:>8.0f}{found['median']:>11.1f}{found['p95']:>8.1f}{before['median']:>12.1f}"
              f"{found['median'] / before['median']:>7.2f}  {said}")  # fmt: skip
    print(f"=> {wrong} pages send more than {MOST_QUERIES} queries or grow from {few:,} to {many:,} contracts and listings")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["pages"], sys.argv[1:]))
