"""A thread as its template shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from tachiai.conversations.queries import MessageLine, ThreadPage
from tachiai.web.site.safe_talk.rows import note_rows


@dataclass(frozen=True)
class ThreadRows:
    """`folded`: messages read before, shown when asked for; `shown`: all others, oldest first."""

    folded: Sequence[dict[str, Any]] = ()
    shown: Sequence[dict[str, Any]] = ()


def thread_rows(thread: ThreadPage | None, at: datetime) -> ThreadRows:
    """The messages of a page of a thread, each with what its reader may do with it at this moment."""
    if thread is None:
        return ThreadRows()
    first_new = next((line.id for line in thread.messages if line.is_new), None)
    open_ids = {line.id for line in thread.messages[thread.folded :]}
    notes = note_rows(thread, thread.messages)
    rows = [_row(line, thread.id, open_ids, first_new, at, notes) for line in thread.messages]
    return ThreadRows(rows[: thread.folded], rows[thread.folded :])


def new_rows(thread: ThreadPage, lines: Sequence[MessageLine], at: datetime) -> list[dict[str, Any]]:
    """Messages of a thread by themselves, to be put under those that are shown already."""
    notes = note_rows(thread, lines)
    return [_row(line, thread.id, set(), None, at, notes) for line in lines]


def file_rows(files: Iterable[Any]) -> list[dict[str, Any]]:
    """Files as the component `file_list` shows them."""
    return [_file_row(file) for file in files]


def _file_row(file: Any) -> dict[str, Any]:
    """With its small picture, where one was made."""
    row = {"name": file.name, "size": file.size, "href": reverse("threads:file", args=[file.id])}
    if getattr(file, "width", None):
        href = reverse("threads:preview", args=[file.id])
        row["preview"] = {"href": href, "width": file.width, "height": file.height}
    return row


def place_of(thread_id: int, message_id: int) -> str:
    """The address of a message in its place, with those around it."""
    return f"{reverse('threads:detail', args=[thread_id])}?at={message_id}#message-{message_id}"


def _row(
    line: MessageLine,
    thread_id: int,
    open_ids: set[int],
    first_new: int | None,
    at: datetime,
    notes: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    quoted = line.quote.id if line.quote else 0
    return {
        "message": line,
        "files": file_rows(line.files),
        "safety": notes.get(line.id),
        "starts_new": line.id == first_new,
        "may_edit": line.editable_until is not None and at < line.editable_until,
        "href": place_of(thread_id, line.id),
        "quote_href": f"#message-{quoted}" if quoted in open_ids else place_of(thread_id, quoted),
    }
