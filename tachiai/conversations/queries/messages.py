"""Single messages with all that belongs to them, and what is asked about one before something is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from tachiai.conversations.models import Message, MessageEdit, Thanks
from tachiai.conversations.queries.files import FileLine
from tachiai.conversations.rules import EDITING, MOST_EDITS
from tachiai.conversations.safety import Note, Spot
from tachiai.conversations.safety_models import SafetyNote
from tachiai.people.queries import removed_by

QUOTED = 100


@dataclass(frozen=True)
class Version:
    """What a message said from `at` on, until the next version."""

    body: str
    at: datetime


@dataclass(frozen=True)
class Quote:
    """The message that another one answers, or is about to answer: how it begins."""

    id: int
    author_name: str
    excerpt: str


@dataclass(frozen=True)
class MessageLine:
    """One message as a reader sees it.

    `body` is what it says now, `versions` what it said before, oldest first; `editable_until`: its reader wrote it and
    may change it until then; `thanked_by`: who put a heart at it; `read_to_here`: who has read up to this message;
    `note`: what its reader should know of it; `removed_by`: the decision by which its words and files are not shown.
    """

    id: int
    author_id: int
    author_name: str
    is_mine: bool
    is_new: bool
    body: str
    files: Sequence[FileLine]
    posted_at: datetime
    versions: Sequence[Version] = ()
    editable_until: datetime | None = None
    quote: Quote | None = None
    thanked_by: Sequence[str] = ()
    is_thanked: bool = False
    read_to_here: Sequence[str] = ()
    note: Note | None = None
    removed_by: int | None = None


@dataclass(frozen=True)
class Reading:
    """Who reads, and what they know: names by person, the newest message seen, the newest of others, and the newest of
    the reader's own that each other person shows to have read. `sees_removed`: staff who judge read the words anyway.
    """

    names: Mapping[int, str]
    person_id: int | None = None
    last_read_id: int | None = None
    answered_id: int = 0
    marks: Mapping[int, int] = field(default_factory=dict)
    sees_removed: bool = False


def is_message_of(thread_id: int, message_id: int) -> bool:
    """The message stands in that thread."""
    return Message.objects.filter(id=message_id, thread_id=thread_id).exists()


def is_answered(*, message_id: int, thread_id: int, author_id: int) -> bool:
    """Somebody else has written in the thread after that message."""
    later = Message.objects.filter(thread_id=thread_id, id__gt=message_id)
    return later.exclude(author_id=author_id).exists()


def messages_saying(*, thread_id: int, author_id: int, body: str) -> list[int]:
    """The messages with which this person said just that in the thread."""
    found = Message.objects.filter(thread_id=thread_id, author_id=author_id, body=body.strip())
    return list(found.order_by("pk").values_list("pk", flat=True))


def says(message: str) -> Subquery:
    """The text of the newest edit of the message in that column; null when it was never edited."""
    edits = MessageEdit.objects.filter(message_id=OuterRef(message)).order_by("-number")
    return Subquery(edits.values("body")[:1])


def with_all(found: QuerySet[Message]) -> QuerySet[Any]:
    """Messages with their files, edits, hearts and what they answer; all in one query."""
    posted = Message.files.through.objects.filter(message_id=OuterRef("pk")).order_by("storedfile_id")
    columns = {name: f"storedfile__{name}" for name in ("name", "size", "content_type")}
    columns |= {name: f"storedfile__preview__{name}" for name in ("width", "height")}
    file = JSONObject(id="storedfile_id", **columns)
    edits = MessageEdit.objects.filter(message_id=OuterRef("pk")).order_by("number")
    hearts = Thanks.objects.filter(message_id=OuterRef("pk")).order_by("id")
    risks = SafetyNote.objects.filter(message_id=OuterRef("pk"))
    return found.select_related("reply_to").annotate(
        posted_files=ArraySubquery(posted.values(json=file)),
        versions=ArraySubquery(edits.values(json=JSONObject(body="body", at="edited_at"))),
        hearts=ArraySubquery(hearts.values("person_id")),
        quoted=Coalesce(says("reply_to_id"), "reply_to__body"),
        removed_by=removed_by("message"),
        quoted_removed_by=removed_by("message", "reply_to_id"),
        risk=Subquery(risks.values(json=JSONObject(way="way", hits="hits"))),
    )


def line_of(row: Any, reading: Reading) -> MessageLine:
    """A row of `with_all` as this reader sees it."""
    is_mine = row.author_id == reading.person_id
    stood = [Version(row.body, row.posted_at), *(_version(version) for version in row.versions)]
    is_shown = row.removed_by is None or reading.sees_removed
    return MessageLine(
        id=row.id,
        author_id=row.author_id,
        author_name=reading.names.get(row.author_id, ""),
        is_mine=is_mine,
        is_new=not is_mine and reading.last_read_id is not None and row.id > reading.last_read_id,
        body=stood[-1].body if is_shown else "",
        files=[FileLine(**file) for file in row.posted_files] if is_shown else (),
        posted_at=row.posted_at,
        versions=stood[:-1] if is_shown else (),
        editable_until=_editable_until(row, reading) if is_mine else None,
        quote=_quote(row, reading),
        thanked_by=[reading.names[number] for number in row.hearts if number in reading.names],
        is_thanked=reading.person_id in row.hearts,
        read_to_here=[reading.names[number] for number, mark in reading.marks.items() if mark == row.id],
        note=_note(row.risk) if row.risk and not is_mine and is_shown else None,
        removed_by=row.removed_by,
    )


def excerpt_of(body: str) -> str:
    """How a text begins, in one line."""
    line = " ".join(body[: 2 * QUOTED].split())
    return line if len(line) <= QUOTED and len(body) <= 2 * QUOTED else line[:QUOTED] + "…"


def _note(risk: Mapping[str, Any]) -> Note:
    return Note(risk["way"], tuple(Spot.from_data(hit) for hit in risk["hits"]))


def _version(version: Mapping[str, str]) -> Version:
    return Version(version["body"], datetime.fromisoformat(version["at"]))


def _editable_until(row: Any, reading: Reading) -> datetime | None:
    may_change = row.id > reading.answered_id and len(row.versions) < MOST_EDITS and row.removed_by is None
    return row.posted_at + EDITING if may_change else None


def _quote(row: Any, reading: Reading) -> Quote | None:
    if row.reply_to is None:
        return None
    is_shown = row.quoted_removed_by is None or reading.sees_removed
    excerpt = excerpt_of(row.quoted) if is_shown else ""
    return Quote(row.reply_to_id, reading.names.get(row.reply_to.author_id, ""), excerpt)
