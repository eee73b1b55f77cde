"""What a search found as a file for spreadsheet programs: every paper of it, newest first, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tachiai.contracts.papers.queries import PaperLine, papers_found
from tachiai.kernel.texts import CATALOGUE
from tachiai.web.spreadsheet import BYTE_ORDER_MARK, inert, written

PIECE = 500
COLUMNS = ("date", "kind", "counterparty", "amount", "title", "contract", "serial")


def found_file(person_id: int, criteria: Mapping[str, Any], *, language: str) -> Iterator[str]:
    """The file in pieces. The language is an argument because it is still being sent when the page is done."""
    yield BYTE_ORDER_MARK + written([[CATALOGUE.get(f"papers.column.{name}", language) for name in COLUMNS]])
    before = None
    while True:
        found = papers_found(person_id, **criteria, before=before, limit=PIECE)
        yield written([_row(line, language) for line in found.lines])
        if found.older is None:
            return
        before = found.older


def _row(line: PaperLine, language: str) -> list[object]:
    return [
        line.dated_on.isoformat(),
        CATALOGUE.get(f"contracts.paper.kind.{line.kind}", language),
        inert(line.counterparty),
        "" if line.amount is None else line.amount,
        inert(line.title),
        line.reference,
        line.serial,
    ]
