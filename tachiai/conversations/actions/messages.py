"""Threads and what is said in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, Value, When

from tachiai.conversations.actions.blocks import refuse_cut_off
from tachiai.conversations.actions.delivering import deliver, thread_path
from tachiai.conversations.actions.drafts import drop_draft
from tachiai.conversations.actions.holding import keep_back
from tachiai.conversations.actions.judging import keep_found, looked_at
from tachiai.conversations.models import Message, Participant, ReadMarksOff, Thread
from tachiai.conversations.queries import is_message_of, is_participant, owns_files
from tachiai.conversations.rules import body_refusals
from tachiai.conversations.safety_models import HeldMessage
from tachiai.kernel.refused import Refusal, Refused
from tachiai.notices import actions as notices
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act


def open_thread(*, people: Iterable[int], at: datetime, title: str = "", path: str = "") -> int:
    """A new thread between these people; its id."""
    with transaction.atomic():
        thread = Thread.objects.create(started_at=at, title=title, path=path)
        places = [Participant(thread=thread, person_id=one) for one in dict.fromkeys(people)]
        Participant.objects.bulk_create(places)
    return thread.id


def place_thread(*, thread_id: int, title: str, path: str) -> None:
    """Say what the thread is about from now on, and on which page that is."""
    Thread.objects.filter(id=thread_id).update(title=title, path=path)


def post_message(
    *,
    thread_id: int,
    author_id: int,
    body: str,
    at: datetime,
    files: Iterable[int] = (),
    reply_to: int | None = None,
    once: str | None = None,
    announce: bool = True,
    where: str = "message",
    seen: str = "",
) -> Message | HeldMessage:
    """Say something in a thread. The same `once` from the same author posts once and returns that message.

    `files` are the ids of files that the author has stored, `reply_to` is a message of the thread. The others are told
    unless a notice of this thread still waits for them (or `announce` is False). Before that the rules in force look
    at the text as one that stands at `where`, see `looked_at`; a message that they keep back is answered as such.
    Refusal for outsiders, while restricted or blocked, for a message with neither text nor file, for somebody else's
    files, for an answer to a message of another thread, and for a text that its author has to look at first.
    """
    stored = list(dict.fromkeys(files))
    if posted := _posted_before(author_id, once):
        return posted
    said = Message(
        thread_id=thread_id, author_id=author_id, body=body.strip(), reply_to_id=reply_to, once=once, posted_at=at
    )
    _refuse_unfit(said, stored, where)
    is_message = where == "message"
    judged = looked_at(
        text=said.body, where=where, author_id=author_id, thread_id=thread_id, seen=seen, may_be_held=is_message
    )
    try:
        with transaction.atomic():
            if judged is not None and judged.verdict == "hold":
                return keep_back(said, judged, stored)
            message = deliver(said, stored, announce=announce)
            drop_draft(thread_id=thread_id, person_id=author_id)
            keep_found(message.pk, judged, where, at)
            return message
    except IntegrityError:
        # Two posts of one form arrived at the same time: the other one stands.
        if posted := _posted_before(author_id, once):
            return posted
        raise


def _posted_before(author_id: int, once: str | None) -> Message | HeldMessage | None:
    """What this form has become already, if it came before."""
    if not once:
        return None
    same = {"author_id": author_id, "once": once}
    return Message.objects.filter(**same).first() or HeldMessage.objects.filter(**same).first()


def _refuse_unfit(said: Message, files: list[int], where: str) -> None:
    """Refusal when the message cannot be posted, whatever its words are."""
    if not is_participant(thread_id=said.thread_id, person_id=said.author_id):
        raise Refusal(Refused("conversations.refused.not_yours"))
    act = Act.PROPOSE if where == "proposal" else Act.TALK
    refuse_restricted(said.author_id, act, said.posted_at, thread_id=said.thread_id)
    refuse_cut_off(thread_id=said.thread_id, person_id=said.author_id)
    if reasons := body_refusals(said.body, len(files)):
        raise Refusal(*reasons)
    if not owns_files(said.author_id, files):
        raise Refusal(Refused("conversations.refused.not_your_file"))
    if said.reply_to_id is not None and not is_message_of(said.thread_id, said.reply_to_id):
        raise Refusal(Refused("conversations.refused.reply_elsewhere"))


def mark_read(*, thread_id: int, person_id: int, up_to: int, at: datetime, on: str = "") -> None:
    """The person has seen the messages up to that one; notices about the thread are read with it, and those about the
    page `on` which they stand.

    The others see it too, unless the person keeps that to themselves.
    """
    is_hidden = Exists(ReadMarksOff.objects.filter(person_id=person_id))
    Participant.objects.filter(thread_id=thread_id, person_id=person_id, last_read_id__lt=up_to).update(
        last_read_id=up_to,
        shown_read_id=Case(When(is_hidden, then=F("shown_read_id")), default=Value(up_to)),
    )
    notices.mark_all_read(person_id=person_id, at=at, about=[thread_path(thread_id), on])
