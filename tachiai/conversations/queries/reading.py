"""Reads of one thread: its messages as a participant sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from tachiai.conversations.models import Message, Participant
from tachiai.conversations.queries.files import FileLine
from tachiai.people import queries as people

PAGE = 50


@dataclass(frozen=True)
class MessageLine:
    id: int
    author_id: int
    author_name: str
    is_mine: bool
    is_new: bool
    body: str
    files: Sequence[FileLine]
    posted_at: datetime


@dataclass(frozen=True)
class ThreadPage:
    """A bounded piece of a thread, oldest message first. `earlier`: ask `before` it for more, or None."""

    id: int
    title: str
    path: str
    other_names: Sequence[str]
    messages: Sequence[MessageLine]
    earlier: int | None


def is_participant(*, thread_id: int, person_id: int) -> bool:
    return Participant.objects.filter(thread_id=thread_id, person_id=person_id).exists()


def participants(thread_id: int) -> list[int]:
    """The ids of the people who take part."""
    places = Participant.objects.filter(thread_id=thread_id).order_by("id")
    return list(places.values_list("person_id", flat=True))


def thread(*, thread_id: int, person_id: int, before: int | None = None, limit: int = PAGE) -> ThreadPage | None:
    """The newest messages (older than `before`) as this participant reads them; None for anyone else."""
    places = Participant.objects.select_related("thread", "person").filter(thread_id=thread_id)
    company = {place.person_id: place for place in places.order_by("id")}
    place = company.get(person_id)
    if place is None:
        return None
    rows = _newest(thread_id, before, limit + 1)
    shown = rows[:limit][::-1]
    names = {number: str(one.person) for number, one in company.items()}
    return ThreadPage(
        id=thread_id,
        title=place.thread.title,
        path=place.thread.path,
        other_names=[name for number, name in names.items() if number != person_id],
        messages=[_message(row, person_id, place.last_read_id, names) for row in shown],
        earlier=shown[0].id if len(rows) > limit else None,
    )


def moments_of_messages(*, thread_id: int, person_id: int) -> QuerySet[Message, datetime]:
    """When this person wrote in the thread, newest first; for queries that ask more than that."""
    mine = Message.objects.filter(thread_id=thread_id, author_id=person_id).order_by("-pk")
    return mine.values_list("posted_at", flat=True)


def latest_messages(thread_id: int, limit: int = PAGE) -> list[MessageLine]:
    """The newest messages, oldest first, for a page that has checked already who may read the thread."""
    rows = _newest(thread_id, None, limit)[::-1]
    names = people.names({row.author_id for row in rows})
    return [_message(row, None, None, names) for row in rows]


def _newest(thread_id: int, before: int | None, limit: int) -> list[Any]:
    """Messages, each with its files in `posted_files`; all in one query."""
    posted = Message.files.through.objects.filter(message_id=OuterRef("pk")).order_by("storedfile_id")
    names = ("name", "size", "content_type")
    file = JSONObject(id="storedfile_id", **{name: f"storedfile__{name}" for name in names})
    found = Message.objects.filter(thread_id=thread_id).order_by("-id")
    found = found.annotate(posted_files=ArraySubquery(posted.values(json=file)))
    return list((found.filter(id__lt=before) if before else found)[:limit])


def _message(row: Any, person_id: int | None, last_read_id: int | None, names: dict[int, str]) -> MessageLine:
    is_mine = row.author_id == person_id
    return MessageLine(
        id=row.id,
        author_id=row.author_id,
        author_name=names[row.author_id],
        is_mine=is_mine,
        is_new=not is_mine and last_read_id is not None and row.id > last_read_id,
        body=row.body,
        files=[FileLine(**file) for file in row.posted_files],
        posted_at=row.posted_at,
    )
