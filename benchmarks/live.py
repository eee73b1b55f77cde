"""1,000 open pages on one web server: memory, processor and delay from post to arrival, beside bare LISTEN/NOTIFY.

Every page is a browser's stream of another person, two of whom share each thread. Messages go through `post_message`;
the delay is counted from its return, when the message is committed, to the page's having the bytes. The limit is a
connection of psycopg's that hears another's NOTIFY, in the same process, at the same pace.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import django
import psycopg

from benchmarks.__main__ import measure
from benchmarks.server import describe
from benchmarks.together import percentile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tachiai.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - settings come first
from django.db import connection  # noqa: E402

from benchmarks.members import session_of  # noqa: E402
from benchmarks.pages import web_server  # noqa: E402
from tachiai.config.preparation import prepare  # noqa: E402
from tachiai.conversations.actions import open_thread, post_message  # noqa: E402
from tachiai.conversations.lifecycles import CONSENT_VERSION  # noqa: E402
from tachiai.conversations.queries.consent import mode  # noqa: E402
from tachiai.conversations.safety_models import ScanConsent  # noqa: E402
from tachiai.people.models import Person  # noqa: E402

PACE = 0.05  # seconds between two messages
SETTLE, QUIET = 3.0, 20.0
CHANNEL = "bare"


class Page:
    """One stream. `heard`: when the bytes of each message came."""

    def __init__(self, session: str):
        self.session = session
        self.heard: dict[int, float] = {}
        self.is_open = asyncio.Event()

    async def read(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.session}"
        writer.write(f"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
        with contextlib.suppress(asyncio.CancelledError):
            while line := await reader.readline():
                if line.startswith(b"event: unread"):
                    self.is_open.set()
                if b'"message": ' in line:
                    self.heard.setdefault(int(line.rsplit(b" ", 1)[1].rstrip(b"}\r\n")), time.perf_counter())
        writer.close()


def people(count: int) -> tuple[list[tuple[int, int, int]], dict[int, str]]:
    """Threads as (thread, one person, the other), and the session of each person."""
    made = Person.objects.bulk_create(Person(email=f"reader{n}@example.com", display_name=f"reader {n}", password="!") for n in range(count))
    sessions = {}
    for person in made:
        sessions[person.pk] = session_of(person)
    pairs = zip(made[::2], made[1::2], strict=True)
    at = datetime.now(UTC)
    consents = (ScanConsent(person=person, version=CONSENT_VERSION, mode=mode(), is_given=True, at=at) for person in made)
    ScanConsent.objects.bulk_create(consents)
    return [(open_thread(people=(one.pk, other.pk), at=at), one.pk, other.pk) for one, other in pairs], sessions


def processes(root: int) -> list[int]:
    """The processes that this one started, and theirs."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def memory(pids: list[int]) -> int:
    """Bytes that belong to these processes, what they share divided among the sharers."""
    total = 0
    for pid in pids:
        (line,) = [each for each in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if each.startswith("Pss:")]
        total += int(line.split()[1]) * 1024
    return total


def processor(pids: list[int]) -> float:
    """Seconds of processor time that they have used."""
    ticks = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13] for pid in pids)
    return sum(int(user) + int(system) for user, system in ticks) / os.sysconf("SC_CLK_TCK")


def posting(threads: list[tuple[int, int, int]], count: int) -> Iterator[tuple[int, int, float, float]]:
    """Post messages at the pace; each with its reader, and when it was begun and committed."""
    dice = random.Random(1)
    for number in range(count):
        thread, author, reader = dice.choice(threads)
        began = time.perf_counter()
        message = post_message(thread_id=thread, author_id=author, body=f"ラフ案の{number}件目です。", at=datetime.now(UTC))
        yield message.id, reader, began, time.perf_counter()
        time.sleep(PACE)


async def bare(count: int) -> list[float]:
    """Milliseconds from the return of a NOTIFY to its being heard by another connection, at the same pace."""
    url, took = os.environ["DATABASE_URL"], []
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as listening:
        await listening.execute(f"LISTEN {CHANNEL}")
        said: dict[str, float] = {}

        def notify() -> None:
            with psycopg.connect(url, autocommit=True) as speaking:
                for number in range(count):
                    speaking.execute("SELECT pg_notify(%s, %s)", (CHANNEL, str(number)))
                    said[str(number)] = time.perf_counter()
                    time.sleep(PACE)

        work = asyncio.create_task(asyncio.to_thread(notify))
        async for heard in listening.notifies(stop_after=count):
            took.append((heard.payload, time.perf_counter()))
        await work
    return [1000 * max(0.0, at - said[number]) for number, at in took]


async def run(port: int, threads: list[tuple[int, int, int]], sessions: dict[int, str], messages: int, quiet: float) -> None:
    pids = processes(os.getpid())
    without = memory(pids)
    pages = {person: Page(session) for person, session in sessions.items()}
    began = time.perf_counter()
    reading = [asyncio.create_task(page.read(port)) for page in pages.values()]
    await asyncio.gather(*(page.is_open.wait() for page in pages.values()))
    print(f"=> {len(pages)} pages opened at once in {time.perf_counter() - began:.1f} s, sessions checked")
    await asyncio.sleep(SETTLE)
    used = processor(pids)
    await asyncio.sleep(quiet)
    idle = 100 * (processor(pids) - used) / quiet
    more = memory(pids) - without
    with psycopg.connect(os.environ["DATABASE_URL"]) as asking:
        (held,) = asking.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'").fetchone() or (0,)
    print(f"=> quiet: {more / 1e6:.1f} MB more in all, {more / len(pages) / 1e3:.1f} kB a page; {idle:.1f} % of a core; "
          f"{held} listening connections")  # fmt: skip
    posted = await asyncio.to_thread(lambda: list(posting(threads, messages)))
    await asyncio.sleep(SETTLE)
    report(posted, pages, await bare(messages))
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)


def report(posted: list[tuple[int, int, float, float]], pages: dict[int, Page], limit: list[float]) -> None:
    lost = [message for message, reader, _, _ in posted if message not in pages[reader].heard]
    delays = [1000 * max(0.0, pages[reader].heard[message] - done) for message, reader, _, done in posted if message not in lost]
    whole = [1000 * (pages[reader].heard[message] - began) for message, reader, began, _ in posted if message not in lost]
    print(f"=> {len(posted)} messages, {len(lost)} not arrived; from commit to arrival {_times(delays)}; from the call of post_message {_times(whole)}")
    print(f"=> the limit, bare LISTEN/NOTIFY: {_times(limit)}; medians {median(delays) / median(limit):.1f} times the limit")


def _times(found: list[float]) -> str:
    return f"median {median(found):.1f} ms, p95 {percentile(found, 95):.1f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help="small sizes: shows that it works, measures nothing")
    small = parser.parse_args().small
    count, messages, quiet = (100, 20, 2.0) if small else (1_000, 200, QUIET)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(f"=> {describe()}; granian; {count} open pages, {messages} messages, one each {1000 * PACE:.0f} ms")
    prepare()
    threads, sessions = people(count)
    with web_server() as port:
        time.sleep(SETTLE)
        asyncio.run(run(port, threads, sessions, messages, quiet))
    connection.close()
    return 0


if __name__ == "__main__":
    sys.exit(main() if "DATABASE_URL" in os.environ else measure(["live"], sys.argv[1:]))
