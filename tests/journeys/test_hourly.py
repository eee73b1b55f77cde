"""時間単価制: a week is paid in, hours are logged and reviewed, and nobody's silence keeps anybody's money."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import Page, expect

from tachiai.clockwork.actions import move_demo_clock
from tachiai.clockwork.queries import now
from tachiai.config.schedule import run_due
from tachiai.kernel.calendar import TOKYO, local_date
from tests.cast import Cast
from tests.hours import HOURS, RATE, HourlyDeal
from tests.journeys import acts, beside

TUESDAY = 1


def until(weekday: int, clock: str) -> None:
    """The market's clock goes on to that time of the next such day; everything due on the way happens."""
    today = local_date(now())
    day = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    end = datetime.combine(day, time.fromisoformat(clock), tzinfo=TOKYO)
    while (left := end - now()) > timedelta(0):
        move_demo_clock(by=min(timedelta(hours=6), left))
        run_due(now())


@pytest.fixture
def deal(cast: Cast) -> HourlyDeal:
    """Aoi and Ren have agreed on ten hours a week, on a Tuesday morning."""
    assert cast.kei.is_staff
    until(TUESDAY, "10:00")
    return HourlyDeal(cast.aoi, cast.ren, at=now())


def paid_in(aoi: Page, deal: HourlyDeal) -> None:
    beside.at_contract(aoi, deal)
    acts.follow(aoi, "最初の週を仮払いする")
    acts.press(aoi, "最初の週を仮払いする")
    acts.sees(aoi, "最初の週の仮払いが完了しました")
    assert deal.held() == RATE * HOURS


def timed(ren: Page, deal: HourlyDeal, note: str, minutes: int) -> None:
    """Ren works by the timer."""
    beside.at_contract(ren, deal)
    ren.locator("#timer").get_by_label("何をしたか").fill(note)
    acts.press(ren, "業務を始める")
    move_demo_clock(by=timedelta(minutes=minutes))
    beside.at_contract(ren, deal)
    acts.press(ren, "業務を止める")
    acts.sees(ren, "働いた時間を記録しました")


def test_a_week_is_worked_approved_and_the_next_is_left_to_silence(aoi: Page, ren: Page, deal: HourlyDeal) -> None:
    beside.at_contract(ren, deal)
    acts.sees(ren, "仮払いが確認できるまで、業務を始めないでください")
    paid_in(aoi, deal)
    timed(ren, deal, "問い合わせ12件に返事", 120)
    until(TUESDAY, "09:00")
    beside.at_contract(aoi, deal)
    expect(aoi.locator("#clock")).to_contain_text("記録の確認")
    aoi.locator("#weeks").get_by_role("link", name="第1週").first.click()
    acts.sees(aoi, "問い合わせ12件に返事")
    acts.follow(aoi, "承認して支払う")
    acts.press(aoi, "承認して支払う")
    acts.sees(aoi, "記録が承認され、支払われました")
    assert deal.weeks[0].paid == 2 * RATE
    # The next week is paid in out of what came back and a new transfer; Ren works, and Aoi says nothing more.
    beside.at_contract(aoi, deal)
    aoi.locator("#weeks").get_by_role("link", name="からの週を仮払いする").first.click()
    acts.press(aoi, "この週を仮払いする")
    acts.sees(aoi, "この週の仮払いが完了しました")
    timed(ren, deal, "問い合わせ4件に返事", 60)
    until(4, "09:00")
    until(4, "09:00")
    assert [(week.state, week.paid) for week in deal.weeks[:2]] == [("paid", 2 * RATE), ("paid", RATE)]
    assert deal.held() == 0


def test_a_contested_line_is_settled_apart_and_an_empty_week_goes_back(aoi: Page, ren: Page, deal: HourlyDeal) -> None:
    paid_in(aoi, deal)
    timed(ren, deal, "問い合わせに返事", 60)
    timed(ren, deal, "棚の写真を整理", 60)
    until(TUESDAY, "09:00")
    beside.at_contract(aoi, deal)
    aoi.locator("#weeks").get_by_role("link", name="第1週").first.click()
    acts.follow(aoi, "行に異議を出す")
    line = aoi.get_by_role("group", name="棚の写真を整理")
    line.get_by_label("この行に異議がある").check()
    line.get_by_label("異議の理由").fill("写真の整理は頼んでいません。")
    acts.press(aoi, "行に異議を出す")
    acts.sees(aoi, "一部の行に異議が出されました")
    assert (deal.weeks[0].paid, deal.held()) == (RATE, RATE)
    beside.at_contract(ren, deal)
    ren.locator("#weeks").get_by_role("link", name="第1週").first.click()
    acts.sees(ren, "写真の整理は頼んでいません。")
    acts.follow(ren, "分け方を提案する")
    ren.get_by_label("ワーカーに支払う額").fill("500")
    ren.get_by_label("理由", exact=True).fill("半分は必要な作業でした。")
    acts.press(ren, "分け方を提案する")
    beside.at_contract(aoi, deal)
    aoi.locator("#weeks").get_by_role("link", name="第1週").first.click()
    acts.follow(aoi, "提案を受け入れる")
    acts.press(aoi, "提案を受け入れる")
    acts.sees(aoi, "提案どおりに分けました")
    assert (deal.weeks[0].state, deal.weeks[0].paid) == ("settled", RATE + 500)
    # The week that runs is paid in, but Ren logs nothing: all of it comes back by itself.
    beside.at_contract(aoi, deal)
    aoi.locator("#weeks").get_by_role("link", name="からの週を仮払いする").first.click()
    acts.press(aoi, "この週を仮払いする")
    until(2, "09:00")
    until(2, "09:00")
    assert "returned" in {week.state for week in deal.weeks}
    assert deal.held() == 0
