"""A real SMTP server on this machine, for tests of mail."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """Keeps what it takes. `refuse` is the answer to the next recipients ("" takes them)."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 taken"

    def to(self, address: str) -> EmailMessage:
        """The one mail to that address."""
        (found,) = [mail for mail in self.mails if mail["To"] == address]
        return found


def listen(inbox: Inbox, port: int = 0) -> Controller:
    """Start the server; `controller.server.sockets` tells the port."""
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
