"""The open pages of one process: one listening connection to the database, fan-out in memory.

An open page costs an entry in a table and a sleeping coroutine; no thread and no connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any

import psycopg

from tachiai.conversations.actions import ARRIVALS

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 25.0
LOOK_SECONDS = 30.0
SHORTEST_WAIT, LONGEST_WAIT = 0.5, 30.0
PAGES_OF_ONE_PERSON = 12
MOST_WAITING = 50
AGAIN = b"event: again\ndata: {}\n\n"
HEARTBEAT = b":\n\n"

# Of these pages, those whose session still stands, each with the number of threads in which something new waits.
Standing = Callable[[Iterable["OpenPage"]], Awaitable[Mapping["OpenPage", int]]]


class OpenPage:
    """One stream. Of `waiting` events of one sort only the newest is kept, and of many none but the word to look anew:
    a slow reader piles nothing up."""

    __slots__ = ("person_id", "session_key", "waiting", "woken", "ended")

    def __init__(self, person_id: int, session_key: str):
        self.person_id, self.session_key = person_id, session_key
        self.waiting: dict[str, bytes] = {}
        self.woken = asyncio.Event()
        self.ended = False

    def tell(self, sort: str, event: bytes) -> None:
        if len(self.waiting) >= MOST_WAITING:
            self.waiting, sort, event = {}, "again", AGAIN
        self.waiting[sort] = event
        self.woken.set()

    def end(self) -> None:
        self.ended = True
        self.woken.set()

    async def events(self, heartbeat: float = HEARTBEAT_SECONDS) -> AsyncIterator[bytes]:
        """What to send, until the page ends; a sign of life in between, by which a dead connection is noticed."""
        while not self.ended:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(heartbeat):
                    await self.woken.wait()
            self.woken.clear()
            sent, self.waiting = self.waiting, {}
            yield b"".join(sent.values()) if sent or self.ended else HEARTBEAT


class Hub:
    """`connection` are psycopg's parameters of the database; `standing` asks whose session still stands."""

    def __init__(self, connection: Mapping[str, Any], standing: Standing):
        self._connection, self._standing = connection, standing
        self._pages: dict[int, list[OpenPage]] = defaultdict(list)
        self._arrived: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._work: list[asyncio.Task[None]] = []

    def open(self, person_id: int, session_key: str) -> OpenPage:
        """A new page. One person's oldest ends when they have too many."""
        if not self._work:
            self._work = [asyncio.create_task(each) for each in (self._listen(), self._hand_out())]
        page = OpenPage(person_id, session_key)
        theirs = self._pages[person_id]
        theirs.append(page)
        if len(theirs) > PAGES_OF_ONE_PERSON:
            theirs[0].end()
        self._arrived.put_nowait({"page": page})
        return page

    def close(self, page: OpenPage) -> None:
        theirs = self._pages[page.person_id]
        theirs.remove(page)
        if not theirs:
            del self._pages[page.person_id]

    def pages(self) -> list[OpenPage]:
        return [page for theirs in self._pages.values() for page in theirs]

    async def stop(self) -> None:
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        for page in self.pages():
            page.end()

    async def _listen(self) -> None:
        """Queue what the database tells. After a lost connection every page is told to look for itself."""
        wait = SHORTEST_WAIT
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._connection, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {ARRIVALS}")
                    for page in self.pages():
                        page.tell("again", AGAIN)
                    wait = SHORTEST_WAIT
                    await self._hear(connection)
            except (psycopg.Error, OSError):
                log.warning("live: the database is away; trying again in %.1f s", wait, exc_info=True)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _hear(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for notice in connection.notifies(timeout=LOOK_SECONDS):
                self._arrived.put_nowait(json.loads(notice.payload))
            await connection.execute("SELECT 1")  # a connection that died silently is noticed here

    async def _hand_out(self) -> None:
        """Tell the pages of whom it concerns, those first asked anew whether they are still signed in."""
        while True:
            arrived = [await self._arrived.get()]
            while not self._arrived.empty():
                arrived.append(self._arrived.get_nowait())
            try:
                await self._tell(arrived)
            except Exception:
                log.exception("live: what arrived could not be handed out")
                for page in self.pages():
                    page.tell("again", AGAIN)

    async def _tell(self, arrived: list[Mapping[str, Any]]) -> None:
        concerned: dict[OpenPage, list[Mapping[str, Any]]] = defaultdict(list)
        for each in arrived:
            new = [each["page"]] if "page" in each else ()
            for page in (*new, *(page for one in each.get("people", ()) for page in self._pages.get(one, ()))):
                concerned[page].append(each)
        if not concerned:
            return
        standing = await self._standing(concerned)
        for page, events in concerned.items():
            if page not in standing:
                page.end()
                continue
            for thread, message in ((each["thread"], each["message"]) for each in events if "thread" in each):
                page.tell(f"message {message}", event("arrived", thread=thread, message=message))
            page.tell("unread", event("unread", threads=standing[page]))


def event(name: str, **data: int) -> bytes:
    """One event as the stream carries it."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
