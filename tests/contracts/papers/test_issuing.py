"""Which step issues which papers, told as stories; what was issued never changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tachiai.config.schedule import run_due
from tachiai.contracts.models import Paper, PaperSeen
from tachiai.contracts.papers import issuing
from tachiai.contracts.papers.kinds import KIND, KINDS
from tachiai.documents.rules import Document
from tachiai.kernel.calendar import TOKYO
from tachiai.money.queries import held_released_refunded
from tachiai.people.actions import declare_trader
from tachiai.people.rules import Trader
from tachiai.terms.rules import Milestone, Pending
from tests.cast import Cast
from tests.contracts.papers.samples import rows_of, tables_of
from tests.deal import MONDAY, Deal
from tests.replay import played_anew

pytestmark = pytest.mark.django_db
PARTS = (
    Milestone("ラフ案", 30_000, date(2026, 11, 12), ("案が3つある",)),
    Milestone("仕上げ", 50_000, date(2026, 11, 30), ("AIとPNGの両方がある",)),
)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    return Deal(cast.aoi, cast.ren)


@pytest.fixture
def delivered(deal: Deal) -> Deal:
    deal.deposit()
    deal.deliver()
    return deal


def issued(deal: Deal) -> list[str]:
    """What is on the shelf, in the order of issue."""
    return list(Paper.objects.filter(contract=deal.contract).order_by("pk").values_list("kind", flat=True))


def paper(deal: Deal, kind: str, number: int = 1) -> Paper:
    return Paper.objects.get(serial=f"{deal.reference}-{KIND[kind].short}-{number}")


def document(deal: Deal, kind: str, number: int = 1) -> Document:
    return Document.from_data(paper(deal, kind, number).content)


class TestTheContract:
    def test_brings_order_notice_and_contract_sheet(self, deal: Deal) -> None:
        assert issued(deal) == ["order_notice", "contract_sheet"]

    def test_dates_the_order_on_the_day_of_the_last_consent_in_japan(self, cast: Cast) -> None:
        late = datetime(2026, 11, 2, 23, 50, tzinfo=TOKYO)
        deal = Deal(cast.aoi, cast.ren, at=late)
        assert paper(deal, "order_notice").dated_on == date(2026, 11, 2)
        assert document(deal, "order_notice").data["terms_digest"] == deal.terms.digest()

    def test_records_both_signatures(self, deal: Deal) -> None:
        signed = document(deal, "contract_sheet").data["signed"]
        assert {each["role"] for each in signed} == {"client", "worker"}
        assert {each["digest"] for each in signed} == {deal.terms.digest()}

    def test_names_the_sides_as_they_were_declared_then(self, cast: Cast) -> None:
        declare_trader(person_id=cast.aoi.pk, trader=Trader(trade_name="葵デザイン株式会社"), at=MONDAY)
        deal = Deal(cast.aoi, cast.ren, at=MONDAY + timedelta(hours=1))
        later = MONDAY + timedelta(hours=2)
        declare_trader(person_id=cast.aoi.pk, trader=Trader(trade_name="葵堂"), at=later)
        assert document(deal, "order_notice").issued_by.name == "葵デザイン株式会社"
        deal.at = later + timedelta(hours=1)
        deal.deposit()
        deal.deliver()
        assert document(deal, "delivery_note").addressed_to.name == "葵堂"


class TestTheWholeWay:
    def test_every_step_that_says_something_has_its_paper(self, delivered: Deal) -> None:
        delivered.reject()
        delivered.deliver()
        delivered.accept()
        assert issued(delivered)[2:] == [
            "delivery_note",
            "inspection_note",
            "delivery_note",
            "inspection_note",
            "invoice",
            "receipt",
            "payment_statement",
        ]

    def test_the_delivery_note_has_each_file_with_its_digest(self, delivered: Deal) -> None:
        (row,) = tables_of(document(delivered, "delivery_note"))[0].rows
        assert row == ("logo.txt", "11バイト", "6e0d4a6dbbe9b36aeb256b6d52407a18b256dccb67bd187e74c85e34ca226b3a")

    def test_a_delivery_without_files_says_so(self, deal: Deal) -> None:
        deal.deposit()
        deal.deliver(files=0)
        assert tables_of(document(deal, "delivery_note")) == []

    def test_a_rejection_shows_every_item_and_why_it_failed(self, delivered: Deal) -> None:
        delivered.reject()
        rows = tables_of(document(delivered, "inspection_note"))[0].rows
        assert [row[1] for row in rows] == ["合格", "不合格", "合格"]
        assert "PNGがありません" in rows[1][2]

    def test_silence_is_called_by_its_rule_and_nobody_is_said_to_have_looked(self, delivered: Deal) -> None:
        delivered.days_pass(16)
        delivered.expect("completed")
        note = document(delivered, "inspection_note")
        assert paper(delivered, "inspection_note").issued_by == "site"
        assert [row[1] for row in tables_of(note)[0].rows] == ["合格とみなす"] * 3
        assert {item["passed"] for item in note.data["items"]} == {None}
        assert (note.data["result"], note.data["rule"]) == ("deemed", "fixed_price 1")
        assert "payment_statement" in issued(delivered)

    def test_silence_ends_inspection_on_the_very_day_that_was_notified(self, deal: Deal) -> None:
        deal.deposit()
        deal.at = datetime(2026, 11, 30, 18, 0, tzinfo=TOKYO)
        deal.deliver()
        while deal.state != "completed":
            deal.at = deal.contract.due_at
            run_due(deal.at)
        notified = document(deal, "order_notice").data["inspect_by"]
        assert deal.contract.closed_at.astimezone(TOKYO).date().isoformat() == notified == "2026-12-14"

    def test_steps_that_say_nothing_on_paper_issue_none(self, deal: Deal) -> None:
        deal.deposit()
        deal.take("give_up")
        assert issued(deal) == ["order_notice", "contract_sheet"]

    def test_a_refused_step_issues_nothing(self, deal: Deal) -> None:
        with pytest.raises(Exception, match=r"not_now"), transaction.atomic():
            deal.deliver()
        assert issued(deal) == ["order_notice", "contract_sheet"]


class TestParts:
    def test_each_part_has_its_own_papers(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, milestones=PARTS, acceptance_items=())
        for _ in PARTS:
            deal.deposit()
            deal.deliver()
            deal.accept()
        assert Counter(issued(deal))["invoice"] == 2
        what = [rows_of(document(deal, "receipt", number))["内容"] for number in (1, 2)]
        assert what == ["「珈琲店のロゴ」第1段階「ラフ案」の報酬", "「珈琲店のロゴ」第2段階「仕上げ」の報酬"]
        assert [paper(deal, "invoice", number).amount for number in (1, 2)] == [30_000, 50_000]
        assert rows_of(document(deal, "inspection_note", 1))["段階"] == "第1段階「ラフ案」"

    def test_silence_about_the_first_names_its_items(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, milestones=PARTS, acceptance_items=())
        deal.deposit()
        deal.deliver()
        deal.days_pass(16)
        assert [row[0] for row in tables_of(document(deal, "inspection_note"))[0].rows] == ["案が3つある"]


class TestTheBook:
    @pytest.mark.parametrize("share", [1, 33_333, 79_999, 80_000])
    def test_a_division_bills_the_workers_share(self, deal: Deal, cast: Cast, share: int) -> None:
        deal.deposit()
        request = deal.ask("termination", cast.ren, worker_share=share)
        deal.answer(request, "accept", cast.aoi)
        deal.expect("terminated")
        assert issued(deal)[2:] == ["invoice", "receipt", "payment_statement"]
        self._equals_the_book(deal, share)

    def test_a_division_that_gives_all_to_the_client_bills_nothing(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        deal.answer(deal.ask("termination", cast.ren, worker_share=0), "accept", cast.aoi)
        deal.expect("terminated")
        assert issued(deal) == ["order_notice", "contract_sheet"]

    @pytest.mark.parametrize("price", [1, 33_333, 100_001, 5_000_000])
    def test_an_acceptance_bills_the_price(self, cast: Cast, price: int) -> None:
        deal = Deal(cast.aoi, cast.ren, price=price)
        deal.deposit()
        deal.deliver()
        deal.accept()
        self._equals_the_book(deal, price)

    def test_withheld_tax_is_the_books_too(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, price=110_000, withholding="withheld")
        deal.deposit()
        deal.deliver()
        deal.accept()
        self._equals_the_book(deal, 110_000)
        assert document(deal, "payment_statement").data["withheld"] == 10_210
        assert deal.wallet(cast.aoi) == 10_210
        assert rows_of(document(deal, "invoice"))["差引請求額"] == "99,790円"
        assert paper(deal, "receipt").amount == 99_790

    def test_of_a_division_tax_is_withheld_from_the_workers_share(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, price=110_000, withholding="withheld")
        deal.deposit()
        deal.answer(deal.ask("termination", cast.ren, worker_share=55_000), "accept", cast.aoi)
        self._equals_the_book(deal, 55_000)
        assert document(deal, "payment_statement").data["withheld"] == 5_105
        assert deal.wallet(cast.aoi) == 55_000 + 5_105

    def test_parts_after_one_another_add_up(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, milestones=PARTS, acceptance_items=())
        for _ in PARTS:
            deal.deposit()
            deal.deliver()
            deal.accept()
        self._equals_the_book(deal, 80_000)

    def _equals_the_book(self, deal: Deal, gross: int) -> None:
        book = held_released_refunded(deal.contract.holder)
        statements = [
            Document.from_data(each.content).data
            for each in Paper.objects.filter(contract=deal.contract, kind="payment_statement")
        ]
        sums = {name: sum(each[name] for each in statements) for name in ("gross", "net", "fee", "fee_tax", "withheld")}
        assert sums == {
            "gross": gross,
            "net": book.released,
            "fee": book.fee,
            "fee_tax": book.fee_tax,
            "withheld": book.withheld,
        }
        invoices = Paper.objects.filter(contract=deal.contract, kind="invoice")
        assert sum(each.amount or 0 for each in invoices) == gross


class TestChanges:
    def changed(self, deal: Deal, cast: Cast, **terms: object) -> None:
        request = deal.ask("change", cast.aoi, terms=replace(deal.terms, **terms))
        deal.answer(request, "accept", cast.ren)

    def test_are_notified_and_linked_to_the_order(self, deal: Deal, cast: Cast) -> None:
        deal.deposit()
        self.changed(deal, cast, due_on=date(2026, 12, 20))
        assert issued(deal)[2:] == ["change_notice", "contract_sheet"]
        notice = paper(deal, "change_notice")
        assert notice.relates_to == paper(deal, "order_notice")
        assert Document.from_data(notice.content).data["changed"] == ["due_on"]
        assert rows_of(document(deal, "contract_sheet", 2))["納期"] == "2026年12月20日(日)"

    def test_before_the_deposit_too(self, deal: Deal, cast: Cast) -> None:
        self.changed(deal, cast, price=90_000)
        assert paper(deal, "change_notice").amount == 90_000

    def test_that_fix_what_was_pending_are_supplementary(self, cast: Cast) -> None:
        later = Pending("delivery_format", "印刷所が決まっていないため", date(2026, 11, 20))
        deal = Deal(cast.aoi, cast.ren, delivery_format="", pending=(later,))
        assert document(deal, "order_notice").data["pending"] == [later.as_data()]
        deal.deposit()
        self.changed(deal, cast, delivery_format="AI, PNG", pending=())
        assert issued(deal)[2:] == ["supplementary_notice", "contract_sheet"]
        assert paper(deal, "supplementary_notice").relates_to == paper(deal, "order_notice")

    def test_of_a_change_refer_to_the_first_order_still(self, deal: Deal, cast: Cast) -> None:
        self.changed(deal, cast, due_on=date(2026, 12, 10))
        deal.at += timedelta(days=2)
        self.changed(deal, cast, due_on=date(2026, 12, 20))
        assert document(deal, "change_notice", 2).data["before"]["due_on"] == "2026-12-10"
        assert paper(deal, "change_notice", 2).relates_to == paper(deal, "order_notice")

    def test_of_a_contract_older_than_papers_refer_to_the_contract(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with played_anew(), monkeypatch.context() as before_papers:
            before_papers.setattr(issuing, "contract_made", lambda contract, at: None)
            deal = Deal(cast.aoi, cast.ren)
        self.changed(deal, cast, due_on=date(2026, 12, 20))
        assert issued(deal) == ["change_notice", "contract_sheet"]
        assert paper(deal, "change_notice").relates_to is None
        assert document(deal, "change_notice").data["relates_to"] == deal.reference


class TestWhatWasIssuedStays:
    def test_the_digest_is_that_of_what_is_stored(self, delivered: Deal) -> None:
        delivered.accept()
        for each in Paper.objects.all():
            assert Document.from_data(each.content).digest() == each.digest
            assert Document.from_data(each.content).kind == each.kind

    @pytest.mark.parametrize("change", ["UPDATE contracts_paper SET digest = 'x'", "DELETE FROM contracts_paper"])
    def test_the_database_refuses_any_change_of_a_paper(self, deal: Deal, change: str) -> None:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    @pytest.mark.parametrize(
        "change", ["UPDATE contracts_paperseen SET detail = 'x'", "DELETE FROM contracts_paperseen"]
    )
    def test_and_of_the_evidence(self, deal: Deal, change: str) -> None:
        assert PaperSeen.objects.exists()
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    def test_serials_tell_the_kinds_apart(self) -> None:
        assert len({kind.short for kind in KINDS}) == len(KINDS) == len(KIND)
