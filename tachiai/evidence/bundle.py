"""Writing a bundle: members one after the other, in the layout that the verifier knows."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from tachiai.evidence.verifier.archive import CHUNK, Member, directory, local_header
from tachiai.evidence.verifier.contents import BUNDLE_FORMAT, MANIFEST, SEAL, TIMESTAMP, seal_text

LARGEST_MEMBER = 0xFFFFFFFE  # what the layout can say without ZIP64


class NotThatFile(ValueError):
    """The bytes of a file are not those that were handed over."""


class Bundle:
    """A bundle on its way into `out`, which is written from its beginning and never read."""

    def __init__(self, out: BinaryIO):
        self._out = out
        self._whole = hashlib.sha256()
        self._members: list[Member] = []
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of everything written so far."""
        return self._whole.hexdigest()

    def add(self, name: str, content: bytes) -> None:
        """One more member."""
        self._begin(name, len(content), zlib.crc32(content), hashlib.sha256(content).hexdigest())
        self._write(content)

    def copy(self, name: str, opened: Callable[[], BinaryIO], sha256: str) -> None:
        """One more member from a file of any size. NotThatFile when its bytes have another digest."""
        size, crc, digest = 0, 0, hashlib.sha256()
        with opened() as file:
            while data := file.read(CHUNK):
                size, crc = size + len(data), zlib.crc32(data, crc)
                digest.update(data)
        if digest.hexdigest() != sha256 or size > LARGEST_MEMBER:
            raise NotThatFile(name)
        self._begin(name, size, crc, sha256)
        with opened() as file:
            while data := file.read(CHUNK):
                self._write(data)

    def finish(self, facts: dict[str, Any], stamp: Callable[[bytes], bytes | None]) -> None:
        """Close the bundle: `facts` and every member's digest, a time stamp over them if there is one, the seal."""
        listed = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in self._members]
        manifest = readable({"format": BUNDLE_FORMAT, **facts, "members": listed})
        self.add(MANIFEST, manifest)
        if (stamped := stamp(manifest)) is not None:
            self.add(TIMESTAMP, stamped)
        sealed = {one.name: one.sha256 for one in self._members[len(listed) :]}
        self.add(SEAL, seal_text(sealed))
        self._write(directory(self._members, self.size))

    def _begin(self, name: str, size: int, crc: int, sha256: str) -> None:
        self._members.append(Member(name, self.size, size, crc, sha256, crc))
        self._write(local_header(name, size, crc))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._whole.update(data)
        self.size += len(data)


def readable(data: Any) -> bytes:
    """JSON for people and programs."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
