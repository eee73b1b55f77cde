"""One thread as a participant reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from tachiai.conversations.models import Draft, Message, Participant, ReadMarksOff
from tachiai.conversations.queries.composer import Composer, composer_at, surroundings
from tachiai.conversations.queries.messages import MessageLine, Quote, Reading, excerpt_of, line_of, with_all
from tachiai.conversations.queries.windows import PAGE, Place, window
from tachiai.conversations.rules import folded
from tachiai.people import queries as people
from tachiai.people.queries import SameTalkAsked


@dataclass(frozen=True)
class DraftLine:
    """What this reader has begun to write here."""

    body: str
    reply_to: int | None
    file_ids: Sequence[int]
    saved_at: datetime


@dataclass(frozen=True)
class ThreadPage:
    """A bounded piece of a thread, oldest message first.

    `earlier`: ask `before` it for more, or None; `later`: ask `after` it. `folded`: how many of the first messages may
    be folded away. `shows_marks`: this reader shows how far they have read, and sees it of others.
    """

    id: int
    reader_id: int
    title: str
    path: str
    other_names: Sequence[str]
    messages: Sequence[MessageLine]
    earlier: int | None
    later: int | None
    folded: int
    draft: DraftLine | None
    shows_marks: bool
    composer: Composer


def is_participant(*, thread_id: int, person_id: int) -> bool:
    return Participant.objects.filter(thread_id=thread_id, person_id=person_id).exists()


def is_same_talk(asked: SameTalkAsked) -> bool | None:
    """Listener: whether both threads are between the same people; None when they are not."""
    sides: dict[int, set[int]] = {asked.thread_id: set(), asked.other_id: set()}
    places = Participant.objects.filter(thread_id__in=sides).values_list("thread_id", "person_id")
    for thread_id, person_id in places:
        sides[thread_id].add(person_id)
    one, other = sides.values()
    return (bool(one) and one == other) or None


def talk_between(person_id: int, other_id: int) -> int | None:
    """The newest thread between these two; None when they have never talked."""
    both = Participant.objects.filter(person_id=person_id, thread__participants__person_id=other_id)
    return both.order_by("-thread_id").values_list("thread_id", flat=True).first()


def participants(thread_id: int) -> list[int]:
    """The ids of the people who take part."""
    places = Participant.objects.filter(thread_id=thread_id).order_by("id")
    return list(places.values_list("person_id", flat=True))


def shows_read_marks(person_id: int) -> bool:
    """Whether this person lets others see how far they have read, and sees it of them."""
    return not ReadMarksOff.objects.filter(person_id=person_id).exists()


def thread(
    *,
    thread_id: int,
    person_id: int,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = PAGE,
) -> ThreadPage | None:
    """A piece of the thread as this participant reads it; None for anyone else.

    By itself the newest messages, or as many from the first on that the reader has not seen, if those are more; or
    those older than `before`, newer than `after`, or with `around` among them.
    """
    company = {place.person_id: place for place in _places(thread_id, person_id)}
    place = company.get(person_id)
    if place is None:
        return None
    found = window(thread_id, Place(before, after, around, place.last_read_id), limit)
    reading = _reading(company, place)
    lines = [line_of(row, reading) for row in found.rows]
    is_in_place = before is None and after is None and around is None
    return ThreadPage(
        id=thread_id,
        reader_id=person_id,
        title=place.thread.title,
        path=place.thread.path,
        other_names=[name for number, name in reading.names.items() if number != person_id],
        messages=lines,
        earlier=found.earlier,
        later=found.later,
        folded=_folded(lines) if is_in_place else 0,
        draft=_draft(place.draft),
        shows_marks=not place.hides,
        composer=composer_at(place),
    )


def message(*, thread_id: int, message_id: int, person_id: int) -> MessageLine | None:
    """One message of the thread as this participant reads it; None for anyone else and for one of another thread."""
    company = {place.person_id: place for place in _places(thread_id, person_id)}
    row = with_all(Message.objects.filter(thread_id=thread_id, id=message_id)).first()
    return line_of(row, _reading(company, company[person_id])) if row and person_id in company else None


def quote_for(thread: ThreadPage, message_id: int) -> Quote | None:
    """How a message of this thread begins; None when it is of another one."""
    shown = next((line for line in thread.messages if line.id == message_id), None)
    line = shown or message(thread_id=thread.id, message_id=message_id, person_id=thread.reader_id)
    return Quote(line.id, line.author_name, excerpt_of(line.body)) if line else None


def latest_messages(thread_id: int, limit: int = PAGE) -> list[MessageLine]:
    """The newest messages, oldest first, for a page that has checked already who may read the thread."""
    rows = list(with_all(Message.objects.filter(thread_id=thread_id)).order_by("-id")[:limit])[::-1]
    reading = Reading(people.names({row.author_id for row in rows}))
    return [line_of(row, reading) for row in rows]


def newest_message(thread_id: int) -> int | None:
    """The id of the newest message of a thread; None while nobody has written."""
    return Message.objects.filter(thread_id=thread_id).order_by("-pk").values_list("pk", flat=True).first()


def moments_of_messages(*, thread_id: int, person_id: int) -> QuerySet[Message, datetime]:
    """When this person wrote in the thread, newest first; for queries that ask more than that."""
    mine = Message.objects.filter(thread_id=thread_id, author_id=person_id).order_by("-pk")
    return mine.values_list("posted_at", flat=True)


def _places(thread_id: int, person_id: int) -> list[Any]:
    """Everybody who takes part, in one query with the reader's draft and the newest message of others."""
    handed_over = Draft.files.through.objects.filter(draft_id=OuterRef("pk")).order_by("storedfile_id")
    draft = Draft.objects.filter(thread_id=thread_id, person_id=person_id).values(
        json=JSONObject(
            body="body",
            reply_to="reply_to_id",
            saved_at="saved_at",
            file_ids=ArraySubquery(handed_over.values("storedfile_id")),
        )
    )
    said = Message.objects.filter(thread_id=thread_id).order_by("-id")
    mine = said.filter(author_id=person_id, id__lte=OuterRef("shown_read_id"))
    places = Participant.objects.select_related("thread", "person").filter(thread_id=thread_id).order_by("id")
    return list(
        places.annotate(
            hides=Exists(ReadMarksOff.objects.filter(person_id=OuterRef("person_id"))),
            draft=Subquery(draft),
            answered_id=Subquery(said.exclude(author_id=person_id).values("id")[:1]),
            marked_id=Subquery(mine.values("id")[:1]),
            **surroundings(thread_id),
        )
    )


def _reading(company: Mapping[int, Any], place: Any) -> Reading:
    marks = {number: one.marked_id for number, one in company.items() if one is not place and not one.hides}
    return Reading(
        names={number: str(one.person) for number, one in company.items()},
        person_id=place.person_id,
        last_read_id=place.last_read_id,
        answered_id=place.answered_id or 0,
        marks={} if place.hides else marks,
    )


def _draft(kept: Mapping[str, Any] | None) -> DraftLine | None:
    return DraftLine(**{**kept, "saved_at": datetime.fromisoformat(kept["saved_at"])}) if kept else None


def _folded(lines: Sequence[MessageLine]) -> int:
    return folded(len(lines), next((place for place, line in enumerate(lines) if line.is_new), None))
