from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from procrastinate.contrib.django import app

from tests.notices.mailserver import Inbox, listen


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    """A mail server to which the site sends."""
    taken = Inbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = listen(taken, settings.EMAIL_PORT)
    yield taken
    controller.stop()


@pytest.fixture
def work(transactional_db: None) -> Callable[[], None]:
    """Let a background worker, made as in `tachiai worker`, do everything that is due now."""
    async def carry_out_jobs() -> None:
        connector = app.connector.get_worker_connector()
        async with app.with_connector(connector).open_async() as working:
            await working.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    def do_it() -> None:
        # In a thread of its own: after a browser test an event loop runs in this one.
        with ThreadPoolExecutor(1) as worker:
            worker.submit(lambda: asyncio.run(carry_out_jobs())).result()

    return do_it


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
