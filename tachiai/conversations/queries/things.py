"""Threads and messages as things that people can point at. What a side of the talk shows of it, it may show."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from tachiai.conversations.models import Message, Participant, Thread
from tachiai.conversations.queries.messages import MessageLine, Reading, line_of, says, with_all
from tachiai.kernel.things import Thing
from tachiai.people.queries import removed_by

SHOWN = 30


def thread_thing(thread_id: int) -> Thing | None:
    """A thread with its latest messages as they read now; None when there is none."""
    sides = Participant.objects.filter(thread_id=OuterRef("pk")).order_by("id").values("person_id")
    row = Thread.objects.annotate(sides=ArraySubquery(sides)).filter(pk=thread_id).first()
    if row is None:
        return None
    said = _with_words(Message.objects.filter(thread_id=thread_id)).filter(removed_by=None)
    latest = list(said.order_by("-id")[:SHOWN])[::-1]
    return Thing(
        kind="thread",
        id=thread_id,
        title=row.title,
        text="\n\n".join(_said(message) for message in latest),
        path=f"/messages/{thread_id}/",
        owners=tuple(row.sides),
        readers=frozenset(row.sides),
        facts={"messages": [_told(message) for message in latest]},
    )


def message_thing(message_id: int) -> Thing | None:
    """One message as it reads now; None when there is none."""
    sides = Participant.objects.filter(thread_id=OuterRef("thread_id")).order_by("id").values("person_id")
    found = _with_words(Message.objects.filter(pk=message_id)).annotate(sides=ArraySubquery(sides))
    row = found.select_related("thread").first()
    if row is None:
        return None
    return Thing(
        kind="message",
        id=message_id,
        title=row.thread.title,
        text=_said(row),
        path=f"/messages/{row.thread_id}/?at={message_id}#message-{message_id}",
        owners=(row.author_id,),
        readers=frozenset(row.sides),
        is_removed=row.removed_by is not None,
        facts={**_told(row), "thread_id": row.thread_id},
    )


def messages_of(thread_id: int, message_ids: Collection[int]) -> set[int]:
    """Those of the messages that stand in this thread."""
    found = Message.objects.filter(thread_id=thread_id, pk__in=message_ids) if message_ids else Message.objects.none()
    return set(found.values_list("pk", flat=True))


def messages_around(thread_id: int, message_id: int | None) -> list[MessageLine]:
    """The messages around this one, or the latest, oldest first; for staff who may look (the caller has checked)."""
    found = with_all(Message.objects.filter(thread_id=thread_id)).select_related("author", "reply_to")
    if message_id is None:
        rows = list(found.order_by("-id")[:SHOWN])[::-1]
    else:
        half = SHOWN // 2
        rows = list(found.filter(id__lte=message_id).order_by("-id")[:half])[::-1]
        rows += found.filter(id__gt=message_id).order_by("id")[:half]
    reading = Reading({row.author_id: str(row.author) for row in rows}, sees_removed=True)
    return [line_of(row, reading) for row in rows]


def _with_words(found: QuerySet[Message]) -> QuerySet[Any]:
    return found.annotate(says_now=says("pk"), removed_by=removed_by("message"))


def _said(row: Any) -> str:
    return str(row.body if row.says_now is None else row.says_now)


def _told(row: Any) -> dict[str, Any]:
    return {"id": row.pk, "author_id": row.author_id, "text": _said(row), "posted_at": row.posted_at.isoformat()}
