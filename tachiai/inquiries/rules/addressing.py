"""How a mail names its inquiry: by a token in the address for replies, in the ids of mails, or by the number."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

_IN_ADDRESS = re.compile(r"\+([0-9a-f]{32})@", re.IGNORECASE)
_IN_ID = re.compile(r"<inquiry\.([0-9a-f]{32})\.", re.IGNORECASE)
_IN_SUBJECT = re.compile(r"\[([2-9A-HJ-NP-Z]{10})\]")


def new_token() -> str:
    """32 hexadecimal digits: mail servers may change the case of an address, which then says the same."""
    return secrets.token_hex(16)


def reply_address(mailbox: str, token: str) -> str:
    """inquiries@example.com answers to inquiries+TOKEN@example.com."""
    local, _, domain = mailbox.partition("@")
    return f"{local}+{token}@{domain}"


def mail_id(token: str, mark: str, domain: str) -> str:
    """The Message-ID of one mail of an inquiry."""
    return f"<inquiry.{token}.{mark}@{domain}>"


def tokens_in(addresses: Iterable[str], ids: Iterable[str]) -> list[str]:
    """Every token that a mail was sent to or answers, each once, those of addresses first."""
    found = [each for text in addresses for each in _IN_ADDRESS.findall(text)]
    found += [each for text in ids for each in _IN_ID.findall(text)]
    return list(dict.fromkeys(each.lower() for each in found))


def numbers_in(subject: str) -> list[str]:
    """The numbers of inquiries in a subject."""
    return _IN_SUBJECT.findall(subject)
