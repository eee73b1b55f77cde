"""Reads: threads and messages as a participant sees them, and the one question that guards every file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from tachiai.conversations.models import Message, Participant, StoredFile, Thread
from tachiai.kernel.events import publish
from tachiai.people import queries as people

PAGE = 50
EXCERPT = 120


@dataclass(frozen=True)
class FileAsked:
    """Question to higher modules: may this person read this file (of a delivery, a listing...)? True: yes."""

    file_id: int
    person_id: int


@dataclass(frozen=True)
class FileLine:
    id: int
    name: str
    size: int
    content_type: str


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


@dataclass(frozen=True)
class ThreadLine:
    """One thread in a person's list."""

    id: int
    title: str
    other_names: Sequence[str]
    excerpt: str
    latest_at: datetime | None
    unread: int


@dataclass(frozen=True)
class ThreadList:
    lines: Sequence[ThreadLine]
    older: int | None


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


def threads(*, person_id: int, before: int | None = None, limit: int = PAGE) -> ThreadList:
    """The person's threads, newest message first; `before` is the `older` of the page above."""
    found = Participant.objects.select_related("thread").filter(person_id=person_id, latest_id__gt=0)
    found = (found.filter(latest_id__lt=before) if before else found).order_by("-latest_id")
    rows = list(found[: limit + 1])
    older = rows[limit - 1].latest_id if len(rows) > limit else None
    return ThreadList(_thread_lines(rows[:limit], person_id), older)


def unread_by_thread(*, person_id: int, thread_ids: Iterable[int]) -> dict[int, int]:
    """How many messages of others the person has not seen, by thread; threads without any are left out."""
    unseen = Q(messages__id__gt=F("participants__last_read_id")) & ~Q(messages__author_id=person_id)
    counted = (
        Thread.objects.filter(id__in=list(thread_ids), participants__person_id=person_id)
        .annotate(unread=Count("messages", filter=unseen))
        .filter(unread__gt=0)
    )
    return dict(counted.values_list("id", "unread"))


def unread_threads(person_id: int) -> int:
    """In how many threads something new waits (at most 100 are counted)."""
    waiting = Participant.objects.filter(person_id=person_id, latest_id__gt=F("last_read_id"))
    return waiting[:100].count()


def file_for(*, person_id: int, file_id: int) -> StoredFile | None:
    """The file, if this person may read it; None otherwise. Every way to a file's bytes goes through here.

    Readers: its owner, the participants of a thread in which it was posted, and whom a higher module lets in.
    """
    stored = StoredFile.objects.filter(id=file_id).first()
    if stored is None:
        return None
    if stored.owner_id == person_id:
        return stored
    posted_to = Message.objects.filter(files=stored, thread__participants__person_id=person_id)
    if posted_to.exists() or True in publish(FileAsked(file_id, person_id)):
        return stored
    return None


def owns_files(person_id: int, file_ids: Iterable[int]) -> bool:
    """All of these files were handed over by this person."""
    wanted = set(file_ids)
    return StoredFile.objects.filter(id__in=wanted, owner_id=person_id).count() == len(wanted)


def owned_files(owner_id: int, ids: Iterable[int]) -> list[StoredFile]:
    """Those of the files that this person handed over, in the order they were stored."""
    return list(StoredFile.objects.filter(owner_id=owner_id, id__in=list(ids)).order_by("id"))


def file_lines(files: Iterable[StoredFile]) -> list[FileLine]:
    """Stored files as pages show them."""
    return [FileLine(file.id, file.name, file.size, file.content_type) for file in files]


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


def _thread_lines(places: list[Participant], person_id: int) -> list[ThreadLine]:
    ids = [place.thread_id for place in places]
    latest = Message.objects.in_bulk([place.latest_id for place in places])
    others: dict[int, list[int]] = {number: [] for number in ids}
    company = Participant.objects.filter(thread_id__in=ids).exclude(person_id=person_id)
    for thread_id, other in company.values_list("thread_id", "person_id"):
        others[thread_id].append(other)
    names = people.names({other for pair in others.values() for other in pair})
    unread = unread_by_thread(person_id=person_id, thread_ids=ids)
    return [
        ThreadLine(
            id=place.thread_id,
            title=place.thread.title,
            other_names=[names[other] for other in others[place.thread_id]],
            excerpt=latest[place.latest_id].body[:EXCERPT] if place.latest_id in latest else "",
            latest_at=latest[place.latest_id].posted_at if place.latest_id in latest else None,
            unread=unread.get(place.thread_id, 0),
        )
        for place in places
    ]
