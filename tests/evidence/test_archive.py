"""The layout of a bundle: an ordinary ZIP for every program, and one for which there is only one way to write it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tachiai.evidence.bundle import Bundle, NotThatFile
from tachiai.evidence.verifier.archive import Archive, Member, directory, local_header
from tests.evidence.forging import members_of, packed

NAMES = some.text(some.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1, max_size=30)
MEMBERS = some.dictionaries(NAMES, some.binary(max_size=300), max_size=8)


@given(MEMBERS.filter(bool))
def test_every_archive_is_read_by_us_and_by_all_others_as_it_was_written(members: dict[str, bytes]) -> None:
    content = packed(members)
    archive = Archive(io.BytesIO(content))
    assert archive.faults == []
    assert {member.name: archive.read(member.name) for member in archive.members} == members
    assert members_of(content) == members
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert archive.digest == hashlib.sha256(content).hexdigest()


@given(MEMBERS.filter(bool), some.data())
def test_no_byte_of_it_is_free(members: dict[str, bytes], data: some.DataObject) -> None:
    """Whichever byte is changed: the layout is broken, a checksum is wrong, or other members stand there."""
    content = bytearray(packed(members))
    at = data.draw(some.integers(0, len(content) - 1))
    content[at] ^= data.draw(some.integers(1, 255))
    archive = Archive(io.BytesIO(bytes(content)))
    assert (
        archive.faults
        or any(member.crc != member.told_crc for member in archive.members)
        or {member.name: archive.read(member.name) for member in archive.members} != members
    )


def test_beyond_four_gigabytes_every_program_still_finds_the_last_member(tmp_path: Path) -> None:
    """Written with holes: what matters are the headers and the directory."""
    path, size = tmp_path / "large.zip", 0xFFFF_FFF0
    first, last = local_header("first", size, 0), local_header("last", 5, 0x3610A686)
    offset = len(first) + size
    members = [Member("first", 0, size, 0, "", 0), Member("last", offset, 5, 0, "", 0x3610A686)]
    with path.open("wb") as file:
        file.write(first)
        file.seek(offset)
        file.write(last + b"hello" + directory(members, offset + len(last) + 5))
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["first", "last"]
        assert archive.read("last") == b"hello"
        assert archive.getinfo("last").header_offset == offset > 0xFFFF_FFFF


def test_more_members_than_an_old_zip_can_count() -> None:
    members = [Member(f"{number}", 0, 0, 0, "", 0) for number in range(70_000)]
    content = directory(members, 0)
    assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 70_000


def test_a_file_that_is_not_the_one_on_record_is_not_copied() -> None:
    bundle = Bundle(io.BytesIO())
    with pytest.raises(NotThatFile):
        bundle.copy("file", lambda: io.BytesIO(b"other bytes"), hashlib.sha256(b"bytes").hexdigest())
