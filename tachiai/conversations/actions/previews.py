"""Small pictures of files, made by the worker soon after a file was stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.stalled import put_back, stalled_jobs
from tachiai.conversations.actions.arrival import tell_open_pages
from tachiai.conversations.gateways import previewer
from tachiai.conversations.gateways.previewer import Picture
from tachiai.conversations.models import StoredFile
from tachiai.conversations.upload_models import Preview

MAKE_PREVIEW = "conversations.make_preview"
PREVIEW_QUEUE = "previews"
# A file at which so many workers died has no picture: it may be why they did.
MOST_DEATHS = 3
# A file may be posted more than once; pages with older messages see its picture when they are loaded again.
MOST_TOLD = 10


def ask_preview(file: StoredFile) -> None:
    """Have the worker make a picture of the file, if its kind is one that pages show; in the caller's transaction."""
    if previewer.shows(file.content_type):
        app.configure_task(MAKE_PREVIEW, queue=PREVIEW_QUEUE).defer(file_id=file.id)


def make_preview(*, file_id: int, at: datetime) -> None:
    """Make the picture, once; or keep in mind that none can be made. The file itself is not touched."""
    file = StoredFile.objects.filter(id=file_id, preview=None).first()
    if file is None:
        return
    with file.content.open("rb") as content:
        picture = previewer.picture_of(cast(BinaryIO, content), file.content_type)
    keep_picture(Preview(file=file, made_at=at), picture, lambda: _tell_pages(file))


def _tell_pages(file: StoredFile) -> None:
    for message in file.messages.order_by("-id")[:MOST_TOLD]:
        tell_open_pages(thread_id=message.thread_id, message_id=message.id)


def keep_picture(row: Any, picture: Picture | None, then: Callable[[], None] = lambda: None) -> None:
    """Insert the row of a picture with what was drawn, or with the knowledge that nothing can be (None), and do `then`.

    Nothing is left behind when another worker was faster or the file is gone, which the end of the transaction tells.
    """
    if picture is not None:
        row.width, row.height = picture.width, picture.height
        row.content.save(uuid.uuid4().hex, ContentFile(picture.content), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            then()
    except IntegrityError:
        row.content.delete(save=False)


def resume_previews(at: datetime) -> Swept:
    """Put back the pictures of workers that died while making them; another worker takes them at once."""
    stalled = stalled_jobs(queue=PREVIEW_QUEUE, task=MAKE_PREVIEW)
    for job in stalled:
        if job.attempts + 1 >= MOST_DEATHS:
            _go_without(job.args["file_id"], at)
        put_back(job)
    return Swept(fired=len(stalled))


def _go_without(file_id: int, at: datetime) -> None:
    """The job finds nothing left to do then."""
    if StoredFile.objects.filter(id=file_id).exists():
        Preview.objects.get_or_create(file_id=file_id, defaults={"made_at": at})
