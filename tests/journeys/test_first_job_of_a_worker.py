"""The first job of a worker who has nothing yet: every place says what will stand there; the offer is found, made,
mended and withdrawn by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tachiai.clockwork.queries import now
from tests.cast import Cast
from tests.jobs.market import DRAFT, Market
from tests.journeys import acts

MOST_TABS = 60
NOTHING_YET = {
    "/todo/": "いま、あなたの番のものはありません",
    "/proposals/": "進行中の応募はありません",
    "/jobs/saved/": "気になる!リストは空です",
    "/contracts/": "進行中の契約はありません",
    "/messages/": "メッセージはまだありません",
    "/notices/": "お知らせはまだありません",
    "/money/": "まだお金の動きはありません",
    "/papers/": "まだ帳票はありません",
    "/contests/mine/": "コンペへの提案はまだありません",
}


@pytest.fixture
def zen(cast: Cast, new_page: Callable[..., Page]) -> Page:
    """Zen the worker, without any job until now."""
    return new_page(as_person=cast.zen)


def test_every_place_says_what_will_stand_there(zen: Page) -> None:
    for place, said in NOTHING_YET.items():
        zen.goto(place)
        acts.sees(zen, said)
    zen.goto("/jobs/?q=宇宙船の操縦")
    acts.sees(zen, "条件に合う仕事は見つかりませんでした")
    acts.follow(zen, "すべての募集を見る")


def test_an_offer_is_made_and_withdrawn_by_keyboard_alone(cast: Cast, zen: Page) -> None:
    due_on = acts.today() + timedelta(days=30)
    terms = replace(DRAFT.terms, due_on=due_on)
    Market(cast).listing(
        at=now(), terms=terms, apply_on=due_on - timedelta(days=14), budget_min=30_000, budget_max=30_000
    )
    finds_the_job(zen)
    is_led_to_the_mistake(zen)
    sends_the_offer(zen)
    withdraws_it(zen)


def finds_the_job(page: Page) -> None:
    """The first Tab offers to leave out the header."""
    page.goto("/jobs/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("ﾛｺﾞ")
    page.keyboard.press("Enter")
    acts.sees(page, "1件")
    press_at(page, page.get_by_role("link", name=DRAFT.title))
    press_at(page, page.get_by_role("link", name="応募する", exact=True))


def is_led_to_the_mistake(page: Page) -> None:
    """What is wrong is read first, and leads to its field."""
    acts.sees(page, "30,000円なら、受け取るのは23,400円です")
    press_at(page, page.get_by_role("button", name="応募する", exact=True))
    expect(page.get_by_role("alert")).to_be_focused()
    press_at(page, page.get_by_role("link", name="クライアントへのメッセージ：入力してください。"))
    expect(page.get_by_label("クライアントへのメッセージ")).to_be_focused()


def sends_the_offer(page: Page) -> None:
    page.keyboard.type("線のやわらかいロゴを、三案お見せします。")
    press_at(page, page.get_by_role("button", name="応募する", exact=True))
    acts.sees(page, "応募を送りました")
    expect(acts.clock_bar(page)).to_contain_text("次は葵デザイン室さんの番です")
    expect(page.locator("#offer")).to_contain_text("23,400円")


def withdraws_it(page: Page) -> None:
    press_at(page, page.get_by_role("link", name="応募を辞退する"))
    acts.sees(page, "どちらにも義務は残りません")
    press_at(page, page.get_by_role("button", name="応募を辞退する"))
    acts.sees(page, "応募を辞退しました")


def tab_to(page: Page, target: Locator) -> None:
    """Tab by Tab until `target` has the focus, which eyes can see."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            seen = target.evaluate("element => getComputedStyle(element).outlineStyle")
            assert seen != "none", f"{target}: nobody sees that it has the focus"
            return
    pytest.fail(f"{target} was not reached with {MOST_TABS} Tabs from {page.url}")


def press_at(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")
