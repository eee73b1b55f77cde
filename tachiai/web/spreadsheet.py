"""Files that spreadsheet programs open as they are: UTF-8 with its mark, commas, and no cell that runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so would be run as a formula by the program that opens the file.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """What a person typed, as a cell that stays text."""
    return f"'{text}" if text.startswith(_RUNS) else text


def written(rows: Iterable[Sequence[object]]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
