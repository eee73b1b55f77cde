"""Pure decisions about messages and files: what may be said and changed, what a file is by its bytes, which are taken.

The policy is data: `policy.toml` beside this file.
"""

from __future__ import annotations

import codecs
import re
import tomllib
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from tachiai.kernel.refused import Refusal, Refused

SAMPLE = 65_536
SCRIPT = "script"
ENCODINGS = ("utf-8", "cp932", "euc_jp")
_POLICY: dict[str, Any] = tomllib.loads(Path(__file__).with_name("policy.toml").read_text("utf-8"))
_LIMITS = _POLICY["limits"]
FILES_PER_MESSAGE: int = _LIMITS["files_per_message"]
BODY_LENGTH: int = _LIMITS["body_length"]
_NAME_LENGTH: int = _LIMITS["name_length"]
EDITING = timedelta(minutes=_POLICY["editing"]["minutes"])
MOST_EDITS: int = _POLICY["editing"]["most_edits"]
_SHOWN: int = _POLICY["folding"]["shown"]
_ABOVE_NEW: int = _POLICY["folding"]["above_new"]
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True)
class Kind:
    """One kind of file. `endings` gives the content type under which a name with that ending is served."""

    name: str
    endings: Mapping[str, str]
    signatures: Sequence[Sequence[tuple[int, bytes]]]
    entries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A file that is taken: its cleaned name and the content type that its bytes have."""

    name: str
    content_type: str


def _kind(data: Mapping[str, Any]) -> Kind:
    signatures = [[(offset, bytes.fromhex(sign)) for offset, sign in one] for one in data["signatures"]]
    return Kind(data["name"], data.get("endings", {}), signatures, tuple(data.get("entries", ())))


KINDS = tuple(_kind(data) for data in _POLICY["kind"])
REFUSED = tuple(_kind(data) for data in _POLICY["refused"])
ENDINGS = tuple(sorted({ending for kind in KINDS for ending in kind.endings}))


def body_refusals(body: str, file_count: int) -> list[Refused]:
    """Why a message may not be posted, looking at its text and the number of its files."""
    reasons = []
    if not body.strip() and not file_count:
        reasons.append(Refused("conversations.refused.empty"))
    if len(body) > BODY_LENGTH:
        reasons.append(Refused("conversations.refused.too_long", {"most": BODY_LENGTH, "length": len(body)}))
    if file_count > FILES_PER_MESSAGE:
        reasons.append(Refused("conversations.refused.too_many_files", {"most": FILES_PER_MESSAGE}))
    return reasons


def edit_refusals(*, posted_at: datetime, edits: int, is_answered: bool, at: datetime) -> list[Refused]:
    """Why its author may not change a message any more.

    Nobody may change what was answered: a yes must remain a yes to what it was given to.
    """
    if is_answered:
        return [Refused("conversations.refused.answered")]
    if at >= posted_at + EDITING:
        return [Refused("conversations.refused.edit_too_late", {"minutes": EDITING // timedelta(minutes=1)})]
    if edits >= MOST_EDITS:
        return [Refused("conversations.refused.edited_often", {"most": MOST_EDITS})]
    return []


def folded(count: int, first_new: int | None) -> int:
    """How many of `count` messages, from the oldest on, may be folded away: never a new one, and never just one or two.

    `first_new`: the place of the first message that the reader has not seen, if there is one.
    """
    fold = count - _SHOWN if first_new is None else min(count - _SHOWN, first_new - _ABOVE_NEW)
    return fold if fold > 2 else 0


def clean_name(name: str) -> str:
    """The name without folders, control and direction characters; at most 120 characters, ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in last)
    tidy = " ".join(shown.split()).lstrip(".").strip()
    stem, dot, ending = tidy.rpartition(".")
    if len(tidy) > _NAME_LENGTH:
        tidy = stem[: _NAME_LENGTH - len(ending) - 1] + dot + ending if dot else tidy[:_NAME_LENGTH]
    return tidy[:_NAME_LENGTH] or "file"


class _Bounded:
    """A file of which nothing longer than the directory of an ordinary ZIP is read at once. `zipfile` reads the
    directory of an archive in one go and makes an object for each entry: of a file that is nothing else, millions."""

    def __init__(self, content: BinaryIO):
        self.seek, self.tell, self._read = content.seek, content.tell, content.read

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > _LIMITS["directory_bytes"]:
            raise zipfile.BadZipFile("too long a directory")
        return self._read(-1 if size is None else size)


class _File:
    """What is handed over, looked into once for all kinds that it might be."""

    def __init__(self, content: BinaryIO):
        content.seek(0)
        self.head, self._content = content.read(SAMPLE), content

    @cached_property
    def entries(self) -> frozenset[str]:
        """The names in a ZIP; none when it cannot be read."""
        try:
            with zipfile.ZipFile(_Bounded(self._content)) as archive:
                return frozenset(archive.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return frozenset()

    @property
    def has_macros(self) -> bool:
        return any(entry.endswith(macro) for entry in self.entries for macro in _LIMITS["macros"])


def judge(name: str, content: BinaryIO) -> Judged:
    """What the file is. Refusal when it is of no kind that is taken, or when its name claims another kind."""
    cleaned = clean_name(name)
    ending = cleaned.rpartition(".")[2].lower() if "." in cleaned else ""
    file = _File(content)
    if not file.head:
        raise _refusal("empty_file", cleaned)
    if any(_signed(kind, file.head) and (kind.name == SCRIPT or not _is_text(file.head)) for kind in REFUSED):
        raise _refusal("executable", cleaned)
    if ending in _LIMITS["markup"]:
        raise _refusal("markup", cleaned)
    claimed = [kind for kind in KINDS if ending in kind.endings]
    for kind in claimed:
        if _is(kind, file):
            if kind.entries and file.has_macros:
                raise _refusal("macros", cleaned)
            return Judged(cleaned, kind.endings[ending])
    actual = next((kind for kind in KINDS if _is(kind, file)), None)
    if actual is None or not claimed:
        raise _refusal("not_taken", cleaned, endings=", ".join(ENDINGS))
    label = f"conversations.kind.{actual.name}"
    raise _refusal("name_differs", cleaned, kind=label, endings=", ".join(f".{e}" for e in actual.endings))


def _is(kind: Kind, file: _File) -> bool:
    if not kind.signatures:
        return _is_text(file.head)
    if not _signed(kind, file.head):
        return False
    return file.entries.issuperset(kind.entries) if kind.entries else True


def _signed(kind: Kind, head: bytes) -> bool:
    return any(all(_holds(head, offset, sign) for offset, sign in one) for one in kind.signatures)


def _holds(head: bytes, offset: int, sign: bytes) -> bool:
    return len(head) >= offset + len(sign) and head[offset : offset + len(sign)] == sign


def _is_text(head: bytes) -> bool:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decodes(head, "utf-16")
    return not _CONTROL.search(head) and any(_decodes(head, encoding) for encoding in ENCODINGS)


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def _refusal(reason: str, name: str, **params: object) -> Refusal:
    return Refusal(Refused(f"conversations.refused.{reason}", {"name": name, **params}))
