"""What holds for every kind of paper: it reads back as it was, in both languages, and mixes none of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contracts.papers.changes import change_notice
from tachiai.contracts.papers.facts import Change, Found, HandedFile, Handover, Inspection, Matter, Side
from tachiai.contracts.papers.handovers import delivery_note, inspection_note
from tachiai.contracts.papers.hours import SheetLine, WeekSheet, week_statement
from tachiai.contracts.papers.kinds import KINDS, path_of, serial_of
from tachiai.contracts.papers.orders import order_notice
from tachiai.contracts.papers.payments import invoice, payment_statement, receipt
from tachiai.contracts.papers.sheets import contract_sheet
from tachiai.documents.rules import Document
from tachiai.kernel.texts import LANGUAGES
from tachiai.people.rules import Trader
from tachiai.terms.rules import Milestone, Pending, Terms
from tests.contracts.papers.samples import AT, DECLARED, agreement, payment, split, stored_and_read, texts_of
from tests.terms.samples import SETTLED, TODAY

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龥。、「」（）]")
PLAIN = Terms(
    purpose="A sign for a shop",
    scope="Three drafts, one of them finished",
    out_of_scope="Printing",
    deliverables="The set of logo files",
    delivery_format="",
    delivery_place="The delivery page",
    due_on=TODAY + timedelta(days=28),
    rounds=2,
    redo_days=5,
    rights="assigned",
    ip_scope="Sign and website",
    portfolio="freely",
    confidentiality="strict",
    price=110_000,
    price_basis="per_piece",
    price_detail="3 drafts",
    expenses="Travel",
    withholding="withheld",
    pay_means="factoring",
    pay_means_detail="Bank, half",
    recommission="yes",
    recommission_client="A tourist association",
    recommission_pay_on=TODAY + timedelta(days=60),
    contact_hours="10 to 18",
    late_and_early_end="Say so early",
    milestones=(
        Milestone("Drafts", 50_000, TODAY + timedelta(days=10), ("Three drafts",)),
        Milestone("The rest", 60_000, TODAY + timedelta(days=28), ("AI and PNG",)),
    ),
    pending=(Pending("delivery_format", "The printer is not chosen", TODAY + timedelta(days=14)),),
)
ENGLISH = Matter(
    "ABCD2345",
    "Logo",
    "en",
    Side(11, "Aoi", Trader(trade_name="Aoi Ltd.")),
    Side(12, "Mio", Trader()),
    "https://t.example",
)
HANDED = Handover(2, 0, "Drafts", "Three drafts.", AT, (HandedFile("logo.png", 12_345, "ab" * 32),))
BARE = Handover(1, 0, "", "", AT)
FOUND = (Found("Three drafts", True), Found("AI and PNG", False, "No PNG"))
FIXED = replace(PLAIN, delivery_format="AI, PNG", pending=())
HOURLY = replace(
    PLAIN, form="hourly", hourly_rate=1_500, weekly_hours=10, price=None, due_on=None, rounds=None, redo_days=None,
    milestones=(), pending=(), delivery_format="", price_basis="lump_sum", price_detail="",
)  # fmt: skip
SHEET = WeekSheet(
    3, date(2026, 11, 2), date(2026, 11, 8), 1_500, 600, 15_000,
    (
        SheetLine(1, AT, AT + timedelta(hours=2), 120, "Replies", False),
        SheetLine(2, AT + timedelta(hours=3), AT + timedelta(hours=4), 60, "Photos", True),
    ),
    4_500, 1_500, 3_000,
)  # fmt: skip
MADE: dict[str, Callable[[Matter], Document]] = {
    "order": lambda matter: order_notice(matter, agreement(PLAIN), "s"),
    "sheet": lambda matter: contract_sheet(matter, agreement(PLAIN), "s"),
    "supplement": lambda matter: change_notice(matter, Change(PLAIN, 1, "d", agreement(FIXED, 2), "o"), "s"),
    "change": lambda matter: change_notice(
        matter, Change(FIXED, 1, "d", agreement(replace(FIXED, milestones=()), 2), "o"), "s"
    ),
    "delivery": lambda matter: delivery_note(matter, HANDED, "s"),
    "bare delivery": lambda matter: delivery_note(matter, BARE, "s"),
    "acceptance": lambda matter: inspection_note(matter, Inspection(HANDED, "accepted", FOUND[:1], AT), "s"),
    "rejection": lambda matter: inspection_note(matter, Inspection(HANDED, "rejected", FOUND, AT), "s"),
    "deemed": lambda matter: inspection_note(
        matter, Inspection(HANDED, "deemed", (Found("Three drafts", None),), AT, "fixed_price 1", timedelta(14)), "s"
    ),
    "invoice": lambda matter: invoice(matter, replace(payment(withheld=7_000), tax="reduced"), "s"),
    "untaxed invoice": lambda matter: invoice(matter, replace(payment(), tax="none"), "s"),
    "receipt": lambda matter: receipt(matter, payment(withheld=7_000), "s", invoice_serial="i"),
    "statement": lambda matter: payment_statement(matter, payment(withheld=7_000), "s"),
    "hourly order": lambda matter: order_notice(matter, agreement(HOURLY), "s"),
    "hourly sheet": lambda matter: contract_sheet(matter, agreement(HOURLY), "s"),
    "week": lambda matter: week_statement(matter, SHEET, replace(payment(1_500), cause="hours"), "s"),
    "hours": lambda matter: invoice(matter, replace(payment(1_500), cause="hours", part_title="Week 3"), "s"),
    "settlement": lambda matter: payment_statement(matter, split(80_000, 5), "s"),
}


def test_every_kind_is_made_here() -> None:
    assert {make(ENGLISH).kind for make in MADE.values()} == {kind.name for kind in KINDS}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_reads_back_as_it_was_with_the_same_digest(language: str, make: Callable[[Matter], Document]) -> None:
    paper = make(replace(DECLARED, language=language))
    assert stored_and_read(paper) == paper
    assert stored_and_read(paper).digest() == paper.digest()


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_in_english_says_nothing_in_japanese(make: Callable[[Matter], Document]) -> None:
    mixed = [text for text in texts_of(make(ENGLISH)) if JAPANESE.search(text)]
    assert mixed == []


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_leaves_no_gap_open(language: str, make: Callable[[Matter], Document]) -> None:
    assert [text for text in texts_of(make(replace(ENGLISH, language=language))) if re.search(r"[{}]|None", text)] == []


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_names_its_contract_for_machines(make: Callable[[Matter], Document]) -> None:
    assert make(ENGLISH).data["contract"] == "ABCD2345"


@given(st.sampled_from(KINDS), st.integers(min_value=1, max_value=10_000))
def test_a_serial_is_an_address(kind, number: int) -> None:
    serial = serial_of("ABCD2345", kind, number)
    assert re.fullmatch(r"[-A-Za-z0-9_]+", serial)
    assert len(serial) <= 40
    assert path_of(serial) == f"/papers/{serial}/"


def test_the_same_facts_make_the_same_paper() -> None:
    assert (
        order_notice(DECLARED, agreement(SETTLED), "s").digest()
        == order_notice(DECLARED, agreement(SETTLED), "s").digest()
    )
