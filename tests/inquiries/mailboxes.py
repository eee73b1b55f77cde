"""A real IMAP server on this machine, with one mailbox in memory, and the way for mail into it over SMTP."""

from __future__ import annotations

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.notices.conftest import free_port

NAME, PASSWORD, FOLDER = "demouser", "demopass", "Office"


@dataclass(frozen=True)
class Mailbox:
    port: int

    @property
    def url(self) -> str:
        return f"imap://{NAME}:{PASSWORD}@127.0.0.1:{self.port}/{FOLDER}"

    @contextmanager
    def session(self) -> Iterator[imaplib.IMAP4]:
        server = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        server.login(NAME, PASSWORD)
        yield server
        server.logout()

    def put(self, raw: bytes) -> None:
        with self.session() as server:
            answer, _ = server.append(FOLDER, "", "", raw)
            assert answer == "OK"

    def unread(self) -> int:
        return self.count("UNSEEN")

    def count(self, mark: str) -> int:
        """Mails that a search for this mark finds."""
        with self.session() as server:
            server.select(FOLDER, readonly=True)
            _, found = server.uid("SEARCH", mark)
        return len((found[0] or b"").split())


class IntoMailbox:
    """What an SMTP server (tests/notices/mailserver.py) does with a mail: it lies in the mailbox then."""

    def __init__(self, mailbox: Mailbox):
        self.mailbox = mailbox

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - named by aiosmtpd
        self.mailbox.put(envelope.content)
        return "250 taken"


@contextmanager
def imap_server() -> Iterator[Mailbox]:
    mailbox = Mailbox(free_port())
    program = str(Path(sys.executable).parent / "pymap")
    options = ["--host", "127.0.0.1", "--port", str(mailbox.port), "--no-tls", "dict", "--demo-data"]
    with subprocess.Popen([program, *options], stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(mailbox, process)
            yield mailbox
        finally:
            process.terminate()


def _wait_for(mailbox: Mailbox, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            with mailbox.session() as server:
                server.create(FOLDER)
                return
        except OSError:
            assert process.poll() is None, "the IMAP server has ended"
            time.sleep(0.1)
    raise AssertionError("no IMAP server")
