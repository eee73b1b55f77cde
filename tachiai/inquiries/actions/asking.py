"""What whoever asked does: ask, go on, close, say whether it helped. Restricted people may do all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from tachiai.clockwork.actions import By, enter
from tachiai.contracts.queries import contract_for
from tachiai.conversations.queries import files_without_owner, owned_files
from tachiai.help_centre.library import library
from tachiai.inquiries import announcements
from tachiai.inquiries.actions.locking import locked_for_asker
from tachiai.inquiries.lifecycles import INQUIRY, WAITING
from tachiai.inquiries.models import Inquiry, InquiryMessage
from tachiai.inquiries.queries.facts import facts_of
from tachiai.inquiries.rules import NUMBERS, answer_by, ask_mistakes, text_mistakes, title_of, word_mistakes
from tachiai.inquiries.rules.addressing import new_token
from tachiai.inquiries.rules.asking import PERSON
from tachiai.inquiries.walking import walk
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.readable import readable
from tachiai.kernel.refused import Refusal, Refused

_LIMITS = NUMBERS["inquiries"]
_WINDOWS = ((timedelta(hours=1), _LIMITS["hourly"], "hour"), (timedelta(days=1), _LIMITS["daily"], "day"))
SAY_HELPED = ("closed", "settled")


@dataclass(frozen=True)
class Receipt:
    """What whoever asked gets at once. Not `is_new`: the same form had been sent before."""

    inquiry_id: int
    number: str
    token: str
    is_new: bool


def ask_office(
    *,
    person_id: int | None,
    category: str,
    text: str,
    language: str,
    at: datetime,
    address: str = "",
    article: str = "",
    contract: str = "",
    file_ids: Sequence[int] = (),
    once: str | None = None,
) -> Receipt:
    """Ask the office: a person, or (without one) whoever reads the mail of `address`. `contract`: the reference of one
    of the person's own. The same form again answers with the same receipt. Refusal with every reason."""
    address = "" if person_id else address.strip().lower()
    if wrong := ask_mistakes(category=category, text=text, address=None if person_id else address):
        raise Refusal(*(refused for _, refused in wrong))
    try:
        with transaction.atomic():
            row = Inquiry(
                number=readable(10),
                token=new_token(),
                person_id=person_id,
                address=address,
                language=language,
                category=category,
                article=article if article in library().articles else "",
                contract_id=_own_contract(person_id, contract, at),
                title=title_of(text),
                asked_at=at,
                answer_by=answer_by(at),
                once=once or None,
                state=INQUIRY.first,
            )
            if (again := _asked_before(row)) is not None:
                return again
            _refuse_flood(row, at)
            enter(row, INQUIRY, facts_of(row), at)
            row.save(force_insert=True)
            _say(row, text, file_ids, at, once=None, is_by_mail=False)
            announcements.asked(row, at)
            return Receipt(row.pk, row.number, row.token, is_new=True)
    except IntegrityError:
        if (again := _asked_before(row)) is not None:
            return again
        raise


def write_more(
    *,
    inquiry_id: int,
    person_id: int | None,
    text: str,
    at: datetime,
    file_ids: Sequence[int] = (),
    once: str | None = None,
    is_by_mail: bool = False,
) -> int:
    """Whoever asked goes on. After an answer, or while it is closed, staff have the whole time again; what was merged
    goes on in the other. The same form again changes nothing. Refusal once it has ended. Answers the inquiry's id."""
    if wrong := text_mistakes(text):
        raise Refusal(*(refused for _, refused in wrong))
    with transaction.atomic():
        row = locked_for_asker(inquiry_id, person_id)
        while row.merged_into_id is not None:
            row = locked_for_asker(row.merged_into_id, person_id)
        if once and row.messages.filter(once=once).exists():
            return row.pk
        if row.state in WAITING:
            _say(row, text, file_ids, at, once=once, is_by_mail=is_by_mail)
        else:
            if INQUIRY.state(row.state).final:
                raise Refusal(Refused("inquiry.refused.over"))
            ask_again(row, at)
            _say(row, text, file_ids, at, once=once, is_by_mail=is_by_mail)
        announcements.replied(row, at)
        return row.pk


@transaction.atomic
def close_inquiry(*, inquiry_id: int, person_id: int | None, at: datetime) -> None:
    """It is solved for whoever asked. Closed already: nothing changes."""
    row = locked_for_asker(inquiry_id, person_id)
    if row.state != "closed":
        walk(row, "close", by=By(Actor.ASKER, person_id), at=at)


@transaction.atomic
def rate_answer(*, inquiry_id: int, person_id: int | None, is_helped: bool, word: str, at: datetime) -> None:
    """Once it is closed: whether it helped, with a word. What is said last counts. Refusal while it is open."""
    if wrong := word_mistakes(word):
        raise Refusal(*(refused for _, refused in wrong))
    row = locked_for_asker(inquiry_id, person_id)
    if row.state not in SAY_HELPED:
        raise Refusal(Refused("inquiry.refused.not_closed"))
    row.is_helped, row.helped_word, row.helped_at = is_helped, word.strip(), at
    row.save(update_fields=["is_helped", "helped_word", "helped_at"])


def system_says(row: Inquiry, key: str, at: datetime, *, suggests: str = "", **params: Any) -> None:
    """A line of the product itself in the thread; `key` names the text. `suggests`: with the button for that request
    of the contract."""
    InquiryMessage.objects.create(inquiry=row, kind="system", body=key, params=params, suggests=suggests, said_at=at)


def ask_again(row: Inquiry, at: datetime) -> None:
    """What whoever asked goes on with waits for staff again, for the whole time."""
    walk(row, "reply", by=By(Actor.ASKER, row.person_id), at=at)
    row.replies += 1
    row.is_helped, row.helped_at, row.helped_word = None, None, ""
    row.save(update_fields=["replies", "is_helped", "helped_at", "helped_word"])


def _say(row: Inquiry, text: str, file_ids: Sequence[int], at: datetime, *, once: str | None, is_by_mail: bool) -> None:
    said = InquiryMessage.objects.create(
        inquiry=row,
        kind=PERSON,
        author_id=row.person_id,
        body=text.strip(),
        is_by_mail=is_by_mail,
        said_at=at,
        once=once or None,
    )
    if file_ids:
        said.files.add(*(owned_files(row.person_id, file_ids) if row.person_id else files_without_owner(file_ids)))


def _own_contract(person_id: int | None, reference: str, at: datetime) -> int | None:
    if not reference:
        return None
    view = contract_for(person_id, False, reference, at) if person_id else None
    if view is None:
        raise Refusal(Refused("inquiry.refused.not_your_contract"))
    return view.contract.pk


def _asked_before(row: Inquiry) -> Receipt | None:
    same = Inquiry.objects.filter(once=row.once).first() if row.once else None
    if same is None or (same.person_id, same.address) != (row.person_id, row.address):
        return None
    return Receipt(same.pk, same.number, same.token, is_new=False)


def _refuse_flood(row: Inquiry, at: datetime) -> None:
    mine = (
        Inquiry.objects.filter(person_id=row.person_id)
        if row.person_id
        else Inquiry.objects.filter(address=row.address)
    )
    latest = list(mine.order_by("-pk").values_list("asked_at", flat=True)[: _LIMITS["daily"]])
    for length, most, name in _WINDOWS:
        if sum(asked_at > at - length for asked_at in latest) >= most:
            raise Refusal(Refused(f"inquiry.refused.too_many.{name}", {"most": most}))
