"""The file of a backup, written and read from front to back: it may also be a pipe."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from tachiai.config.backups import MANIFEST
from tachiai.kernel.refused import Refusal, Refused

PIECE = 1_000_000


class Writer:
    """Adds members; `close` writes the manifest, without which a backup counts as broken off."""

    def __init__(self, out: BinaryIO):
        self._tar = tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed by `close`
        self._manifest: dict[str, tuple[int, str]] = {}

    def add(self, name: str, size: int, content: IO[bytes], changed_at: float = 0) -> None:
        """`size` bytes of `content`; OSError when there are fewer."""
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, changed_at
        counted = _Counted(content)
        self._tar.addfile(member, counted)
        self._manifest[name] = (size, counted.digest.hexdigest())

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, len(content), io.BytesIO(content))

    def close(self) -> None:
        self.add_bytes(MANIFEST, json.dumps(self._manifest).encode())
        self._tar.close()


class _Counted:
    """Takes the digest of what is read through it."""

    def __init__(self, content: IO[bytes]):
        self._content, self.digest = content, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._content.read(size)
        self.digest.update(piece)
        return piece


def members(source: BinaryIO) -> Iterator[tuple[str, int, Callable[[IO[bytes]], None]]]:
    """Name and size of each member, and what copies it into a file. Each has to be copied before the next is asked for.

    Refusal at the end when anything differs from the manifest, and as soon as the file is no whole backup.
    """
    seen: dict[str, list[object]] = {}
    try:
        with tarfile.open(fileobj=source, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None:
                    raise Refusal(Refused("restore.refused.strange", {"name": member.name}))
                if member.name == MANIFEST:
                    return _compare(seen, json.load(content))
                yield member.name, member.size, _copier(content, member.name, seen)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Refusal(Refused("restore.refused.no_backup", {"reason": error})) from error
    raise Refusal(Refused("restore.refused.broken_off"))


def _copier(content: IO[bytes], name: str, seen: dict[str, list[object]]) -> Callable[[IO[bytes]], None]:
    def copy(target: IO[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        try:
            while piece := content.read(PIECE):
                digest.update(piece)
                target.write(piece)
                size += len(piece)
        except tarfile.TarError as error:
            raise Refusal(Refused("restore.refused.broken_off")) from error
        seen[name] = [size, digest.hexdigest()]

    return copy


def _compare(seen: dict[str, list[object]], manifest: dict[str, list[object]]) -> None:
    differing = sorted(name for name in seen.keys() | manifest.keys() if seen.get(name) != manifest.get(name))
    if differing:
        raise Refusal(*(Refused("restore.refused.differs", {"name": name}) for name in differing))
