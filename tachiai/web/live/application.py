"""The ASGI application around the pages: one address is made a stream when its page grants it, all else goes through.

Who may open a stream is decided by that page, an ordinary one (`web/site/threads/live.py`), with the same middleware
and the same queries as every other: it leaves a `Grant` for this application. A server without it sends the page's own
short answer, and the browser asks again much later.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tachiai.web.live.grants import PLACE, RETRY, Grant
from tachiai.web.live.hub import Hub

BODIES = ("POST", "PUT", "PATCH")
LONGEST_REST = 60.0  # seconds

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]


class ConnectionLost(OSError):
    """The browser went away before all of its request had come."""


class LiveApplication:
    """`pages` answers every request; `hub` holds the streams."""

    def __init__(self, pages: Application, hub: Hub, path: str):
        self.pages, self.hub, self.path = pages, hub, path

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == self.path:
            await self._grant(scope, receive, send)
        else:
            request = _Request(receive)
            await self.pages(scope, request.receive, request.answering(send) if scope["method"] in BODIES else send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _grant(self, scope: Any, receive: Receive, send: Send) -> None:
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        own = {**scope, PLACE: []}
        await self.pages(own, _Request(receive).receive, keep)
        for grant in own[PLACE]:
            await self._stream(grant, answer[0], send)
            return
        for message in answer:
            await send(message)

    async def _stream(self, grant: Grant, start: Message, send: Send) -> None:
        page = self.hub.open(grant.person_id, grant.session_key)
        headers = [each for each in start["headers"] if each[0].lower() != b"content-length"]
        try:
            await send({**start, "headers": headers})
            await send({"type": "http.response.body", "body": RETRY, "more_body": True})
            async for piece in page.events():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self.hub.close(page)


class _Request:
    """What a browser sends: taken whole or not at all, and heard to its end even when nobody wants the rest."""

    def __init__(self, receive: Receive):
        self._receive = receive
        self._is_read = False

    async def receive(self) -> Message:
        """The next part. A request that breaks off fails: half a file must never be taken for a whole one."""
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise ConnectionLost("the request broke off")
        self._is_read = not message.get("more_body", False)
        return message

    def answering(self, send: Send) -> Send:
        """The same, but no answer begins before the request has ended: a browser that still sends reads none."""

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                with contextlib.suppress(TimeoutError, ConnectionLost):
                    async with asyncio.timeout(LONGEST_REST):
                        while not self._is_read:
                            await self.receive()
            await send(message)

        return answer
