"""A mail as it came in: what it says, without what it quotes, and whether a machine made it."""

from __future__ import annotations

import email
import email.policy
import hashlib
import html
import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage, Message, MIMEPart
from email.utils import getaddresses, parseaddr

from mailparser_reply import EmailReplyParser

from tachiai.inquiries.rules.addressing import numbers_in, tokens_in
from tachiai.inquiries.rules.numbers import NUMBERS

_MOST_FILES: int = NUMBERS["mail"]["attachments"]
_SENT_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_LOCAL_PARTS_OF_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply")
_TAGS = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^>]*>", re.IGNORECASE)
# The line above what a mail program quotes, in ways that the library does not know.
_QUOTED_BELOW = re.compile(
    r"^(?:-{2,}\s*(?:Original Message|元のメッセージ|転送されたメッセージ)\s*-{2,}|_{20,}"
    r"|\d{4}[年/.-].{4,120}(?:[:\uff1a]|のメール[:\uff1a]?|書きました[:\uff1a]))\s*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """`id`: the Message-ID, or the digest of the bytes; `tokens` and `numbers` of inquiries that it names; `text`: what
    is new in it; `machine`: why it was made by a machine, empty for a person's; `left`: the names of attachments beyond
    those that one mail may bring."""

    id: str
    sender: str
    subject: str
    text: str
    tokens: Sequence[str]
    numbers: Sequence[str]
    machine: str
    attachments: Sequence[Attachment]
    left: Sequence[str]


def read_mail(raw: bytes, own_addresses: Sequence[str]) -> Incoming:
    """`own_addresses`: those from which this installation sends; what comes from there went round in a circle. What
    cannot be understood is empty; there are mails at which the library itself fails, with whatever exception."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy says so
    sent_to = [value for name in _SENT_TO for value in _values(message, name)]
    answers = [value for name in ("In-Reply-To", "References") for value in _values(message, name)]
    sender = _sender(message)
    subject = " ".join(_first(message, "Subject").split())[:200]
    attached = list(_attachments(message))
    given = " ".join(_first(message, "Message-ID").split())
    return Incoming(
        id=given[:300] or digest_of(raw),
        sender=sender,
        subject=subject,
        text=new_text(_storable(_body(message))),
        tokens=tokens_in([address for _, address in getaddresses(sent_to)], answers),
        numbers=numbers_in(subject),
        machine=_machine(message, sender, [each.lower() for each in own_addresses if each]),
        attachments=attached[:_MOST_FILES],
        left=[each.name for each in attached[_MOST_FILES:]],
    )


def digest_of(raw: bytes) -> str:
    """Names a mail by its bytes."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def new_text(text: str) -> str:
    """What somebody wrote, without the mail that they quote below it; all of it where nothing else is left."""
    whole = text.replace("\r\n", "\n").strip()
    said = EmailReplyParser(languages=["en", "ja"]).parse_reply(text=whole) or ""
    if (quoted := _QUOTED_BELOW.search(said)) is not None:
        said = said[: quoted.start()]
    return said.strip() or whole


def _machine(message: EmailMessage, sender: str, own: Sequence[str]) -> str:
    """RFC 3834: what a program sent by itself is not answered."""
    if _first(message, "Auto-Submitted").split(";")[0].strip().lower() not in ("", "no"):
        return "auto_submitted"
    if _first(message, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "bulk"
    if any(message[name] for name in ("X-Autoreply", "X-Autorespond", "List-Id", "X-Loop")):
        return "auto_reply"
    is_bounce = message.get_content_type() == "multipart/report" or _first(message, "Return-Path").strip() == "<>"
    if is_bounce or not sender or sender.partition("@")[0] in _LOCAL_PARTS_OF_MACHINES:
        return "bounce"
    local, _, domain = sender.partition("@")
    return "loop" if f"{local.partition('+')[0]}@{domain}" in own else ""


def _sender(message: EmailMessage) -> str:
    address = parseaddr(_first(message, "From"))[1].strip().lower()
    return address[:254] if "@" in address else ""


def _first(message: EmailMessage, name: str) -> str:
    return next(iter(_values(message, name)), "")


def _values(message: EmailMessage, name: str) -> list[str]:
    """Headers that are written wrongly are no reason to lose a mail."""
    try:
        values = message.get_all(name, [])
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        values = [value for key, value in message._headers if key.lower() == name.lower()]  # type: ignore[attr-defined]
    return [_storable(str(value)) for value in values]


def _storable(text: str) -> str:
    """What a mail can encode and a database cannot keep is left out: NUL, and halves of a character."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _body(message: EmailMessage) -> str:
    part = _body_part(message)
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, UnicodeError):
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if part.get_content_subtype() != "html":
        return content
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", content)))


def _body_part(message: EmailMessage) -> MIMEPart | None:
    return message.get_body(preferencelist=("plain", "html"))


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    body = _body_part(message)
    for number, (part, is_alternative) in enumerate(_leaves(message), start=1):
        name = _storable(part.get_filename() or "")
        # Unnamed text among alternatives says in another form what the body says.
        if part is body or (is_alternative and not name and part.get_content_maintype() == "text"):
            continue
        if content := _content(part):
            kind = mimetypes.guess_extension(part.get_content_type()) or ""
            yield Attachment(name or f"attachment-{number}{kind}", content)


def _leaves(part: Message, *, is_alternative: bool = False) -> Iterator[tuple[Message, bool]]:
    """Every part that is no bundle of others, pictures within the text included; and whether it lies within several
    forms of the same. A mail within the mail is one."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part, is_alternative
        return
    is_alternative = is_alternative or part.get_content_subtype() == "alternative"
    for each in part.get_payload():
        if isinstance(each, Message):
            yield from _leaves(each, is_alternative=is_alternative)


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b"".join(each.as_bytes() for each in part.get_payload() if isinstance(each, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
