"""Two people press opposing buttons: the first counts, the second is told why theirs no longer does."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.deal import Deal
from tests.journeys import acts


def test_a_delivery_comes_before_the_end_that_was_about_to_be_pressed(
    aoi: Page, ren: Page, deal: Deal, days_pass: Callable[[int], None]
) -> None:
    deal.deposit()
    days_pass(14 + 15)
    for page in (aoi, ren):
        page.goto("/")
        acts.open_contract(page, deal.contract.title)
    acts.follow(aoi, "全額返金で終了する")
    aoi.get_by_label("理由").fill("納期を過ぎました。")

    acts.deliver(ren, "お待たせしました。", ("logo.txt", b"late but here"))
    acts.press(aoi, "全額返金で終了する")
    acts.sees(aoi, "今の状態ではできません")
    deal.expect("delivered")
    assert deal.escrow() == deal.contract.price


def test_an_acceptance_pressed_in_two_windows_pays_once(aoi: Page, ren: Page, deal: Deal) -> None:
    deal.deposit()
    deal.deliver()
    other = aoi.context.new_page()
    for window in (aoi, other):
        window.goto("/")
        acts.open_contract(window, deal.contract.title)
        acts.follow(window, "検収する(合格)")
    acts.press(aoi, "検収する(合格)")
    acts.sees(aoi, "検収が完了し、報酬が支払われました")
    acts.press(other, "検収する(合格)")
    expect(acts.clock_bar(other)).to_contain_text("報酬が支払われ、契約は完了しました")
    deal.expect("completed")
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 62_400)
