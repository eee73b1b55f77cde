"""Reads across the threads of one person: their list, and where something new waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from tachiai.conversations.models import Message, Participant, Thread
from tachiai.conversations.queries.messages import says
from tachiai.people import queries as people
from tachiai.people.queries import removed_by

PAGE = 50
EXCERPT = 120


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


def _thread_lines(places: list[Participant], person_id: int) -> list[ThreadLine]:
    ids = [place.thread_id for place in places]
    latest: dict[int, Any] = Message.objects.annotate(
        says=Coalesce(says("pk"), "body"), removed_by=removed_by("message")
    ).in_bulk([place.latest_id for place in places])
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
            excerpt=_excerpt(latest.get(place.latest_id)),
            latest_at=latest[place.latest_id].posted_at if place.latest_id in latest else None,
            unread=unread.get(place.thread_id, 0),
        )
        for place in places
    ]


def _excerpt(latest: Any) -> str:
    """How the newest message begins; nothing of one that was removed."""
    return latest.says[:EXCERPT] if latest is not None and latest.removed_by is None else ""
