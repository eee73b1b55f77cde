"""Silence while something was asked for: whoever asked is led out, and money follows the record."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.deal import Deal
from tests.journeys import acts, beside

DaysPass = Callable[[int], None]


def test_a_silent_worker_is_reminded_then_the_client_ends_it_and_the_worker_shows_why(
    cast: Cast, aoi: Page, ren: Page, new_page: Callable[..., Page], deal: Deal, days_pass: DaysPass
) -> None:
    deal.deposit()
    the_conditions_are_shown_with_their_figures(aoi, deal, days_pass)
    days_pass(8)
    aoi_ends_what_nobody_answered(aoi, deal)
    ren_shows_why(ren, deal)
    staff_lift_the_rating(new_page(as_person=cast.kei), deal)
    beside.at_contract(ren, deal)
    acts.sees(ren, "この評価は取り消されました")
    assert (deal.escrow(), deal.wallet(deal.client), deal.wallet(deal.worker)) == (0, deal.contract.price, 0)


def the_conditions_are_shown_with_their_figures(aoi: Page, deal: Deal, days_pass: DaysPass) -> None:
    days_pass(2)
    beside.at_contract(aoi, deal)
    beside.way_in(aoi, beside.REMINDER)
    conditions = aoi.locator("#conditions").get_by_role("listitem")
    expect(conditions.filter(has_text="まだです")).to_have_count(1)
    expect(conditions.filter(has_text="まだです")).to_contain_text("から2日です。3日たつと申請できます")
    expect(aoi.get_by_role("button", name="連絡催促申請を送信")).to_be_disabled()
    expect(aoi.locator("#outcomes")).to_contain_text("全額")
    days_pass(1)
    aoi.reload()
    expect(conditions.filter(has_text="まだです")).to_have_count(0)
    acts.press(aoi, "連絡催促申請を送信")
    acts.sees(aoi, "連絡催促申請が送られました")
    expect(acts.clock_bar(aoi)).to_contain_text("次は蓮さんの番です")


def aoi_ends_what_nobody_answered(aoi: Page, deal: Deal) -> None:
    beside.open_request(aoi, deal, beside.REMINDER)
    expect(acts.clock_bar(aoi)).to_contain_text("次はあなたの番です")
    beside.answer(aoi, "契約を終了する", "返事がなかったため、契約が終了しました")
    beside.at_contract(aoi, deal)
    beside.sees_rows(aoi, クライアントへの返金=-deal.contract.price, 預かり中=0)
    deal.expect("terminated")


def ren_shows_why(ren: Page, deal: Deal) -> None:
    ren.goto("/")
    acts.open_ended_contract(ren, deal.contract.title)
    acts.sees(ren, "規則によって自動でつけられました")
    acts.follow(ren, "取り消しを申し立てる")
    ren.get_by_label("返事ができなかった事情").fill("入院しており、電話も手に取れませんでした。")
    proof = {"name": "入院の証明.txt", "mimeType": "text/plain", "buffer": "入院の証明".encode()}
    ren.get_by_label("ファイル").set_input_files([proof])
    acts.press(ren, "取り消しを申し立てる")
    acts.sees(ren, "申し立てを送りました")


def staff_lift_the_rating(kei: Page, deal: Deal) -> None:
    beside.at_contract(kei, deal)
    acts.follow(kei, "申し立てを見る")
    acts.sees(kei, "入院しており")
    expect(kei.get_by_role("link", name="入院の証明.txt")).to_be_visible()
    kei.get_by_label("理由").fill("証明の期間と、お返事のなかった期間が重なっています。")
    acts.press(kei, "評価を取り消す")
    acts.sees(kei, "自動評価は取り消されました")


def test_a_reminder_of_a_silent_client_leaves_the_delivery_on_its_own_clock(
    aoi: Page, ren: Page, deal: Deal, days_pass: DaysPass
) -> None:
    deal.deposit()
    deal.deliver()
    days_pass(3)
    beside.at_contract(ren, deal)
    beside.way_in(ren, beside.REMINDER)
    expect(ren.locator("#outcomes")).to_contain_text("検収済みとみなして報酬を支払います")
    acts.press(ren, "連絡催促申請を送信")
    days_pass(8)
    beside.open_request(ren, deal, beside.REMINDER)
    ending = ren.locator("#steps").get_by_role("listitem").filter(has_text="契約を終了する")
    expect(ending).to_contain_text("いまの状態（検収遅れ）では、この操作はできません")
    expect(ending.get_by_role("link")).to_have_count(0)
    days_pass(5)
    beside.at_contract(ren, deal)
    expect(acts.clock_bar(ren)).to_contain_text("報酬が支払われ、契約は完了しました")
    expect(ren.locator("#rating")).not_to_contain_text("規則による評価")
    deal.expect("completed")
    assert deal.open_requests() == {}
    assert (deal.escrow(), deal.wallet(deal.worker)) == (0, 62_400)


def test_when_both_are_silent_an_early_end_that_was_asked_for_comes_by_itself(
    aoi: Page, ren: Page, deal: Deal, days_pass: DaysPass
) -> None:
    deal.deposit()
    beside.at_contract(ren, deal)
    beside.ask_to_end(ren, 30_000, "案を一つ仕上げたところで、続けられなくなりました。")
    acts.sees(ren, "提案にかかわらずクライアントに全額返金され")
    days_pass(8)
    aoi.goto("/")
    acts.open_ended_contract(aoi, deal.contract.title)
    beside.sees_rows(aoi, クライアントへの返金=-deal.contract.price, 預かり中=0)
    expect(aoi.locator("#timeline")).to_contain_text("期限までに返事がないときは記録にしたがい")
    deal.expect("terminated")
    assert (deal.escrow(), deal.wallet(deal.client), deal.wallet(deal.worker)) == (0, deal.contract.price, 0)


def test_when_both_are_silent_a_change_that_was_asked_for_ends_and_so_does_the_contract(
    aoi: Page, deal: Deal, days_pass: DaysPass
) -> None:
    deal.deposit()
    deal.ask("change", deal.worker)
    beside.at_contract(aoi, deal)
    expect(aoi.locator("#requests")).to_contain_text("同意待ち")
    days_pass(8)
    aoi.reload()
    expect(aoi.locator("#requests")).to_have_count(0)
    days_pass(14 + 15 + 31 - 8)
    aoi.reload()
    expect(acts.clock_bar(aoi)).to_contain_text("契約は途中で終了しました")
    beside.sees_rows(aoi, クライアントへの返金=-deal.contract.price)
    assert (deal.open_requests(), deal.escrow(), deal.wallet(deal.client)) == ({}, 0, deal.contract.price)
