"""What is told to whom about inquiries.

Whoever asked gets mail that can be answered: it names the inquiry by a token that nobody can guess, in the address for
replies and in the id of the mail. Staff read the desk; what they write there leaves with their answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from tachiai.inquiries.lifecycles import INQUIRY
from tachiai.inquiries.models import Inquiry
from tachiai.inquiries.queries.conflicts import without_stake
from tachiai.inquiries.rules import answer_by
from tachiai.inquiries.rules.addressing import mail_id, reply_address
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.kernel.texts import CATALOGUE
from tachiai.notices.actions import Telling, post_letter, tell_all
from tachiai.notices.rules import as_data, opening_kinds, reminder_kinds, step_kinds, worded
from tachiai.people import queries as people


def inquiry_path(row: Inquiry) -> str:
    """The page of the inquiry for whoever asked: their own, or the secret link of one who has no account."""
    return f"/inquiries/{row.number}/" if row.person_id else f"/inquiries/with/{row.token}/"


def desk_path(row: Inquiry) -> str:
    return f"/desk/inquiries/{row.pk}/"


def asked(row: Inquiry, at: datetime) -> None:
    """The receipt, with until when an answer comes; and staff who may take it."""
    _to_asker(row, "inquiry.received", at, mark="received", due_at=row.answer_by)
    _to_staff(row, opening_kinds(INQUIRY).values(), at)


def replied(row: Inquiry, at: datetime) -> None:
    """Who has it; everybody of the staff while nobody has."""
    _to_staff(row, ["inquiry.replied.staff"], at)


def step(row: Inquiry, taken: Step, at: datetime, mark: str = "", **more: Any) -> None:
    """Whoever is told of a step, by the declaration. `mark` makes the id of the mail its own."""
    kinds = step_kinds(INQUIRY, taken, row.state)
    if Actor.ASKER in kinds:
        _to_asker(row, kinds[Actor.ASKER], at, mark=mark or f"step-{row.steps_taken}", **more)
    if Actor.STAFF in kinds:
        _to_staff(row, [kinds[Actor.STAFF]], at)


def other_side_contacted(row: Inquiry, taken: Step, other_id: int, text: str, at: datetime) -> None:
    """The other side hears what is asked of it, and where; nothing else of the inquiry. Whoever asked hears that it
    did."""
    contract = row.contract
    assert contract is not None  # noqa: S101 - the life cycle lets only these through
    kinds = step_kinds(INQUIRY, taken, row.state)
    params = {"title": contract.title, "text": text}
    tell_all([Telling(other_id, kinds[Actor.ASKED], f"/contracts/{contract.reference}/", params)], at=at)
    _to_asker(row, kinds[Actor.ASKER], at, mark=f"step-{row.steps_taken}", name=people.names([other_id])[other_id])


def reminder(row: Inquiry, at: datetime) -> None:
    for who, kind in reminder_kinds(INQUIRY, row.state).items():
        if who is Actor.STAFF:
            _to_staff(row, [kind], at)
        else:
            _to_asker(row, kind, at, mark=f"remind-{row.steps_taken}")


def receipt_for_unknown(address: str, at: datetime) -> None:
    """A polite word to an address that wrote without an inquiry: staff see it, and this is the way to be answered."""
    subject, body = (
        CATALOGUE.get(f"inquiry.mail.unknown.{part}", "ja", link=_ask_link()) for part in ("subject", "body")
    )
    post_letter(address=address, subject=subject, body=body, at=at, headers={"Auto-Submitted": "auto-replied"})


def _ask_link() -> str:
    return f"{settings.ORIGIN}/inquiries/ask/"


def _to_asker(row: Inquiry, kind: str, at: datetime, *, mark: str, **more: Any) -> None:
    """In the site for people, and by a mail that can be answered; for others by mail alone."""
    params = {"title": row.title, "number": row.number, **({"due_at": row.due_at} if row.due_at else {}), **more}
    path = inquiry_path(row)
    person = people.person(row.person_id) if row.person_id else None
    if person is not None:
        tell_all([Telling(person.pk, kind, path, params, by_mail=False)], at=at)
        if not person.is_active:
            return
    language = person.language if person else row.language
    zone = ZoneInfo(person.time_zone) if person else TOKYO
    words = worded(kind, as_data(params), language=language, zone=zone, at=at)
    frame = "inquiry.mail.frame" if settings.INQUIRIES_ADDRESS else "inquiry.mail.frame_without_reply"
    body = CATALOGUE.get(frame, language, body=words.body.strip(), link=settings.ORIGIN + path, number=row.number)
    post_letter(
        address=person.email if person else row.address,
        subject=f"{words.subject} [{row.number}]",
        body=body,
        at=at,
        headers=_headers(row, mark),
    )


def _headers(row: Inquiry, mark: str) -> dict[str, str]:
    """The same for every try to send a mail, so that one that came twice can be told."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = (settings.INQUIRIES_ADDRESS or address).partition("@")[2] or "localhost"
    said = {
        "Message-ID": mail_id(row.token, mark, domain),
        "References": mail_id(row.token, "received", domain),
        # An answer of a person; all else is made by the product.
        "Auto-Submitted": "no" if mark.startswith("answer") else "auto-generated",
    }
    if settings.INQUIRIES_ADDRESS:
        said["Reply-To"] = formataddr((name, reply_address(settings.INQUIRIES_ADDRESS, row.token)), "utf-8")
    return said


def _to_staff(row: Inquiry, kinds: Iterable[str], at: datetime) -> None:
    """Who has it, while they are of the staff; else everybody of the staff who may take it. In the site: the queue is
    where they work."""
    staff = people.staff_ids()
    whom = [row.assignee_id] if row.assignee_id in staff else without_stake(row, staff)
    params = {"title": row.title, "number": row.number, "due_at": row.due_at or answer_by(at)}
    tell_all([Telling(one, kind, desk_path(row), params, by_mail=False) for kind in kinds for one in whom], at=at)
