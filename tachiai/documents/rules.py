"""A document as plain data, its canonical JSON and its digest.

Every text in it is shown as it stands: no markup, no template. Amounts and dates inside blocks are formatted by whoever
builds the document; `data` holds the same facts for machines (yen as integers, dates as ISO text).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

ALIGNMENTS = ("start", "end")
LANGUAGES = ("ja", "en")
_PLAIN = (str, int, bool, type(None))


@dataclass(frozen=True)
class Rows:
    """Terms and what they say, one below the other."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""


@dataclass(frozen=True)
class Prose:
    """Running text; an empty line begins a new paragraph."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class Items:
    """A numbered list."""

    items: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class Column:
    """The head of a column. `end` is for amounts: aligned at the right, figures below figures."""

    label: str
    align: str = "start"

    def __post_init__(self) -> None:
        if self.align not in ALIGNMENTS:
            raise ValueError(f"a column is aligned at one of {ALIGNMENTS}, not {self.align!r}")


@dataclass(frozen=True)
class Table:
    """Rows below columns. `total` is the last row, set apart; empty when there is none."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    title: str = ""

    def __post_init__(self) -> None:
        wanted = len(self.columns)
        if not wanted or any(len(row) != wanted for row in (*self.rows, *((self.total,) if self.total else ()))):
            raise ValueError(f"every row of a table has a cell below each of its {wanted} columns")


@dataclass(frozen=True)
class Note:
    """A remark in small type."""

    text: str


Block = Rows | Prose | Items | Table | Note
_BLOCKS: dict[str, type[Block]] = {"rows": Rows, "prose": Prose, "items": Items, "table": Table, "note": Note}
_NAMES = {kind: name for name, kind in _BLOCKS.items()}


@dataclass(frozen=True)
class Party:
    """Someone named at the head of a document: as what, by which name, and lines below (address, number)."""

    role: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One paper. `number` tells it from all others; `amount` is the headline, already formatted, or empty.

    ValueError for a language we have no words for, and for `data` that JSON would not give back as it is.
    """

    kind: str
    number: str
    title: str
    language: str
    issued_on: date
    addressed_to: Party
    issued_by: Party
    lead: str = ""
    amount: str = ""
    blocks: tuple[Block, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"a document is written in one of {LANGUAGES}, not {self.language!r}")
        if not isinstance(self.data, Mapping) or not _is_plain(dict(self.data)):
            raise ValueError("the data of a document are texts, integers, truth values, and lists and objects of them")

    def as_data(self) -> dict[str, Any]:
        """The whole document as what JSON can say. `from_data` makes the same document of it."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        return plain | {
            "issued_on": self.issued_on.isoformat(),
            "addressed_to": _party_data(self.addressed_to),
            "issued_by": _party_data(self.issued_by),
            "blocks": [_block_data(block) for block in self.blocks],
            "data": dict(self.data),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Document:
        """The document of which `as_data` made `data`; ValueError, KeyError or TypeError when it is none."""
        return cls(
            **{
                **data,
                "issued_on": date.fromisoformat(data["issued_on"]),
                "addressed_to": _party(data["addressed_to"]),
                "issued_by": _party(data["issued_by"]),
                "blocks": tuple(_block(each) for each in data["blocks"]),
            }
        )

    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(canonical(self.as_data())).hexdigest()


def canonical(data: Mapping[str, Any]) -> bytes:
    """The one way in which `data` is written as JSON: keys sorted, no blanks, UTF-8. Equal data, equal bytes.

    UnicodeEncodeError for text that is none (half of a surrogate pair).
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _party_data(party: Party) -> dict[str, Any]:
    return {"role": party.role, "name": party.name, "lines": list(party.lines)}


def _party(data: Mapping[str, Any]) -> Party:
    return Party(**{**data, "lines": tuple(data["lines"])})


def _block_data(block: Block) -> dict[str, Any]:
    """The fields of a block, with its kind as `block`."""
    data = {each.name: _listed(getattr(block, each.name)) for each in fields(block)}
    return {"block": _NAMES[type(block)], **data}


def _block(data: Mapping[str, Any]) -> Block:
    kind = _BLOCKS[data["block"]]
    values = {name: _tupled(value) for name, value in data.items() if name != "block"}
    if kind is Table:
        values["columns"] = tuple(Column(**column) for column in data["columns"])
    return kind(**values)


def _listed(value: Any) -> Any:
    if isinstance(value, Column):
        return {"label": value.label, "align": value.align}
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _tupled(value: Any) -> Any:
    return tuple(_tupled(each) for each in value) if isinstance(value, list) else value


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(name, str) and _is_plain(each) for name, each in value.items())
    return all(map(_is_plain, value)) if isinstance(value, list) else isinstance(value, _PLAIN)
