"""Whose session still stands, asked of the database each time something is handed out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

from tachiai.conversations import queries
from tachiai.web.live.hub import OpenPage

# One thread, so one connection at most, and only while it asks.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")
_Store: Any = import_module(settings.SESSION_ENGINE).SessionStore


async def standing(pages: Iterable[OpenPage]) -> Mapping[OpenPage, int]:
    """Those of the pages whose reader is still signed in, each with the number of threads that have something new."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _standing, list(pages))


def _standing(pages: list[OpenPage]) -> dict[OpenPage, int]:
    try:
        signed_in = [page for page in pages if _is_signed_in(page)]
        unread = {person: queries.unread_threads(person) for person in {page.person_id for page in signed_in}}
        return {page: unread[page.person_id] for page in signed_in}
    finally:
        connection.close()  # back into the pool: nothing is held while nothing happens


def _is_signed_in(page: OpenPage) -> bool:
    request = HttpRequest()
    request.session = _Store(page.session_key)
    person = get_user(request)
    return person.pk == page.person_id and person.is_active
