"""Reads of files on their way in, and of the small pictures that pages show of files."""

from __future__ import annotations

from dataclasses import dataclass

from tachiai.conversations.queries.files import FileLine, file_for, file_lines
from tachiai.conversations.upload_models import Preview, Upload


@dataclass(frozen=True)
class UploadLine:
    """How far a file has come. `file`: what it became."""

    token: str
    size: int
    received: int
    file: FileLine | None


def upload(*, token: str, owner_id: int) -> UploadLine | None:
    """An upload as its owner sees it; None for anyone else."""
    row = Upload.objects.select_related("file").filter(token=token, owner_id=owner_id).first()
    if row is None:
        return None
    file = file_lines([row.file])[0] if row.file else None
    return UploadLine(row.token, row.size, row.received, file)


def preview_for(*, person_id: int, file_id: int) -> Preview | None:
    """The picture of a file, if there is one and this person may read the file."""
    if file_for(person_id=person_id, file_id=file_id) is None:
        return None
    return Preview.objects.exclude(content="").filter(file_id=file_id).first()
