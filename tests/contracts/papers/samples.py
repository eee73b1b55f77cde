"""Facts for papers: two sides that declared something, two that did not, and strategies for payments."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tachiai.contracts.papers.facts import Agreement, Handover, Matter, Payment, Side, Signed
from tachiai.documents.rules import Block, Document, Items, Note, Prose, Rows, Table
from tachiai.money.rules import MOVEMENTS, RELEASE_ESCROW, RETURNED, SCHEDULES, SPLIT_ESCROW, parts_of
from tachiai.people.rules import Trader
from tachiai.terms.rules import Terms
from tests.terms.samples import SETTLED

# The last consent came at half past midnight of the 3rd in Japan, when it was still the 2nd in London.
FIRST_YES = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)
LAST_YES = datetime(2026, 11, 2, 15, 30, tzinfo=UTC)
AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)

COMPANY = Trader(
    kind="company",
    trade_name="葵デザイン株式会社",
    address="東京都墨田区1-2-3",
    contact="03-0000-0000",
    country="JP",
    invoice_number="T7010705000725",
)
FREELANCER = Trader(kind="individual", trade_name="蓮デザイン事務所", country="JP", invoice_number="T4011001098993")
DECLARED = Matter(
    "ABCD2345",
    "珈琲店のロゴ",
    "ja",
    Side(11, "葵デザイン室", COMPANY),
    Side(12, "蓮", FREELANCER),
    "https://tachiai.example",
)
UNDECLARED = replace(DECLARED, client=Side(11, "葵デザイン室", Trader()), worker=Side(12, "蓮", Trader()))
IN_ENGLISH = replace(DECLARED, language="en", title="Logo for a coffee shop")


def agreement(terms: Terms = SETTLED, number: int = 3, packs: tuple[str, ...] = ("jp@2026.01",)) -> Agreement:
    """Both sides' yes to `terms`, the client's first."""
    signed = (
        Signed("client", "passkey", FIRST_YES, terms.digest()),
        Signed("worker", "password", LAST_YES, terms.digest()),
    )
    return Agreement(terms, number, terms.digest(), signed, LAST_YES, timedelta(days=14), packs)


HANDOVER = Handover(1, 0, "", "3案をお送りします。", AT)


def payment(gross: int = 80_000, *, withheld: int = 0, tax: str = "standard", paid_before: int = 0) -> Payment:
    """What the book would pay of `gross` yen."""
    (schedule, *_) = SCHEDULES.values()
    lines = parts_of(MOVEMENTS[RELEASE_ESCROW], gross, gross, paid_before, schedule, withheld)
    return Payment(0, "", lines, tax, "accepted", 4, AT, "record_only")


def split(held: int, share: int, paid_before: int = 0) -> Payment:
    """What the book would pay when `share` of `held` yen is the worker's."""
    (schedule, *_) = SCHEDULES.values()
    lines = dict(parts_of(MOVEMENTS[SPLIT_ESCROW], held, share, paid_before, schedule))
    assert lines.pop(RETURNED) == held - share
    return Payment(0, "", lines, "standard", "settled", 4, AT, "record_only")


prices = st.integers(min_value=1, max_value=100_000_000)


def texts_of(document: Document) -> list[str]:
    """Everything that the document says, block by block."""
    said = [document.title, document.lead, document.amount]
    for party in (document.addressed_to, document.issued_by):
        said += [party.role, party.name, *party.lines]
    for block in document.blocks:
        said += _texts(block)
    return said


def _texts(block: Block) -> list[str]:
    match block:
        case Rows(rows, title):
            return [title, *(cell for row in rows for cell in row)]
        case Table(columns, rows, total, title):
            return [title, *(column.label for column in columns), *(cell for row in rows for cell in row), *total]
        case Items(items, title):
            return [title, *items]
        case Prose(text, title):
            return [title, text]
        case Note(text):
            return [text]


def rows_of(document: Document) -> dict[str, str]:
    """What the rows of a document say, by their label."""
    return {label: said for block in document.blocks if isinstance(block, Rows) for label, said in block.rows}


def tables_of(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def stored_and_read(document: Document) -> Document:
    """The document as it comes back from where it is kept."""
    return Document.from_data(json.loads(json.dumps(document.as_data())))
