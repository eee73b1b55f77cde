"""Nobody is trapped when the other side says nothing, nor when both do."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.deal import Deal
from tests.journeys import acts


def test_a_silent_worker_costs_the_client_nothing(aoi: Page, deal: Deal, days_pass: Callable[[int], None]) -> None:
    title = deal.contract.title
    deal.deposit()
    aoi.goto("/")
    acts.open_contract(aoi, title)
    expect(acts.clock_bar(aoi)).to_contain_text("次は蓮さんの番です")
    expect(aoi.get_by_role("link", name="全額返金で終了する")).to_have_count(0)

    days_pass(14 + 15)
    aoi.reload()
    acts.sees(aoi, "納品遅れ")
    acts.follow(aoi, "全額返金で終了する")
    acts.press(aoi, "全額返金で終了する")
    acts.sees(aoi, "次の点をご確認ください")
    deal.expect("delivery_overdue")
    aoi.get_by_label("理由").fill("納期を二週間過ぎても連絡がないためです。")
    acts.press(aoi, "全額返金で終了する")
    expect(acts.clock_bar(aoi)).to_contain_text("契約は途中で終了しました")
    expect(aoi.get_by_role("row", name=f"クライアントへの返金 −{deal.contract.price:,}円")).to_be_visible()
    assert (deal.escrow(), deal.wallet(deal.client)) == (0, deal.contract.price)


def test_a_worker_may_still_deliver_while_the_client_waits(
    ren: Page, deal: Deal, days_pass: Callable[[int], None]
) -> None:
    deal.deposit()
    days_pass(14 + 15)
    ren.goto("/")
    acts.open_contract(ren, deal.contract.title)
    acts.deliver(ren, "遅くなりました。", ("logo.txt", b"late"))
    deal.expect("delivered")


def test_when_both_are_silent_the_undelivered_deposit_goes_back_by_itself(
    aoi: Page, deal: Deal, days_pass: Callable[[int], None]
) -> None:
    deal.deposit()
    days_pass(14 + 15 + 31)
    aoi.goto("/")
    acts.open_ended_contract(aoi, deal.contract.title)
    story = aoi.locator("#timeline")
    expect(story).to_contain_text("規則：納期から14日を過ぎても納品がないときは納品遅れとします。")
    expect(story).to_contain_text("規則：納品遅れから30日間どちらも操作しないときは全額返金します。")
    assert (deal.escrow(), deal.wallet(deal.client)) == (0, deal.contract.price)


def test_without_a_deposit_a_silent_contract_lapses_and_nobody_owes_anything(
    ren: Page, deal: Deal, days_pass: Callable[[int], None]
) -> None:
    days_pass(15)
    ren.goto("/")
    acts.go(ren, "通知")
    acts.sees(ren, "業務は始めないでください")
    acts.open_ended_contract(ren, deal.contract.title)
    expect(acts.clock_bar(ren)).to_contain_text("支払いの義務はどちらにもありません")
    deal.expect("lapsed")
    assert deal.wallet(deal.client) == 0
