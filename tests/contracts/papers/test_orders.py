"""The order notice says every item of law 1.2, from the agreement alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tachiai.contracts.papers.orders import order_notice
from tachiai.terms.rules import Pending
from tachiai.terms.rules.choices import PayMeans
from tests.contracts.papers.samples import (
    DECLARED,
    IN_ENGLISH,
    UNDECLARED,
    agreement,
    rows_of,
    tables_of,
    texts_of,
)
from tests.hours import HOURLY_TERMS
from tests.terms.samples import IN_PARTS, SETTLED

SERIAL = "ABCD2345-order-1"


def notice(terms=SETTLED, matter=DECLARED):
    return order_notice(matter, agreement(terms), SERIAL)


class TestEveryItem:
    def test_both_are_identified_by_their_trade_names(self) -> None:
        paper = notice()
        assert (paper.issued_by.name, paper.addressed_to.name) == ("葵デザイン株式会社", "蓮デザイン事務所")
        assert paper.data["client_ident"]["account"] == 11
        assert "会員番号 12" in paper.addressed_to.lines

    def test_without_a_trade_name_by_name_and_stable_number(self) -> None:
        paper = notice(matter=UNDECLARED)
        assert (paper.addressed_to.name, paper.addressed_to.lines) == ("蓮", ("会員番号 12",))

    def test_the_date_is_the_day_of_the_last_consent_in_japan(self) -> None:
        paper = notice()
        assert paper.issued_on == date(2026, 11, 3)
        assert paper.data["ordered_on"] == "2026-11-03"
        assert rows_of(paper)["業務委託をした日"] == "2026年11月3日(火)"

    def test_content_with_the_extent_of_the_rights(self) -> None:
        rows = rows_of(notice(replace(SETTLED, ip_scope="看板での使用。対価は報酬に含む。")))
        assert rows["依頼する範囲"] == SETTLED.scope
        assert rows["納品するもの"] == SETTLED.deliverables
        assert rows["修正の回数"] == "2回"
        assert rows["権利の範囲"] == "看板での使用。対価は報酬に含む。"

    def test_every_acceptance_item(self) -> None:
        assert set(SETTLED.acceptance_items) <= set(texts_of(notice()))

    def test_due_date_inspection_fee_and_payment_date(self) -> None:
        (parts, *_) = tables_of(notice())
        assert parts.rows == (
            ("全体", "2026年11月30日(月)", "2026年12月14日(月)", "30,000円", "2,727円", "2026年12月30日(水)"),
        )
        data = notice().data
        assert (data["due_on"], data["inspect_by"], data["pay_on"]) == ("2026-11-30", "2026-12-14", "2026-12-30")

    def test_each_part_has_its_own_days(self) -> None:
        (parts, *_) = tables_of(notice(IN_PARTS))
        assert [row[0] for row in parts.rows] == ["第1段階「ラフ案」", "第2段階「清書」", "第3段階「仕上げ」"]
        assert [row[1] for row in parts.rows] == ["2026年11月12日(木)", "2026年11月20日(金)", "2026年11月30日(月)"]
        assert parts.total[3:5] == ("30,000円", "2,726円")
        assert sum(part["fee"] for part in notice(IN_PARTS).data["parts"]) == 30_000

    def test_the_place_is_this_site_beside_what_was_agreed(self) -> None:
        assert rows_of(notice())["受領の場所"] == (
            "このサイトの納品画面\nこのサイトで納品するページ：https://tachiai.example/contracts/ABCD2345/"
        )

    def test_how_the_fee_is_found_and_what_is_paid_beside_it(self) -> None:
        counted = replace(
            SETTLED, price_basis="per_character", price_detail="1文字2円 × 15,000文字", expenses="交通費は実費"
        )
        rows = rows_of(notice(counted))
        assert (rows["計算のしかた"], rows["経費の負担"]) == ("1文字2円 × 15,000文字", "交通費は実費")
        assert notice(counted).data["fee_formula"] == "1文字2円 × 15,000文字"
        assert rows_of(notice())["経費の負担"] == "報酬のほかに支払う経費はありません。"

    def test_the_version_that_was_agreed_to_and_the_packs(self) -> None:
        rows = rows_of(notice())
        assert (rows["条件の版"], rows["条件の要約値（SHA-256）"]) == ("第3版", SETTLED.digest())
        assert rows["発注日に適用した規則集"] == "jp@2026.01"

    def test_who_signed_how_and_when(self) -> None:
        signed = tables_of(notice())[-1]
        assert signed.rows == (
            (
                "クライアント 葵デザイン株式会社",
                "パスキーで署名（本人確認つき）",
                "2026年11月2日(月) 23:00:00（日本時間）",
            ),
            ("ワーカー 蓮デザイン事務所", "パスワードを入力して確認", "2026年11月3日(火) 00:30:00（日本時間）"),
        )


class TestByTheHour:
    def test_says_what_an_hour_costs_and_when_a_week_is_paid_and_nothing_of_other_forms(self) -> None:
        rows = rows_of(notice(HOURLY_TERMS))
        assert rows["報酬の額"] == "1時間あたり1,500円（税込）、週10時間まで"
        assert rows["支払期日"].startswith("各週の翌週の木曜日")
        assert not {"報酬の数え方", "支払期日（納期から何日後）", "修正の回数"} & set(rows)


class TestWhatAppliesOnlySometimes:
    def test_no_other_means_of_payment_are_named_when_this_site_pays(self) -> None:
        data = notice().data
        assert [data[item] for item in ("pm_bill", "pm_factoring", "pm_densai", "pm_fundstransfer")] == [None] * 4

    @pytest.mark.parametrize(
        ("means", "item"),
        [
            (PayMeans.BILL, "pm_bill"),
            (PayMeans.FACTORING, "pm_factoring"),
            (PayMeans.CLAIMS, "pm_densai"),
            (PayMeans.DIGITAL, "pm_fundstransfer"),
        ],
    )
    def test_any_other_means_has_its_details(self, means: PayMeans, item: str) -> None:
        paper = notice(replace(SETTLED, pay_means=means.value, pay_means_detail="○○ペイ、全額"))
        assert paper.data[item] == "○○ペイ、全額"
        assert "○○ペイ、全額" in texts_of(paper)

    def test_re_commissioned_work_names_the_first_client_and_its_payment_date(self) -> None:
        given = replace(
            SETTLED, recommission="yes", recommission_client="観光協会", recommission_pay_on=date(2026, 12, 25)
        )
        rows = rows_of(notice(given))
        assert (rows["もとの発注者"], rows["もとの発注者の支払期日"]) == ("観光協会", "2026年12月25日(金)")
        assert notice(given).data["recommission"] == {"client": "観光協会", "pay_on": "2026-12-25"}
        assert notice().data["recommission"] is None
        assert "もとの発注者" not in rows_of(notice())

    def test_what_is_not_fixed_yet_has_its_reason_and_day(self) -> None:
        later = Pending("delivery_format", "印刷所が決まっていない", date(2026, 12, 5))
        paper = notice(replace(SETTLED, delivery_format="", pending=(later,)))
        assert rows_of(paper)["納品の形式"] == "未定（あとで定めます）"
        assert ("納品の形式", "印刷所が決まっていない", "2026年12月5日(土)") in tables_of(paper)[1].rows
        assert paper.data["pending"] == [later.as_data()]


class TestEnglish:
    def test_a_listing_in_english_gets_its_papers_in_english(self) -> None:
        paper = notice(matter=IN_ENGLISH)
        assert (paper.language, paper.title) == ("en", "Order notice")
        assert rows_of(paper)["Date of the order"] == "Tue 3 Nov 2026"

    def test_a_language_that_we_have_no_words_in_gets_japanese(self) -> None:
        assert notice(matter=replace(DECLARED, language="fr")).language == "ja"
