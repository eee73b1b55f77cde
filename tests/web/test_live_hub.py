"""Open pages in the memory of one process: who is told what, and what a slow reader costs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tachiai.web.live import hub as live
from tachiai.web.live.application import ConnectionLost, LiveApplication
from tachiai.web.live.grants import PLACE, Grant
from tachiai.web.live.hub import Hub, OpenPage


class Told(Hub):
    """A hub that hears from the test instead of from the database. `gone`: sessions that have ended."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.asked = 0
        super().__init__({}, self._standing_now)

    async def _standing_now(self, pages: Any) -> dict[OpenPage, int]:
        self.asked += 1
        return {page: 1 for page in pages if page.session_key not in self.gone}

    async def _listen(self) -> None:
        await asyncio.Event().wait()

    async def arrive(self, *messages: int, people: tuple[int, ...]) -> None:
        for message in messages:
            self._arrived.put_nowait({"thread": 5, "message": message, "people": people})
        await settle()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def run(story: Coroutine[Any, Any, None]) -> None:
    """On a thread: that of the tests has a loop of its own once a browser was started."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, story).result()


def in_a_loop(story: Callable[[Told], Awaitable[None]]) -> None:
    async def tell() -> None:
        hub = Told()
        await story(hub)
        await hub.stop()

    run(tell())


def heard(page: OpenPage) -> list[tuple[str, dict[str, int]]]:
    """What waits for a page, which then has read it."""
    events = b"".join(page.waiting.values()).decode().split("\n\n")[:-1]
    page.waiting = {}
    pairs = [event.split("\n") for event in events]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]


def test_what_arrives_is_told_to_those_it_is_for_and_to_nobody_else() -> None:
    async def story(hub: Told) -> None:
        hers, his, other = (hub.open(person, f"session {person}") for person in (1, 2, 3))
        await settle()
        assert heard(his) == [("unread", {"threads": 1})], "how it stands is told when the page opens"
        heard(hers), heard(other)
        await hub.arrive(17, people=(1, 2))
        assert heard(hers) == heard(his) == [("arrived", {"thread": 5, "message": 17}), ("unread", {"threads": 1})]
        assert heard(other) == []

    in_a_loop(story)


def test_a_page_whose_session_has_ended_hears_nothing_and_ends() -> None:
    async def story(hub: Told) -> None:
        page, other = hub.open(1, "old"), hub.open(1, "new")
        await settle()
        heard(page), heard(other)
        hub.gone.add("old")
        await hub.arrive(17, people=(1,))
        assert (page.ended, heard(page)) == (True, [])
        assert not other.ended and heard(other)

    in_a_loop(story)


def test_many_messages_at_once_ask_the_database_once() -> None:
    async def story(hub: Told) -> None:
        page = hub.open(1, "s")
        await settle()
        heard(page)
        hub.asked = 0
        await hub.arrive(*range(30), people=(1,))
        assert hub.asked == 1
        assert len(heard(page)) == 31

    in_a_loop(story)


def test_a_page_that_does_not_read_is_told_to_look_anew_instead_of_piling_up() -> None:
    async def story(hub: Told) -> None:
        page = hub.open(1, "s")
        for first in range(0, 5_000, 100):
            await hub.arrive(*range(first, first + 100), people=(1,))
            assert len(page.waiting) <= live.MOST_WAITING
        assert "again" in dict(heard(page))

    in_a_loop(story)


def test_nobody_holds_more_pages_than_a_dozen() -> None:
    async def story(hub: Told) -> None:
        pages = [hub.open(1, "s") for _ in range(live.PAGES_OF_ONE_PERSON + 1)]
        assert [page.ended for page in pages] == [True, *[False] * live.PAGES_OF_ONE_PERSON]
        for page in pages:
            hub.close(page)
        assert hub.pages() == []

    in_a_loop(story)


def test_in_quiet_a_sign_of_life_is_sent() -> None:
    async def story(hub: Told) -> None:
        page = OpenPage(1, "s")
        async for piece in page.events(heartbeat=0.001):
            assert piece == live.HEARTBEAT
            break

    in_a_loop(story)


class TestTheApplication:
    """Around pages of the test."""

    @staticmethod
    def ask(pages: Any, receive: Any = None, path: str = "/live/", until: int = 3) -> list[Any]:
        sent: list[Any] = []
        scope = {"type": "http", "method": "POST", "path": path}

        async def send(message: Any) -> None:
            sent.append(message)
            if len(sent) == until:
                raise ConnectionResetError

        async def nothing() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def tell() -> None:
            hub = Told()
            with pytest.raises(ConnectionResetError):
                await LiveApplication(pages, hub, "/live/")(scope, receive or nothing, send)
            assert hub.pages() == [], "a page that went away is forgotten"
            await hub.stop()

        run(tell())
        return sent

    def test_makes_a_stream_of_what_the_page_grants(self) -> None:
        async def pages(scope: Any, receive: Any, send: Any) -> None:
            scope[PLACE].append(Grant(1, "s"))
            headers = [(b"content-length", b"3"), (b"x", b"y")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"abc"})

        start, first, second = self.ask(pages)
        assert start["headers"] == [(b"x", b"y")]
        assert (first["body"], second["body"]) == (b"retry: 3000\n\n", b'event: unread\ndata: {"threads": 1}\n\n')

    @pytest.mark.parametrize("path", ["/live/", "/messages/"])
    def test_passes_on_what_the_page_answers_otherwise(self, path: str) -> None:
        async def pages(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 302, "headers": []})
            await send({"type": "http.response.body", "body": b"elsewhere"})

        assert self.ask(pages, path=path, until=2)[1]["body"] == b"elsewhere"

    def test_fails_a_request_that_breaks_off(self) -> None:
        async def lost() -> Any:
            return {"type": "http.disconnect"}

        async def pages(scope: Any, receive: Any, send: Any) -> None:
            with pytest.raises(ConnectionLost):
                await receive()
            raise ConnectionResetError

        self.ask(pages, receive=lost, path="/messages/1/post/")

    def test_hears_a_request_to_its_end_before_the_answer_begins(self) -> None:
        parts = [b"a", b"b", b"c"]

        async def sending() -> Any:
            return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

        async def pages(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            assert len(parts) == 2
            await send({"type": "http.response.start", "status": 413, "headers": []})
            assert parts == [], "a browser that is still sending would read no answer"
            await send({"type": "http.response.body", "body": b"too much"})

        self.ask(pages, receive=sending, path="/messages/1/post/", until=2)
