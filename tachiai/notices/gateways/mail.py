"""Sends one mail over the configured mail server (in the demo: into a file)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parseaddr
from smtplib import SMTPRecipientsRefused
from types import MappingProxyType

from django.conf import settings
from django.core.mail import EmailMessage


def send(
    *,
    address: str,
    subject: str,
    body: str,
    number: int,
    at: datetime,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Hand the mail to the server, dated `at` (a demo's clock may run ahead); any exception means it was not taken.

    `number` makes the Message-ID, which is therefore the same when a mail has to be sent again: a mail
    program that gets it twice can tell.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    fixed = {
        "Message-ID": f"<dispatch-{number}@{domain}>",
        "Date": format_datetime(at),
        "Auto-Submitted": "auto-generated",
    }
    EmailMessage(subject=subject, body=body, to=[address], headers={**fixed, **headers}).send()


def is_final(error: Exception) -> bool:
    """The server knows that this address will never take mail (5xx), so trying again is pointless."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(500 <= code < 600 for code, _ in error.recipients.values())
