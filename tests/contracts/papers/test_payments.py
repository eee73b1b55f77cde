"""Invoice, receipt and payment statement: their sums are the book's, tax is rounded once for each rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.contracts.papers.facts import Matter, Payment
from tachiai.contracts.papers.payments import invoice, payment_statement, receipt
from tachiai.contracts.rules.tax import Line, tax_in, totals_by_rate, withheld_from
from tachiai.kernel.texts import LANGUAGES
from tachiai.people.rules import Trader
from tachiai.terms.rules.choices import Tax
from tests.contracts.papers.samples import (
    DECLARED,
    UNDECLARED,
    payment,
    prices,
    rows_of,
    split,
    stored_and_read,
    tables_of,
    texts_of,
)
from tests.terms.samples import SETTLED

DAY, JP = date(2026, 11, 30), ("jp@2026.01",)
WITHHELD = replace(SETTLED, withholding="withheld")
taxes = st.sampled_from([tax.value for tax in Tax])
invoice_lines = st.lists(st.builds(Line, st.just("x"), prices, taxes), min_size=1, max_size=30)


def papers(of: Payment, matter: Matter = DECLARED):
    return (
        invoice(matter, of, "ABCD2345-invoice-1"),
        receipt(matter, of, "ABCD2345-receipt-1", invoice_serial="ABCD2345-invoice-1"),
        payment_statement(matter, of, "ABCD2345-payment-1"),
    )


class TestConsumptionTax:
    @given(invoice_lines)
    def test_is_rounded_once_for_each_rate(self, lines: list[Line]) -> None:
        totals = totals_by_rate(lines, JP, DAY)
        assert len({each.rate for each in totals}) == len(totals)
        for each in totals:
            amount = sum(line.amount for line in lines if line.tax == each.rate)
            assert each.gross == amount
            # The whole yen just below the exact tax of the sum: never a sum of rounded lines.
            assert each.tax * (100 + each.percent) <= amount * each.percent < (each.tax + 1) * (100 + each.percent)

    @given(invoice_lines)
    def test_totals_hold_every_line(self, lines: list[Line]) -> None:
        assert sum(each.gross for each in totals_by_rate(lines, JP, DAY)) == sum(line.amount for line in lines)

    def test_a_sum_of_rounded_lines_would_be_another(self) -> None:
        lines = [Line("x", 109, "standard")] * 3
        assert totals_by_rate(lines, JP, DAY)[0].tax == 29
        assert 3 * tax_in(109, "standard", JP, DAY) == 27

    @pytest.mark.parametrize(("tax", "contained"), [("standard", 1_000), ("reduced", 814), ("none", 0)])
    def test_is_that_of_the_choice_in_the_terms(self, tax: str, contained: int) -> None:
        assert tax_in(11_000, tax, JP, DAY) == contained

    @pytest.mark.parametrize("pins", [(), ("us-ny@2024.08",), ("jp@1999.01",)])
    def test_is_known_whatever_a_contract_pinned(self, pins: tuple[str, ...]) -> None:
        assert tax_in(11_000, "standard", pins, DAY) == 1_000


class TestWithholding:
    # law 3.2, on fees without consumption tax.
    @pytest.mark.parametrize(
        ("base", "tax"), [(33_333, 3_403), (100_000, 10_210), (1_000_000, 102_100), (1_500_000, 204_200)]
    )
    def test_is_the_formula_of_the_pack(self, base: int, tax: int) -> None:
        assert withheld_from(base, replace(WITHHELD, tax="none"), JP, DAY) == tax

    def test_is_taken_from_the_fee_without_consumption_tax(self) -> None:
        assert withheld_from(110_000, WITHHELD, JP, DAY) == 10_210

    @pytest.mark.parametrize("decided", ["undecided", "none"])
    def test_is_nought_unless_the_client_decided_so(self, decided: str) -> None:
        assert withheld_from(110_000, replace(WITHHELD, withholding=decided), JP, DAY) == 0

    @given(prices)
    def test_leaves_the_worker_something_after_every_fee(self, gross: int) -> None:
        assert 0 <= withheld_from(gross, WITHHELD, JP, DAY) <= payment(gross).net


class TestSumsAreTheBooks:
    @given(prices, st.integers(min_value=0, max_value=10_000_000), taxes)
    def test_of_any_payment(self, gross: int, paid_before: int, tax: str) -> None:
        paid = replace(payment(gross, paid_before=paid_before), tax=tax)
        self._agree(paid)

    @given(st.data())
    def test_of_any_split(self, data: st.DataObject) -> None:
        held = data.draw(prices)
        share = data.draw(st.integers(min_value=1, max_value=held))
        self._agree(split(held, share, data.draw(st.integers(min_value=0, max_value=10_000_000))))

    @given(st.data())
    def test_with_any_tax_withheld(self, data: st.DataObject) -> None:
        gross = data.draw(st.integers(min_value=2, max_value=100_000_000))
        most = payment(gross).net
        self._agree(payment(gross, withheld=data.draw(st.integers(min_value=0, max_value=most))))

    def _agree(self, paid: Payment) -> None:
        bill, got, statement = papers(paid)
        assert bill.data["total"] == sum(each["total"] for each in bill.data["totals"]) == sum(paid.lines.values())
        assert bill.data["payable"] == got.data["received"] == paid.gross - paid.withheld
        data = statement.data
        assert data["net"] + data["fee"] + data["fee_tax"] + data["withheld"] == data["gross"] == bill.data["total"]
        shown = tables_of(statement)[0]
        assert sum(_yen(row[1]) for row in shown.rows) == _yen(shown.total[1]) == paid.net
        assert all(stored_and_read(paper).digest() == paper.digest() for paper in papers(paid))

    def test_lines_that_are_no_payment_make_no_paper(self) -> None:
        for lines in ({"amount": 5}, {"net": 0}, {"net": 5, "returned": 3}):
            with pytest.raises(ValueError, match="no payment"):
                replace(payment(), lines=lines)


def _yen(said: str) -> int:
    return int(said.removesuffix("円").replace(",", "").replace("−", "-"))


class TestTheInvoice:
    def test_is_qualified_with_a_declared_number(self) -> None:
        (paper, *_) = papers(payment(110_000))
        assert rows_of(paper)["登録番号"] == "T4011001098993"
        assert tables_of(paper)[1].rows == (("10%", "110,000円", "10,000円"),)
        assert tables_of(paper)[1].columns[2].label == "うち消費税額等"
        assert paper.data["is_qualified"] is True

    @pytest.mark.parametrize("number", ["", "T123", "4011001098993", "T40110010989931"])
    def test_never_claims_to_be_qualified_without_one(self, number: str) -> None:
        matter = replace(UNDECLARED, worker=replace(UNDECLARED.worker, trader=Trader(invoice_number=number)))
        (paper, *_) = papers(payment(), matter)
        assert "登録番号" not in rows_of(paper)
        assert paper.data["is_qualified"] is False
        assert paper.data["registration_number"] is None
        assert any("この請求書は適格請求書ではありません" in text for text in texts_of(paper))

    def test_marks_what_has_the_reduced_rate(self) -> None:
        (paper, *_) = papers(replace(payment(10_800), tax="reduced"))
        assert tables_of(paper)[0].rows == (("「珈琲店のロゴ」の報酬 ※", "8%", "10,800円"),)
        assert tables_of(paper)[1].rows == (("8%", "10,800円", "800円"),)
        assert "※は軽減税率の対象です。" in texts_of(paper)

    def test_names_issuer_and_recipient(self) -> None:
        (paper, *_) = papers(payment())
        assert (paper.issued_by.name, paper.addressed_to.name) == ("蓮デザイン事務所", "葵デザイン株式会社")

    def test_shows_what_is_withheld_apart(self) -> None:
        (paper, *_) = papers(payment(110_000, withheld=10_210))
        rows = rows_of(paper)
        assert (rows["合計（税込）"], rows["源泉徴収税額"], rows["差引請求額"]) == (
            "110,000円",
            "−10,210円",
            "99,790円",
        )


class TestTheReceipt:
    def test_says_what_was_received_and_what_for(self) -> None:
        (_, paper, _) = papers(payment(110_000, withheld=10_210))
        assert paper.amount == "99,790円"
        assert rows_of(paper)["内容"] == "「珈琲店のロゴ」の報酬"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_tells_the_truth_about_where_the_money_was(self, language: str) -> None:
        matter = replace(DECLARED, language=language)
        said = {
            funds: texts_of(papers(replace(payment(), funds=funds), matter)[1])[-1]
            for funds in ("record_only", "demo_bank")
        }
        assert {"ja": "帳簿に記録", "en": "recorded it in the book"}[language] in said["record_only"]
        assert {"ja": "実際のお金は動いていません", "en": "No real money"}[language] in said["demo_bank"]

    def test_of_a_part_names_it(self) -> None:
        (_, paper, _) = papers(replace(payment(), part=1, part_title="清書"))
        assert rows_of(paper)["内容"] == "「珈琲店のロゴ」第2段階「清書」の報酬"


class TestTheStatement:
    def test_shows_every_line_of_the_book(self) -> None:
        (_, _, paper) = papers(payment(80_000, withheld=7_425))
        assert list(tables_of(paper)[0].rows) == [
            ("報酬（税込）", "80,000円"),
            ("システム利用料", "−16,000円"),
            ("システム利用料にかかる消費税", "−1,600円"),
            ("源泉徴収税額", "−7,425円"),
        ]
        assert tables_of(paper)[0].total == ("差引支払額", "54,975円")

    def test_of_a_settlement_says_so(self) -> None:
        (_, _, paper) = papers(split(80_000, 40_000))
        assert paper.lead == "契約の終了にともない、報酬を次のとおり精算してお支払いしました。"
