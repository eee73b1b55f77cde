"""Texts that the rules keep back: kept, given free, given back, taken back, and let go by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import BY_CLOCK, By, enter
from tachiai.conversations import announcements
from tachiai.conversations.actions.delivering import deliver
from tachiai.conversations.actions.drafts import drop_draft, put_before_draft
from tachiai.conversations.actions.judging import note_risk, record
from tachiai.conversations.lifecycles import HELD
from tachiai.conversations.models import Message
from tachiai.conversations.queries import is_participant
from tachiai.conversations.safety import HeldFacts, Judged, Spot, reason_mistakes
from tachiai.conversations.safety_models import HeldLook, HeldMessage
from tachiai.conversations.walking import walk_held
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import log_staff_act
from tachiai.screening.actions import decide_finding
from tachiai.screening.queries import findings_of
from tachiai.screening.rules import ENFORCE

SUBJECT = "held_message"


@dataclass(frozen=True)
class TextHeld:
    """A text was kept back because of these dangers; nobody has looked at it yet."""

    held_id: int
    thread_id: int
    author_id: int
    dangers: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class HeldReturned:
    """Staff found that the rules were right about a text that was kept back, and gave it back to its author."""

    held_id: int
    thread_id: int
    author_id: int
    dangers: tuple[str, ...]
    text: str
    by_staff_id: int
    at: datetime


@transaction.atomic
def keep_back(said: Message, judged: Judged, files: Sequence[int]) -> HeldMessage:
    """Keep a message that is not sent yet from the other side until somebody decides, at most as long as the numbers
    say. Staff are told."""
    row = HeldMessage(
        thread_id=said.thread_id,
        author_id=said.author_id,
        body=said.body,
        reply_to_id=said.reply_to_id,
        hits=[spot.as_data() for spot in judged.spots],
        digest=judged.digest,
        once=said.once,
        opened_at=said.posted_at,
        state=HELD.first,
    )
    enter(row, HELD, HeldFacts(HELD.first), said.posted_at)
    row.save()
    row.files.set(files)
    drop_draft(thread_id=said.thread_id, person_id=said.author_id)
    record(judged, "message", SUBJECT, row.pk, said.posted_at)
    announcements.opened(row, said.posted_at)
    publish(TextHeld(row.pk, row.thread_id, row.author_id, _dangers(row), said.posted_at))
    return row


@transaction.atomic
def decide_held(*, held_id: int, by_staff_id: int, release: bool, reason: str, at: datetime) -> None:
    """Staff give the text free, or back to its author, who reads why. Refusal for anybody but staff, for a side of the
    thread itself, without a reason, and once it has ended."""
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    row = _for_staff(held_id, by_staff_id)
    by = By(Actor.STAFF, by_staff_id)
    walk_held(row, "release" if release else "return", by=by, at=at, reason=reason.strip())
    _say_of_the_rules(row, "overturned" if release else "upheld", by_staff_id, at)
    if release:
        _send_on(row, "released", at)
    else:
        publish(HeldReturned(row.pk, row.thread_id, row.author_id, _dangers(row), row.body, by_staff_id, at))


@transaction.atomic
def withdraw_held(*, held_id: int, person_id: int, at: datetime) -> bool:
    """The author takes the text back, to write it anew: it stands in their draft, and nowhere else from then on. One
    that staff returned is taken over so too, and stays to be read. False, and nothing changes, when there is nothing
    to take back any more: it was before, or the text has arrived meanwhile."""
    row = _locked(held_id)
    if row.author_id != person_id:
        raise Refusal(Refused("held.refused.no_such_text"))
    if not row.body:
        return False
    is_taken = put_before_draft(
        thread_id=row.thread_id,
        person_id=person_id,
        body=row.body,
        files=list(row.files.values_list("pk", flat=True)),
        reply_to=row.reply_to_id,
        at=at,
    )
    if HELD.state(row.state).final:
        return is_taken
    walk_held(row, "withdraw", by=By(Actor.ASKER, person_id), at=at)
    _erase(row)
    return True


def let_go(row: HeldMessage, at: datetime) -> None:
    """The clock: nobody decided in time about the locked row. Its text arrives, with a word to its reader; where it
    cannot arrive any more, it goes back to its author."""
    walk_held(row, "let_go", by=BY_CLOCK, at=at)
    if row.state == "released":
        _send_on(row, "let_go", at)


@transaction.atomic
def look_around(*, held_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """Somebody of the staff needs the talk around a held text to decide: who, why and when is logged."""
    if wrong := reason_mistakes(reason):
        raise Refusal(*wrong)
    row = _for_staff(held_id, by_staff_id)
    if HELD.state(row.state).final:
        raise Refusal(Refused("lifecycle.not_now", {"state": f"held.state.{row.state}"}))
    HeldLook.objects.create(held=row, staff_id=by_staff_id, reason=reason.strip(), at=at)
    log_staff_act(
        staff_id=by_staff_id,
        act="look_around",
        subject_kind=row._meta.label_lower,
        subject_id=held_id,
        reason=reason.strip(),
        at=at,
    )


def _dangers(row: HeldMessage) -> tuple[str, ...]:
    """What the rules that kept the text back look for."""
    return tuple(sorted({hit["danger"] for hit in row.hits if hit["verdict"] == "hold"}))


def _say_of_the_rules(row: HeldMessage, outcome: str, by_staff_id: int, at: datetime) -> None:
    """Whether the rules that kept the text back were right; of the others in it, nothing was decided."""
    for found in findings_of(subject_kind=SUBJECT, subject_id=row.pk):
        if found.verdict == "hold" and found.mode == ENFORCE:
            decide_finding(finding_id=found.pk, outcome=outcome, by_id=by_staff_id, at=at)


def _send_on(row: HeldMessage, way: str, at: datetime) -> None:
    files = list(row.files.order_by("pk").values_list("pk", flat=True))
    message = deliver(
        Message(
            thread_id=row.thread_id,
            author_id=row.author_id,
            body=row.body,
            reply_to_id=row.reply_to_id,
            once=row.once,
            posted_at=at,
        ),
        files,
    )
    note_risk(message.pk, [Spot.from_data(each) for each in row.hits], row.digest, way)
    row.message_id = message.pk
    _erase(row)


def _erase(row: HeldMessage) -> None:
    row.body = ""
    row.save(update_fields=["body", "message"])
    row.files.clear()


def _for_staff(held_id: int, by_staff_id: int) -> HeldMessage:
    if not people.is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    row = _locked(held_id)
    if is_participant(thread_id=row.thread_id, person_id=by_staff_id):
        raise Refusal(Refused("people.refused.oneself"))
    return row


def _locked(held_id: int) -> HeldMessage:
    row = HeldMessage.objects.select_for_update(no_key=True).filter(pk=held_id).first()
    if row is None:
        raise Refusal(Refused("held.refused.no_such_text"))
    return row
