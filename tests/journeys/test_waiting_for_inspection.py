"""A worker has delivered and hears nothing: at each step the page says who must act, by when, and what silence brings.
The client who comes back after all reads what was done without them, and by which rule."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts, beside

DaysPass = Callable[[int], None]


def test_a_silent_client_costs_a_worker_nothing_but_two_weeks(
    cast: Cast, ren: Page, new_page: Callable[..., Page], deal: Deal, days_pass: DaysPass
) -> None:
    deal.deposit()
    deal.deliver()
    what_cannot_be_done_yet_says_why(ren, deal, days_pass)
    a_reminder_ends_nothing_that_was_delivered(ren, deal, days_pass)

    days_pass(5)
    ren.reload()
    expect(acts.clock_bar(ren)).to_contain_text("報酬が支払われ、契約は完了しました")
    headings = ren.get_by_role("heading", level=2).all_inner_texts()
    assert headings.index("評価") < headings.index("うまくいかないとき"), "what is left to do comes first"
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 62_400)
    the_client_reads_what_was_done(new_page(as_person=cast.aoi, width=390), deal)


def what_cannot_be_done_yet_says_why(ren: Page, deal: Deal, days_pass: DaysPass) -> None:
    beside.at_contract(ren, deal)
    expect(acts.clock_bar(ren)).to_contain_text("次は葵デザイン室さんの番です")
    expect(acts.clock_bar(ren)).to_contain_text("検収済みとみなして報酬を支払います")
    expect(beside.opening(ren, beside.TERMINATION)).to_contain_text("検収を待つあいだは、途中で終えられません")
    expect(beside.opening(ren, beside.CHANGE)).to_contain_text("「検収不合格にする」を選んで業務に戻ると")
    beside.way_in(ren, beside.REMINDER)
    acts.sees(ren, "から0日です。3日たつと申請できます（")
    days_pass(3)
    ren.reload()
    acts.press(ren, "連絡催促申請を送信")
    expect(acts.clock_bar(ren)).to_contain_text("検収の期限はそのまま進み")


def a_reminder_ends_nothing_that_was_delivered(ren: Page, deal: Deal, days_pass: DaysPass) -> None:
    days_pass(8)
    beside.at_contract(ren, deal)
    acts.sees(ren, "検収遅れ")
    reminder = ren.locator("#requests")
    expect(reminder).to_contain_text("検収の期限を待つか、話し合いの場を開く")
    expect(reminder).not_to_contain_text("契約を終了するか")
    expect(beside.opening(ren, beside.MEDIATION)).not_to_contain_text("いまはできません")


def the_client_reads_what_was_done(aoi: Page, deal: Deal) -> None:
    aoi.goto("/notices/")
    aoi.get_by_role("button", name="検収済みとみなし、報酬をお支払いしました").click()
    story = aoi.locator("#timeline")
    expect(story).to_contain_text("検収がないまま期限が過ぎたため、検収済みとみなして報酬を支払いました。")
    expect(story.get_by_text("規則：")).to_have_count(2)
    expect(aoi.locator("#terms").get_by_text("みなし合格")).to_have_count(3)
    expect_accessible(aoi)


def test_a_contract_that_never_began_says_so_to_the_one_who_comes_back(
    aoi: Page, ren: Page, deal: Deal, days_pass: DaysPass
) -> None:
    beside.at_contract(ren, deal)
    for kind in (beside.TERMINATION, beside.MEDIATION):
        expect(beside.opening(ren, kind)).to_contain_text("「契約を取りやめる」をお使いください")
    days_pass(15)
    beside.at_contract(aoi, deal)
    expect(acts.clock_bar(aoi)).to_contain_text("支払いの義務はどちらにもありません")
    expect(aoi.locator("#terms").get_by_text("検収なし")).to_have_count(3)
