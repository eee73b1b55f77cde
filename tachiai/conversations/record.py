"""What was said in a thread, as the record of a contract has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.db.models import QuerySet

from tachiai.conversations.models import Message, MessageEdit, StoredFile
from tachiai.kernel.entries import Piece
from tachiai.people.queries.removals import removed_by


@dataclass(frozen=True)
class RecordedMessage:
    """One message with its files, in the order of their numbers, as it was first sent. `is_removed`: by a decision of
    staff, as things stand; like its reader that may change, and is no part of what was said."""

    id: int
    author_id: int
    body: str
    posted_at: datetime
    files: Sequence[StoredFile]
    is_removed: bool


@dataclass(frozen=True)
class RecordedReply:
    """Which message another one answers."""

    id: int
    author_id: int
    reply_to: int
    posted_at: datetime


@dataclass(frozen=True)
class RecordedEdit:
    """What a message was changed to: `number` counts its changes from 1."""

    id: int
    message_id: int
    author_id: int
    number: int
    body: str
    edited_at: datetime
    is_removed: bool


def record(thread_id: int, piece: Piece) -> Iterator[RecordedMessage]:
    """The messages of a thread, oldest first."""
    after, upto = piece.of("message")
    found = Message.objects.filter(thread_id=thread_id, pk__gt=after, pk__lte=upto).order_by("pk")
    for message in found.annotate(removed_by=removed_by("message")).prefetch_related("files"):
        files = sorted(message.files.all(), key=lambda file: file.pk)
        is_removed = message.removed_by is not None
        yield RecordedMessage(message.pk, message.author_id, message.body, message.posted_at, files, is_removed)


def replies(thread_id: int, piece: Piece) -> Iterator[RecordedReply]:
    """Which messages of a thread answer which, by their numbers."""
    after, upto = piece.of("message_reply")
    found = Message.objects.filter(thread_id=thread_id, pk__gt=after, pk__lte=upto, reply_to__isnull=False)
    for row in found.order_by("pk").values_list("pk", "author_id", "reply_to_id", "posted_at"):
        yield RecordedReply(*row)


def edits(thread_id: int, piece: Piece) -> Iterator[RecordedEdit]:
    """Every change of a message of a thread, in the order in which they were made."""
    after, upto = piece.of("message_edit")
    found = MessageEdit.objects.filter(message__thread_id=thread_id, pk__gt=after, pk__lte=upto).order_by("pk")
    for edit in found.annotate(removed_by=removed_by("message", "message_id")).select_related("message"):
        author_id, is_removed = edit.message.author_id, edit.removed_by is not None
        yield RecordedEdit(edit.pk, edit.message_id, author_id, edit.number, edit.body, edit.edited_at, is_removed)


def numbers_of_messages(thread_id: int) -> QuerySet[Message, int]:
    """The messages of a thread by their numbers, for queries that ask more about them."""
    return Message.objects.filter(thread_id=thread_id).values_list("pk", flat=True)


def threads_of(message_ids: Iterable[int]) -> list[int]:
    """The threads in which these messages stand."""
    found = Message.objects.filter(pk__in=list(message_ids))
    return list(found.order_by().values_list("thread_id", flat=True).distinct())


def every_message() -> QuerySet[Message]:
    """For those who follow the numbers of messages."""
    return Message.objects.all()


def every_edit() -> QuerySet[MessageEdit]:
    """For those who follow the numbers of changes."""
    return MessageEdit.objects.all()


def threads_written_in(after: int, upto: int) -> list[int]:
    """The threads in which the messages with these numbers stand."""
    found = Message.objects.filter(pk__gt=after, pk__lte=upto)
    return list(found.order_by().values_list("thread_id", flat=True).distinct())


def threads_edited_in(after: int, upto: int) -> list[int]:
    """The threads in which the changes with these numbers were made."""
    found = MessageEdit.objects.filter(pk__gt=after, pk__lte=upto)
    return list(found.order_by().values_list("message__thread_id", flat=True).distinct())


def files_by_number(numbers: Iterable[int]) -> dict[int, StoredFile]:
    """Stored files by their number, for whoever has decided already who may read them."""
    return StoredFile.objects.in_bulk(list(numbers))


def opened(file: StoredFile) -> BinaryIO:
    """The bytes of a stored file, to be read and closed; OSError when they are gone."""
    return cast(BinaryIO, file.content.storage.open(str(file.content), "rb"))
