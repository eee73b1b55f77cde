"""How a message reaches the thread, once it is decided that it may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from tachiai.conversations.actions.arrival import tell_open_pages
from tachiai.conversations.actions.indexing import index
from tachiai.conversations.models import Message, Participant, Thread
from tachiai.conversations.queries import participants
from tachiai.kernel.events import publish
from tachiai.notices import actions as notices
from tachiai.notices import queries as notice_queries
from tachiai.people import queries as people

MESSAGE_KIND = "message.posted"


@dataclass(frozen=True)
class MessagePosted:
    """Someone wrote in a thread."""

    message_id: int
    thread_id: int
    author_id: int
    at: datetime


@transaction.atomic
def deliver(message: Message, files: list[int], *, announce: bool = True) -> Message:
    """Put a new message into its thread and tell the others of it. Whoever calls this has decided that it may stand
    there: `post_message` for what a person sends, `holding` for what was kept back before."""
    _write(message, files)
    if announce:
        _announce(message)
    tell_open_pages(thread_id=message.thread_id, message_id=message.id)
    publish(MessagePosted(message.id, message.thread_id, message.author_id, message.posted_at))
    return message


def thread_path(thread_id: int) -> str:
    """The page of a thread."""
    return f"/messages/{thread_id}/"


def _write(message: Message, files: list[int]) -> None:
    # The lock makes the messages of one thread follow one another in the order of their numbers.
    Thread.objects.select_for_update().get(id=message.thread_id)
    message.save(force_insert=True)
    if files:
        message.files.set(files)
    index(message.id, message.thread_id, message.body)
    places = Participant.objects.filter(thread_id=message.thread_id)
    places.update(latest_id=message.id)
    # Whoever writes while something new comes in has not seen it yet.
    others = Message.objects.filter(thread_id=message.thread_id, id__gt=OuterRef("last_read_id"))
    unseen = Exists(others.exclude(author_id=message.author_id))
    places.filter(~unseen, person_id=message.author_id).update(last_read_id=message.id)


def _announce(message: Message) -> None:
    path = thread_path(message.thread_id)
    others = [one for one in participants(message.thread_id) if one != message.author_id]
    waiting = notice_queries.with_unread(person_ids=others, kind=MESSAGE_KIND, path=path)
    params = {"other": people.names([message.author_id])[message.author_id]}
    told = (notices.Telling(one, MESSAGE_KIND, path, params) for one in others if one not in waiting)
    notices.tell_all(told, at=message.posted_at)
