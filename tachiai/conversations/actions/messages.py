"""Threads and what is said in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from tachiai.conversations.models import Message, Participant, Thread
from tachiai.conversations.queries import is_participant, owns_files, participants
from tachiai.conversations.rules import body_refusals
from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.notices import actions as notices
from tachiai.notices import queries as notice_queries
from tachiai.people import queries as people
from tachiai.people.actions import refuse_suspended

MESSAGE_KIND = "message.posted"


@dataclass(frozen=True)
class MessagePosted:
    """Someone wrote in a thread."""

    message_id: int
    thread_id: int
    author_id: int
    at: datetime


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
    once: str | None = None,
    announce: bool = True,
) -> Message:
    """Say something in a thread. The same `once` from the same author posts once and returns that message.

    `files` are the ids of files that the author has stored. The others are told unless a notice of this thread
    still waits for them (or `announce` is False).
    Refusal for outsiders, while suspended, for a message with neither text nor file, and for somebody else's files.
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
    try:
        with transaction.atomic():
            message = _write(thread_id, author_id, body.strip(), stored, once, at)
            if announce:
                _announce(message)
            publish(MessagePosted(message.id, thread_id, author_id, at))
            return message
    except IntegrityError:
        # Two posts of one form arrived at the same time: the other one stands.
        if once and (posted := Message.objects.filter(author_id=author_id, once=once).first()):
            return posted
        raise


def mark_read(*, thread_id: int, person_id: int, up_to: int, at: datetime) -> None:
    """The person has seen the messages up to that one; notices about the thread are read with it."""
    Participant.objects.filter(thread_id=thread_id, person_id=person_id, last_read_id__lt=up_to).update(
        last_read_id=up_to
    )
    notices.mark_all_read(person_id=person_id, at=at, path=thread_path(thread_id))


def thread_path(thread_id: int) -> str:
    """The page of a thread."""
    return f"/messages/{thread_id}/"


def _write(thread_id: int, author_id: int, body: str, files: list[int], once: str | None, at: datetime) -> Message:
    # The lock makes the messages of one thread follow one another in the order of their numbers.
    Thread.objects.select_for_update().get(id=thread_id)
    message = Message.objects.create(thread_id=thread_id, author_id=author_id, body=body, once=once, posted_at=at)
    if files:
        message.files.set(files)
    places = Participant.objects.filter(thread_id=thread_id)
    places.update(latest_id=message.id)
    places.filter(person_id=author_id).update(last_read_id=message.id)
    return message


def _announce(message: Message) -> None:
    path = thread_path(message.thread_id)
    others = [one for one in participants(message.thread_id) if one != message.author_id]
    waiting = notice_queries.with_unread(person_ids=others, kind=MESSAGE_KIND, path=path)
    params = {"other": people.names([message.author_id])[message.author_id]}
    told = (notices.Telling(one, MESSAGE_KIND, path, params) for one in others if one not in waiting)
    notices.tell_all(told, at=message.posted_at)
