"""The statement as a file that spreadsheet programs open as it is: UTF-8 with its mark, a header, one line a change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo

from tachiai.kernel.texts import CATALOGUE
from tachiai.money import queries as money
from tachiai.web.money_names import Named, names
from tachiai.web.spreadsheet import BYTE_ORDER_MARK, inert, written

PIECE = 500
COLUMNS = ("date", "what", "contract", "title", "in", "out", "balance", "price", "fee", "fee_tax", "withheld")


def statement_file(person_id: int, *, language: str, zone: ZoneInfo) -> Iterator[str]:
    """The file in pieces. Language and zone are arguments because it is still being sent when the page is done."""
    yield BYTE_ORDER_MARK + written([[CATALOGUE.get(f"statement.column.{name}", language) for name in COLUMNS]])
    lines = money.iter_statement(person_id)
    while piece := list(islice(lines, PIECE)):
        named = names(line.holder for line in piece)
        yield written([_row(line, named.get(line.holder), language, zone) for line in piece])


def _row(line: money.StatementLine, named: Named | None, language: str, zone: ZoneInfo) -> list[object]:
    return [
        f"{line.made_at.astimezone(zone):%Y-%m-%d %H:%M}",
        CATALOGUE.get(line.text_key, language),
        named.reference if named else "",
        inert(named.title) if named else "",
        line.received or "",
        line.paid or "",
        line.balance,
        *((part or "") for part in (line.price, line.fee, line.fee_tax, line.withheld)),
    ]
