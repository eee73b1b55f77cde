"""条件変更リクエスト: the price rises, both see what differs; nothing is delivered before the difference is paid."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tachiai.terms.models import Consent
from tests.cast import PASSWORD
from tests.deal import Deal
from tests.journeys import acts, beside

SCOPE = "ロゴの案を3つ作り、選ばれた1案を仕上げ、名刺の型も作る"


def test_a_higher_price_is_agreed_and_topped_up_before_the_delivery(aoi: Page, ren: Page, deal: Deal) -> None:
    deal.deposit()
    ren_asks_for_more(ren, deal)
    nothing_is_delivered_meanwhile(ren, deal)
    aoi_agrees_and_pays_the_difference(aoi, deal)
    beside.at_contract(ren, deal)
    expect(ren.locator("#terms")).to_contain_text(SCOPE)
    acts.deliver(ren, "ロゴと名刺の型です。", ("logo.txt", b"logo and card"))
    aoi_accepts_and_the_higher_price_is_paid(aoi, deal)


def ren_asks_for_more(ren: Page, deal: Deal) -> None:
    beside.at_contract(ren, deal)
    beside.way_in(ren, beside.CHANGE)
    ren.get_by_label("依頼する範囲").fill(SCOPE)
    ren.get_by_label("報酬", exact=True).fill("95,000円")
    ren.get_by_label("変更したい理由").fill("名刺の型も作ります。")
    acts.press(ren, "内容を確かめる")
    acts.sees(ren, "この内容で送りますか")
    beside.sees_rows(ren, 追加で入金する差額=15_000, 変更後の仮払い=95_000)
    ren.get_by_label("パスワードを入力してください").fill(PASSWORD)
    acts.press(ren, "条件変更リクエストを送信")
    acts.sees(ren, "条件変更リクエストが送られました")


def nothing_is_delivered_meanwhile(ren: Page, deal: Deal) -> None:
    beside.at_contract(ren, deal)
    expect(ren.get_by_role("link", name="納品する")).to_have_count(0)
    expect(ren.locator("#steps").get_by_role("listitem").filter(has_text="納品する")).to_contain_text(beside.CHANGE)


def aoi_agrees_and_pays_the_difference(aoi: Page, deal: Deal) -> None:
    beside.open_request(aoi, deal, beside.CHANGE)
    changes = aoi.locator("#changes")
    expect(changes).to_contain_text(SCOPE)
    expect(changes).to_contain_text("80,000円")
    expect(changes).to_contain_text("95,000円")
    expect(changes).not_to_contain_text("納品の形式")
    acts.follow(aoi, "新しい条件に同意する")
    aoi.get_by_label("パスワードを入力してください").fill(PASSWORD)
    acts.press(aoi, "新しい条件に同意する")
    acts.sees(aoi, "新しい条件に同意しました")
    given = Consent.objects.filter(version__amends__isnull=False)
    assert {(consent.role, consent.method) for consent in given} == {("worker", "password"), ("client", "password")}
    assert (deal.contract.price, deal.escrow(), deal.open_requests()) == (80_000, 80_000, {"change": "awaiting_top_up"})
    acts.follow(aoi, "差額を仮払いする")
    acts.press(aoi, "差額を仮払いする")
    acts.sees(aoi, "差額が仮払いされました")
    assert (deal.contract.price, deal.escrow(), deal.open_requests()) == (95_000, 95_000, {})


def aoi_accepts_and_the_higher_price_is_paid(aoi: Page, deal: Deal) -> None:
    beside.at_contract(aoi, deal)
    acts.accept(aoi)
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 95_000 - 19_000 - 1_900)
