"""Files that come in pieces, so that a lost connection loses one piece and not the whole."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Sum

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.quiet import is_quiet
from tachiai.conversations.actions.files import refuse_too_large, store_file
from tachiai.conversations.rules import clean_name
from tachiai.conversations.upload_models import Upload
from tachiai.kernel.refused import Refusal, Refused

PIECE = 2_000_000
KEPT_FOR = timedelta(days=1)
MOST_UNFINISHED = 20
MOST_BYTES_UNFINISHED = 1_000_000_000
SCAN_FAILED = "conversations.refused.scan_failed"
ROUND = 20


def begin_upload(*, owner_id: int, name: str, size: int, at: datetime) -> str:
    """The token of a new upload. Refusal for an empty or too large file, and for somebody with too many unfinished."""
    shown = clean_name(name)
    if size < 1:
        raise Refusal(Refused("conversations.refused.empty_file", {"name": shown}))
    refuse_too_large(shown, size)
    # Two that begin at the same moment may both be let in: this holds back floods, it guards no secret.
    unfinished = Upload.objects.filter(owner_id=owner_id, file=None, expires_at__gt=at)
    waiting = unfinished.aggregate(bytes=Sum("size", default=0))["bytes"]
    if unfinished.count() >= MOST_UNFINISHED or waiting + size > MOST_BYTES_UNFINISHED:
        raise Refusal(Refused("conversations.refused.too_many_uploads", {"most": MOST_UNFINISHED}))
    token = secrets.token_urlsafe(24)
    Upload.objects.create(
        token=token, owner_id=owner_id, name=name[-1_000:], size=size, started_at=at, expires_at=at + KEPT_FOR
    )
    return token


def add_piece(*, token: str, owner_id: int, offset: int, piece: bytes, at: datetime) -> None:
    """Put the next bytes of a file behind those that have come. With the last of them the file is looked at and kept.

    A piece that came before, or that does not follow, changes nothing: the sender asks how far the file is and goes on
    from there. Refusal for an upload that is not this person's or has expired, for bytes beyond the size that was said,
    and for a file that is not taken (`store_file`); of that one nothing is kept, unless the scanner could not say: then
    the last piece may come again later.
    """
    try:
        with transaction.atomic():
            row = _mine(token, owner_id, at)
            if row.file_id is not None:
                return
            if row.received == offset and piece:
                _append(row, piece)
            if row.received == row.size:
                _finish(row, at)
    except Refusal as refusal:
        if not any(refused.key == SCAN_FAILED for refused in refusal.reasons):
            # The last piece is gone with its transaction; the others of a file that is not taken go, too.
            _discard(Upload.objects.filter(token=token, owner_id=owner_id, received=F("size") - len(piece)))
        raise


def discard_uploads(at: datetime) -> Swept:
    """Forget uploads that were begun a day ago, with whatever has come of those never finished."""
    if is_quiet(Upload._meta.db_table, "expires_at"):
        return Swept()
    with transaction.atomic():
        due = Upload.objects.filter(expires_at__lte=at).order_by("expires_at")
        return Swept(fired=_discard(due.select_for_update(skip_locked=True)[:ROUND]))


class _Pieces:
    """The pieces as one file, to be read from the beginning to the end."""

    def __init__(self, names: Sequence[str]):
        self.names = names
        self.left: list[str] = []
        self.current: BinaryIO | None = None

    def seek(self, _offset: int) -> None:
        self.close()
        self.left = list(self.names)

    def read(self, size: int) -> bytes:
        while self.current is not None or self.left:
            if self.current is None:
                self.current = cast(BinaryIO, default_storage.open(self.left.pop(0), "rb"))
            if chunk := self.current.read(size):
                return chunk
            self.close()
        return b""

    def close(self) -> None:
        if self.current is not None:
            self.current.close()
            self.current = None


def _mine(token: str, owner_id: int, at: datetime) -> Upload:
    row = Upload.objects.select_for_update().filter(token=token, owner_id=owner_id, expires_at__gt=at).first()
    if row is None:
        raise Refusal(Refused("conversations.refused.no_such_upload"))
    return row


def _append(row: Upload, piece: bytes) -> None:
    if row.received + len(piece) > row.size:
        raise Refusal(Refused("conversations.refused.no_such_upload"))
    row.pieces.append(default_storage.save(f"{_folder(row)}/{row.received:012}", ContentFile(piece)))
    row.received += len(piece)
    row.save(update_fields=["pieces", "received"])


def _finish(row: Upload, at: datetime) -> None:
    content = _Pieces(row.pieces)
    with contextlib.closing(content):
        row.file = store_file(name=row.name, content=cast(BinaryIO, content), owner_id=row.owner_id, at=at)
    row.pieces = []
    row.save(update_fields=["file", "pieces"])
    transaction.on_commit(partial(_forget_pieces, _folder(row)))


def _discard(rows: Iterable[Upload]) -> int:
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - how many there were
        transaction.on_commit(partial(_forget_pieces, _folder(row)))
        row.delete()
    return count


def _folder(row: Upload) -> str:
    return f"uploads/{row.token}"


def _forget_pieces(folder: str) -> None:
    """Also those that a transaction left behind which was rolled back."""
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)
