"""Files as rows: CSV or JSON lines, in UTF-8 (with or without mark), UTF-16 or Shift_JIS, one row at a time."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tachiai.kernel.refused import Refusal, Refused

LONGEST_CELL = 100_000
_LONGEST_PARSED = 64_000_000
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JSON_ENDINGS = (".jsonl", ".ndjson", ".json")


@dataclass(frozen=True)
class Row:
    """One record: the line on which it begins (from 1), and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class BadRow:
    """A record that cannot be read: where, in which column (if known), and why."""

    line: int
    column: str
    reason: Refused


class Table:
    """One file. `size` in bytes; `position` tells how far it has been read. Refusal when it is no such file."""

    def __init__(self, path: Path):
        if not path.is_file():
            raise Refusal(Refused("jobs.import.refused.no_file", {"path": str(path)}))
        self.path, self.size = path, path.stat().st_size
        self.encoding, self.is_whole = _encoding(path)
        self.is_json = path.suffix.lower() in _JSON_ENDINGS
        self._file: BinaryIO | None = None

    @property
    def position(self) -> int:
        return self._file.tell() if self._file else 0

    def rows(self) -> Iterator[Row | BadRow]:
        """Every record in order; blank ones are left out."""
        with self.path.open("rb") as self._file:
            # Bytes that are no text are carried along, so that only their own row is refused.
            errors = "strict" if self.is_whole else "surrogateescape"
            text = io.TextIOWrapper(self._file, self.encoding, errors=errors, newline="")
            for row in _json_rows(text) if self.is_json else _csv_rows(text):
                yield _checked(row) if isinstance(row, Row) else row


def _encoding(path: Path) -> tuple[str, bool]:
    """The file's encoding, and whether all of it can be read in that."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, _decodes(path, encoding)
    if _decodes(path, "utf-8"):
        return "utf-8", True
    if not _is_damaged_utf8(path) and _decodes(path, "cp932"):
        return "cp932", True
    return "utf-8", False


def _is_damaged_utf8(path: Path) -> bool:
    """More proper characters beyond ASCII than stray bytes: UTF-8 all the same, and Shift_JIS only by chance."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    proper = stray = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            beyond = [char for char in decoder.decode(chunk) if char > "\x7f"]
            lost = sum("\udc80" <= char <= "\udcff" for char in beyond)
            proper, stray = proper + len(beyond) - lost, stray + lost
    return proper > stray


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _csv_rows(text: io.TextIOWrapper) -> Iterator[Row | BadRow]:
    csv.field_size_limit(_LONGEST_PARSED)
    reader = csv.reader(text, strict=True)
    header = _header(reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(line, "", _no_csv(error))
            continue
        if len(cells) == len(header):
            yield Row(line, dict(zip(header, cells, strict=True)))
        elif any(cell.strip() for cell in cells):
            wanted = {"expected": len(header), "found": len(cells)}
            yield BadRow(line, "", Refused("jobs.import.refused.ragged", wanted))


def _header(reader: Any) -> list[str]:
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise Refusal(_no_csv(error)) from error
    if not any(header):
        raise Refusal(Refused("jobs.import.refused.no_header"))
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise Refusal(Refused("jobs.import.refused.column_twice", {"columns": ", ".join(twice)}))
    return header


# By what the reader of the standard library says.
_CSV_ERRORS = {"unexpected end of data": "open_quote", "',' expected after '\"'": "after_quote"}


def _no_csv(error: csv.Error) -> Refused:
    return Refused(f"jobs.import.refused.{_CSV_ERRORS.get(str(error), 'not_csv')}")


def _json_rows(text: io.TextIOWrapper) -> Iterator[Row | BadRow]:
    for line, said in enumerate(text, start=1):
        if not said.strip():
            continue
        try:
            record = json.loads(said)
        except (ValueError, RecursionError) as error:
            yield BadRow(line, "", Refused("jobs.import.refused.not_json", {"error": str(error)[:200]}))
            continue
        yield _json_row(line, record)


def _json_row(line: int, record: Any) -> Row | BadRow:
    if not isinstance(record, dict):
        return BadRow(line, "", Refused("jobs.import.refused.not_an_object"))
    cells: dict[str, str] = {}
    for column, value in record.items():
        said = _said(value)
        if said is None:
            return BadRow(line, column, Refused("jobs.import.refused.nested"))
        cells[column] = said
    return Row(line, cells)


def _said(value: Any) -> str | None:
    """A JSON value as a cell: lists of plain values as lines; None for anything deeper."""
    if value is None:
        return ""
    if isinstance(value, list):
        lines = [_said(each) for each in value if not isinstance(each, list)]
        return "\n".join(line for line in lines if line) if len(lines) == len(value) and None not in lines else None
    return None if isinstance(value, dict) else str(value)


def _checked(row: Row) -> Row | BadRow:
    """The row, unless one of its cells or the name of a column cannot be kept."""
    for column, cell in row.cells.items():
        if not _is_text(column):
            return BadRow(row.line, "", Refused("jobs.import.refused.not_text"))
        if len(cell) > LONGEST_CELL:
            size = {"length": f"{len(cell):,}", "most": f"{LONGEST_CELL:,}"}
            return BadRow(row.line, column, Refused("jobs.import.refused.cell_too_long", size))
        if not _is_text(cell):
            return BadRow(row.line, column, Refused("jobs.import.refused.not_text"))
    return row


def _is_text(said: str) -> bool:
    try:
        return b"\x00" not in said.encode()
    except UnicodeEncodeError:
        return False
