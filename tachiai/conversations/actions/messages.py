"""Threads and what is said in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, Value, When

from tachiai.conversations.actions.delivering import deliver, thread_path
from tachiai.conversations.models import Message, Participant, ReadMarksOff, Thread
from tachiai.conversations.queries import is_message_of, is_participant, owns_files
from tachiai.conversations.rules import body_refusals
from tachiai.kernel.refused import Refusal, Refused
from tachiai.notices import actions as notices
from tachiai.people.actions import refuse_suspended


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
) -> Message:
    """Say something in a thread. The same `once` from the same author posts once and returns that message.

    `files` are the ids of files that the author has stored, `reply_to` is a message of the thread. The others are told
    unless a notice of this thread still waits for them (or `announce` is False).
    Refusal for outsiders, while suspended, for a message with neither text nor file, for somebody else's files, and
    for an answer to a message of another thread.
    """
    stored = list(dict.fromkeys(files))
    if once and (posted := Message.objects.filter(author_id=author_id, once=once).first()):
        return posted
    if not is_participant(thread_id=thread_id, person_id=author_id):
        raise Refusal(Refused("conversations.refused.not_yours"))
    refuse_suspended(author_id, at)
    if reasons := body_refusals(body, len(stored)):
        raise Refusal(*reasons)
    if not owns_files(author_id, stored):
        raise Refusal(Refused("conversations.refused.not_your_file"))
    if reply_to is not None and not is_message_of(thread_id, reply_to):
        raise Refusal(Refused("conversations.refused.reply_elsewhere"))
    said = Message(
        thread_id=thread_id, author_id=author_id, body=body.strip(), reply_to_id=reply_to, once=once, posted_at=at
    )
    try:
        return deliver(said, stored, announce=announce)
    except IntegrityError:
        # Two posts of one form arrived at the same time: the other one stands.
        if once and (posted := Message.objects.filter(author_id=author_id, once=once).first()):
            return posted
        raise


def mark_read(*, thread_id: int, person_id: int, up_to: int, at: datetime) -> None:
    """The person has seen the messages up to that one; notices about the thread are read with it.

    The others see it too, unless the person keeps that to themselves.
    """
    is_hidden = Exists(ReadMarksOff.objects.filter(person_id=person_id))
    Participant.objects.filter(thread_id=thread_id, person_id=person_id, last_read_id__lt=up_to).update(
        last_read_id=up_to,
        shown_read_id=Case(When(is_hidden, then=F("shown_read_id")), default=Value(up_to)),
    )
    notices.mark_all_read(person_id=person_id, at=at, path=thread_path(thread_id))
