"""Marked pictures of the files of proposals: drawn by the worker, soon after a file was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from procrastinate.contrib.django import app

from tachiai.contests.models import MarkedPicture, ProposalVersion
from tachiai.conversations.actions.previews import PREVIEW_QUEUE, keep_picture
from tachiai.conversations.gateways import previewer

if TYPE_CHECKING:
    from tachiai.conversations.models import StoredFile

MAKE_MARKED = "contests.make_marked"


def ask_marked(file_ids: Iterable[int]) -> None:
    """Have the worker draw the pictures, in the caller's transaction."""
    for file_id in file_ids:
        app.configure_task(MAKE_MARKED, queue=PREVIEW_QUEUE).defer(file_id=file_id)


def make_marked(*, file_id: int, at: datetime) -> None:
    """Draw the marked picture of a file, once; or keep in mind that none can be drawn."""
    file = _unmarked(file_id)
    if file is None:
        return
    picture = None
    if previewer.shows(file.content_type):
        with file.content.open("rb") as content:
            picture = previewer.picture_of(cast(BinaryIO, content), file.content_type, is_marked=True)
    keep_picture(MarkedPicture(file_id=file_id, made_at=at), picture)


def _unmarked(file_id: int) -> StoredFile | None:
    """The file of a proposal that has no marked picture yet."""
    place = ProposalVersion.files.through.objects.filter(storedfile_id=file_id).select_related("storedfile").first()
    if place is None or MarkedPicture.objects.filter(pk=file_id).exists():
        return None
    file: StoredFile = place.storedfile
    return file
