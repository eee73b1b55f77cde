"""Reads the mails that the demo wrote into files, newest first."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

MOST_SHOWN = 100
LARGEST = 1_000_000


@dataclass(frozen=True)
class Mail:
    """One mail. `name` identifies its file."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    body: str


def mails() -> list[Mail]:
    """The newest mails, at most MOST_SHOWN."""
    files = sorted(_folder().glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return [mail for path in files[:MOST_SHOWN] if (mail := _read(path))]


def mail(name: str) -> Mail | None:
    """The mail in the file of that name; None when there is none."""
    path = _folder() / name
    if path.parent != _folder() or path.suffix != ".log" or not path.is_file():
        return None
    return _read(path)


def _folder() -> Path:
    """Where the demo's mails lie. A demo with a mail server of its own has none there."""
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.VAR / "mail")


def _read(path: Path) -> Mail | None:
    with path.open("rb") as file:
        raw = file.read(LARGEST).rsplit(b"\n" + b"-" * 79, 1)[0]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or message["To"] is None:
        return None
    content = message.get_body(("plain",))
    return Mail(
        name=path.name,
        to=str(message["To"]).strip(),
        subject=str(message["Subject"]).strip(),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        body=content.get_content() if content else "",
    )
