"""Reads a mailbox over IMAP: what nobody has read yet, marked as read once it is kept."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

SECONDS = 20


class Mailbox:
    """An open mailbox. Numbers are the UIDs of the server."""

    def __init__(self, server: imaplib.IMAP4):
        self.server = server

    def unread(self, most: int) -> list[str]:
        """The oldest messages that are not marked as read."""
        _, found = self.server.uid("SEARCH", "UNSEEN")
        return [number.decode() for number in (found[0] or b"").split()][:most]

    def content(self, number: str, most_bytes: int) -> bytes | None:
        """All of a message, up to so many bytes, without marking it; None when it is gone."""
        _, found = self.server.uid("FETCH", number, f"(BODY.PEEK[]<0.{most_bytes}>)")
        return next((part[1] for part in found if isinstance(part, tuple)), None)

    def mark_read(self, number: str) -> None:
        self._set(r"\Seen", number)

    def flag(self, number: str) -> None:
        """Mark it for people who open the mailbox with a mail program."""
        self._set(r"\Flagged", number)

    def _set(self, mark: str, number: str) -> None:
        self.server.uid("STORE", number, "+FLAGS.SILENT", f"({mark})")


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """`imaps://NAME:PASSWORD@HOST[:PORT][/FOLDER]`, or imap:// for a server beside this one. Any exception means that
    it cannot be read now."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    server: imaplib.IMAP4 = (
        imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
        if parts.scheme == "imap"
        else imaplib.IMAP4_SSL(host, parts.port or 993, timeout=SECONDS)
    )
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        answer, _ = server.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"no folder {folder}")
        yield Mailbox(server)
    finally:
        # Whatever went wrong before, the server ends the session by itself.
        try:
            server.logout()
        except (OSError, imaplib.IMAP4.error):
            server.shutdown()
