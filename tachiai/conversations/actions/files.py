"""Files that people hand over."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from tachiai.conversations.actions.previews import ask_preview
from tachiai.conversations.gateways import scanner
from tachiai.conversations.models import StoredFile
from tachiai.conversations.rules import judge
from tachiai.kernel.refused import Refusal, Refused

CHUNK = 1_048_576


def store_file(*, name: str, content: BinaryIO, owner_id: int | None, at: datetime) -> StoredFile:
    """Keep a file that someone hands over; `owner_id` is None for whoever has no account. Refusal when it is
    too large, of a kind not taken, or infected."""
    copy = TemporaryUploadedFile("upload", "application/octet-stream", 0, None)
    try:
        size, digest = _copy(content, copy, name)
        judged = judge(name, cast(BinaryIO, copy))
        scanner.scan(copy.temporary_file_path(), judged.name)
        copy.seek(0)
        stored = StoredFile(
            name=judged.name,
            content_type=judged.content_type,
            size=size,
            sha256=digest,
            owner_id=owner_id,
            stored_at=at,
        )
        stored.content.save(uuid.uuid4().hex, copy, save=False)
        return _keep(stored)
    finally:
        copy.close()


def refuse_too_large(name: str, size: int) -> None:
    """Refusal for more bytes than one file may have."""
    if size > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 1_000_000
        raise Refusal(Refused("conversations.refused.too_large", {"name": name, "most": most}))


def _copy(content: BinaryIO, copy: TemporaryUploadedFile, name: str) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    content.seek(0)
    while chunk := content.read(CHUNK):
        size += len(chunk)
        refuse_too_large(name, size)
        digest.update(chunk)
        copy.write(chunk)
    copy.flush()
    copy.size = size
    return size, digest.hexdigest()


def _keep(stored: StoredFile) -> StoredFile:
    try:
        with transaction.atomic():
            stored.save()
            ask_preview(stored)
    except BaseException:
        stored.content.delete(save=False)
        raise
    return stored
