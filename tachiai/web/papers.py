"""A document as the component `paper` shows it: plain data, its labels in its own language, nothing invisible in it."""

from __future__ import annotations

from typing import Any

from tachiai.documents.legible import in_all_texts, seen
from tachiai.documents.rules import Document
from tachiai.documents.words import words


def sheet(document: Document, *, digest: str = "") -> dict[str, Any]:
    """What `<c-paper :paper="...">` takes. `digest`: the one on record, shown with the seal; without it no seal."""
    shown = in_all_texts({**document.as_data(), "words": words(document), "digest": digest}, seen)
    return {**shown, "blocks": [_with_cells(block) for block in shown["blocks"]]}


def _with_cells(block: dict[str, Any]) -> dict[str, Any]:
    """Each cell of a table together with its column, which it has to name on a telephone."""
    if block["block"] != "table":
        return block
    columns, rows, total = block["columns"], block["rows"], block["total"]
    return {**block, "rows": [_cells(columns, row) for row in rows], "total": _cells(columns, total) if total else []}


def _cells(columns: list[dict[str, str]], row: list[str]) -> list[dict[str, str]]:
    return [{**column, "text": text} for column, text in zip(columns, row, strict=True)]
