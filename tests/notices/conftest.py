from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
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
def work() -> Callable[[], None]:
    """Let a background worker do everything that is due now."""

    def do_it() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, queues=["mail"])

    return do_it


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

