"""話し合いの場: two who cannot agree come to a division of what is held, by staff's decision or by their own offer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts, beside

HER_CASE = "選んだ案がないまま記念の日を過ぎました。一案の途中までの分なら、お支払いできます。"
HIS_CASE = "三つの案はどれも仕上がっていて、確認のお返事を待っていました。"


@pytest.fixture
def disputed(deal: Deal) -> Deal:
    """Aoi asked to end the contract without paying; Ren has that on his page."""
    deal.deposit()
    deal.ask("termination", deal.client)
    return deal


def test_a_refused_end_leads_over_both_statements_and_a_declined_proposal_to_the_decision_of_staff(
    cast: Cast, aoi: Page, ren: Page, new_page: Callable[..., Page], disputed: Deal
) -> None:
    deal = disputed
    ren_refuses_and_opens_the_talk(ren, deal)
    beside.open_request(aoi, deal, beside.MEDIATION)
    beside.answer(aoi, "言い分を送る", "言い分が送られました", reason=HER_CASE)
    kei = new_page(as_person=cast.kei)
    staff_propose(kei, deal)
    one_agrees_and_the_other_declines(aoi, ren, deal)
    staff_decide(kei, deal)
    both_see_where_the_money_went(aoi, ren, deal)


def ren_refuses_and_opens_the_talk(ren: Page, deal: Deal) -> None:
    beside.at_contract(ren, deal)
    expect(ren.locator("#requests")).to_contain_text("契約終了同意待ち")
    beside.open_request(ren, deal, beside.TERMINATION)
    beside.answer(ren, "同意しない", "契約はそのまま続いています", reason=HIS_CASE)
    beside.at_contract(ren, deal)
    beside.way_in(ren, beside.MEDIATION)
    acts.sees(ren, "それでも決まらないとき")
    acts.sees(ren, "外部の相談先")
    ren.get_by_label("あなたの言い分").fill(HIS_CASE)
    acts.press(ren, "話し合いの場を開く")
    acts.sees(ren, "話し合いの場が開かれました")
    deal.expect("in_mediation")


def staff_propose(kei: Page, deal: Deal) -> None:
    """From the overview of the desk, where it waits for them."""
    kei.goto("/")
    acts.go(kei, "事務局")
    acts.follow(kei, "判断を待つ申請")
    acts.follow(kei, beside.MEDIATION, exact=False)
    statements = kei.locator("#statements")
    expect(statements).to_contain_text(HER_CASE)
    expect(statements).to_contain_text(HIS_CASE)
    beside.answer(
        kei, "解決案を示す", "事務局が解決案を示しました", reason="二つの案は記録にあります。", worker_share=40_000
    )


def one_agrees_and_the_other_declines(aoi: Page, ren: Page, deal: Deal) -> None:
    beside.open_request(ren, deal, beside.MEDIATION)
    beside.sees_rows(ren, ワーカーの受取額=31_200, クライアントへの返金=40_000)
    beside.answer(ren, "解決案に同意する", "解決案に同意しました")
    beside.open_request(aoi, deal, beside.MEDIATION)
    beside.answer(aoi, "解決案に同意しない", "解決案への同意はありませんでした", reason="一案分の20,000円が限度です。")
    assert deal.open_requests() == {"mediation_decision": "decision"}


def staff_decide(kei: Page, deal: Deal) -> None:
    beside.open_request(kei, deal, beside.MEDIATION)
    beside.answer(
        kei, "判断を示す", "事務局が判断を示しました", reason="二案が約束の条件を満たしています。", worker_share=30_000
    )
    deal.expect("terminated")


def both_see_where_the_money_went(aoi: Page, ren: Page, deal: Deal) -> None:
    beside.at_contract(aoi, deal)
    beside.sees_rows(aoi, クライアントへの返金=-50_000, 預かり中=0)
    assert (deal.escrow(), deal.wallet(deal.client), deal.wallet(deal.worker)) == (0, 50_000, 23_400)
    for page, amount in ((aoi, 50_000), (ren, 23_400)):
        acts.go(page, "報酬")
        expect(page.get_by_role("row").filter(has_text=deal.contract.title).first).to_contain_text(f"{amount:,}円")


def test_the_two_settle_by_an_offer_without_waiting_for_staff(aoi: Page, ren: Page, disputed: Deal) -> None:
    deal = disputed
    ren_refuses_and_opens_the_talk(ren, deal)
    beside.open_request(aoi, deal, beside.MEDIATION)
    why = "ここで終えられれば、二案分をお支払いします。"
    beside.answer(aoi, "分け方を提案する", "分け方が提案されました", reason=why, worker_share=35_000)
    ren.reload()
    beside.sees_rows(ren, ワーカーの受取額=27_300, クライアントへの返金=45_000)
    beside.answer(ren, "相手の提案に同意して終える", "仮払い金を分けて契約を終えました")
    deal.expect("terminated")
    assert (deal.escrow(), deal.wallet(deal.client), deal.wallet(deal.worker)) == (0, 45_000, 27_300)
