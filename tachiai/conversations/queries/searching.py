"""Looking for something that was said, in one thread or in all of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery

from tachiai.conversations import grams
from tachiai.conversations.models import MessageIndex, Participant
from tachiai.conversations.queries.messages import says
from tachiai.people import queries as people

PAGE = 20
EXCERPT = 90
MOST_THREADS = 500
"""A search in all threads looks into so many, those with the newest messages."""


@dataclass(frozen=True)
class FoundMessage:
    """A message that says what was looked for, with the words around it."""

    id: int
    thread_id: int
    title: str
    author_name: str
    pieces: Sequence[grams.Piece]
    posted_at: datetime


@dataclass(frozen=True)
class FoundMessages:
    """Newest first; `older` continues it. `is_asked` is False when there was nothing to look for."""

    lines: Sequence[FoundMessage]
    older: int | None
    is_asked: bool


def search(
    *, person_id: int, asked: str, thread_id: int | None = None, before: int | None = None, limit: int = PAGE
) -> FoundMessages:
    """The messages in this person's threads (or in that one) that say all that was asked for, now or after an edit."""
    query = grams.query(asked)
    if query is None:
        return FoundMessages((), None, False)
    mine = Participant.objects.filter(person_id=person_id).order_by("-latest_id")
    mine = mine.filter(thread_id=thread_id) if thread_id is not None else mine
    threads = list(mine.values_list("thread_id", flat=True)[:MOST_THREADS])
    found = MessageIndex.objects.filter(thread_id__in=threads, grams=SearchQuery(query, search_type="raw"))
    found = (found.filter(message_id__lt=before) if before else found).order_by("-message_id")
    found = found.select_related("message", "thread").defer("grams").annotate(says=says("message_id"))
    rows: list[Any] = list(found[: limit + 1])
    names = people.names({row.message.author_id for row in rows[:limit]})
    wanted = grams.terms(asked)
    lines = [_line(row, names[row.message.author_id], wanted) for row in rows[:limit]]
    return FoundMessages(lines, lines[-1].id if len(rows) > limit else None, True)


def _line(row: Any, author_name: str, wanted: Sequence[str]) -> FoundMessage:
    said = row.message.body if row.says is None else row.says
    return FoundMessage(
        id=row.message_id,
        thread_id=row.thread_id,
        title=row.thread.title,
        author_name=author_name,
        pieces=grams.excerpt(said, wanted, width=EXCERPT),
        posted_at=row.message.posted_at,
    )
