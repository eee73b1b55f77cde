"""The archive: the one layout that a bundle has, and how it is read when it is laid out otherwise."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from tachiai.evidence.verifier.faults import Damaged, Fault

CHUNK = 1 << 20
_LOCAL, _CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
_UTF8, _DATE, _FILE_MODE = 0x0800, 0x0021, 0o100644 << 16  # names in UTF-8; 1 January 1980; readable by everybody
_MOST = 0xFFFFFFFF


@dataclass(frozen=True)
class Member:
    """One member: where its header begins, its size in bytes, its checksums. `told_crc` is what its header says."""

    name: str
    offset: int
    size: int
    crc: int
    sha256: str
    told_crc: int


def local_header(name: str, size: int, crc: int) -> bytes:
    """What stands before the bytes of a member."""
    encoded = name.encode("utf-8")
    fields = (20, _UTF8, 0, 0, _DATE, crc, size, size, len(encoded), 0)
    return _LOCAL + struct.pack("<5H3I2H", *fields) + encoded


def directory(members: list[Member], start: int) -> bytes:
    """What stands after the last member: the list of all, beginning at `start`. ZIP64 only where a number needs it."""
    listed = b"".join(map(_listed, members))
    count, size, end = len(members), len(listed), b""
    if start + size >= _MOST or count >= 0xFFFF:
        numbers = (44, 45, 45, 0, 0, count, count, size, start)
        end += b"PK\x06\x06" + struct.pack("<Q2H2I4Q", *numbers)
        end += b"PK\x06\x07" + struct.pack("<IQI", 0, start + size, 1)
        count, start = min(count, 0xFFFF), min(start, _MOST)
    return listed + end + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, count, count, size, start, 0)


def _listed(member: Member) -> bytes:
    encoded, extra, offset, version = member.name.encode("utf-8"), b"", member.offset, 20
    if offset >= _MOST:
        extra, offset, version = struct.pack("<2HQ", 1, 8, offset), _MOST, 45
    fields = (0x0300 | version, version, _UTF8, 0, 0, _DATE, member.told_crc, member.size, member.size, len(encoded))
    more = (len(extra), 0, 0, 0, _FILE_MODE, offset)
    return _CENTRAL + struct.pack("<6H3I5H2I", *fields, *more) + encoded + extra


class _Tape:
    """A file read once from its beginning, its SHA-256 taken on the way."""

    def __init__(self, file: BinaryIO):
        self.file, self.position, self.digest = file, 0, hashlib.sha256()

    def take(self, size: int) -> bytes:
        """`size` bytes; fewer at the end."""
        data = self.file.read(size)
        self.position += len(data)
        self.digest.update(data)
        return data

    def exactly(self, size: int) -> bytes:
        data = self.take(size)
        if len(data) < size:
            raise Damaged("archive.truncated", offset=self.position)
        return data

    def whole_digest(self) -> str:
        while self.take(CHUNK):
            pass
        return self.digest.hexdigest()


def scan(tape: _Tape) -> tuple[list[Member], list[Fault]]:
    """The members of an archive that is laid out as ours are, and where a header is not. Damaged when lost."""
    members: list[Member] = []
    faults: list[Fault] = []
    while True:
        start, signature = tape.position, tape.exactly(4)
        if signature == _CENTRAL:
            return members, faults + _check_directory(tape, members, start)
        if signature != _LOCAL:
            raise Damaged("archive.lost", offset=start)
        rest = tape.exactly(26)
        told_crc, size, name_size = struct.unpack("<10xI4xIH2x", rest)
        raw = tape.exactly(name_size)
        name = raw.decode("utf-8", "backslashreplace")
        if signature + rest + raw != local_header(name, size, told_crc):
            faults.append(Fault("archive.header", {"name": name, "offset": start}))
        crc, digest, left = 0, hashlib.sha256(), size
        while left:
            data = tape.exactly(min(left, CHUNK))
            crc, left = zlib.crc32(data, crc), left - len(data)
            digest.update(data)
        members.append(Member(name, start, size, crc, digest.hexdigest(), told_crc))


def _check_directory(tape: _Tape, members: list[Member], start: int) -> list[Fault]:
    expected = directory(members, start)
    found = _CENTRAL + tape.take(len(expected) - 4)
    if found != expected:
        same = next((at for at in range(len(found)) if found[at] != expected[at]), len(found))
        return [Fault("archive.truncated" if same == len(found) else "archive.directory", {"offset": start + same})]
    end = tape.position
    return [Fault("archive.appended", {"offset": end})] if tape.take(1) else []


class Archive:
    """The members of a bundle, whatever their archive looks like, and what is wrong with the archive itself."""

    def __init__(self, file: BinaryIO):
        tape = _Tape(file)
        self._file = file
        self._zip: zipfile.ZipFile | None = None
        self.members: list[Member] = []
        try:
            self.members, self.faults = scan(tape)
        except Damaged as damaged:
            self.faults = [damaged.fault]
        self.digest, self.size = tape.whole_digest(), tape.position
        if self.faults:
            # Repacked or damaged: whatever can still be read is compared, so that a changed content is named.
            self._read_leniently()
        self.by_name = {member.name: member for member in self.members}

    def _read_leniently(self) -> None:
        try:
            self._zip = packed = zipfile.ZipFile(self._file)
            self.members = [self._member(packed, info) for info in packed.infolist() if not info.is_dir()]
        except Exception as error:  # zipfile raises whatever a broken structure leads it to
            self._zip = None
            if not self.members:
                self.faults.append(Fault("archive.unreadable", {"why": f"{type(error).__name__}: {error}"}))

    def _member(self, packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
        digest, crc, size = hashlib.sha256(), 0, 0
        try:
            with packed.open(info) as content:
                for data in iter(lambda: content.read(CHUNK), b""):
                    digest.update(data)
                    crc, size = zlib.crc32(data, crc), size + len(data)
        except Exception as error:
            self.faults.append(Fault("archive.member", {"name": info.filename, "why": f"{error}"}))
        return Member(info.filename, info.header_offset, size, crc, digest.hexdigest(), crc)

    def read(self, name: str) -> bytes:
        """The bytes of a member. Damaged when it is not there or cannot be read."""
        member = self.by_name.get(name)
        if member is None:
            raise Damaged("member.removed", name=name)
        try:
            if self._zip is not None:
                return self._zip.read(name)
            self._file.seek(member.offset + len(local_header(name, 0, 0)))
            return self._file.read(member.size)
        except Exception as error:
            raise Damaged("archive.member", name=name, why=f"{error}") from error

    def read_json(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads(self.read(name))
        except (ValueError, RecursionError) as error:
            raise Damaged("member.no_json", name=name, why=f"{error}") from error
        if not isinstance(data, dict):
            raise Damaged("member.no_json", name=name, why=type(data).__name__)
        return data
