"""The place of a task in a real browser: two windows of one worker, and a save that is on its way."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tachiai.clockwork.queries import now
from tachiai.tasks.models import Submission
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "そう思う理由"
FIRST, SECOND = "一つめの画面で書いた", "二つめの画面で書いた"


@pytest.fixture
def place(cast: Cast) -> Submission:
    return Task(cast.aoi, at=now()).publish().take(cast.ren)


@pytest.fixture
def windows(new_page, cast: Cast, place: Submission) -> tuple[Page, Page]:
    """Both were open before anything was typed; the first has saved."""
    pages = new_page(as_person=cast.ren), new_page(as_person=cast.ren, width=390)
    for page in pages:
        page.goto(f"/tasks/places/{place.pk}/")
    write(pages[0], FIRST)
    pages[0].get_by_text("下書きを保存しました").wait_for()
    return pages


def write(page: Page, text: str) -> None:
    page.get_by_label(WHY).fill(text)


def kept(place: Submission) -> dict[str, list[str]]:
    place.refresh_from_db()
    return place.draft


def test_the_second_window_is_told_and_shows_both(windows: tuple[Page, Page], place: Submission) -> None:
    _, page = windows
    write(page, SECOND)
    page.get_by_text("別の画面で、この回答があとから保存されました").wait_for()
    assert kept(place) == {"why": [FIRST]}
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.get_by_role("region", name="別の画面の回答").get_by_label(WHY)).to_have_value(FIRST)
    mine = page.locator("#answer-form").get_by_label(WHY)
    expect(mine).to_have_value(SECOND)
    expect_accessible(page)
    mine.fill(f"{SECOND}。")
    time.sleep(3)
    assert kept(place) == {"why": [FIRST]}, "nothing is saved by itself before one of the two is chosen"
    page.get_by_role("button", name="下書きを保存").click()
    page.get_by_text("下書きを保存しました。").wait_for()
    assert kept(place) == {"why": [f"{SECOND}。"]}


def test_the_second_window_can_go_on_with_the_first(windows: tuple[Page, Page], place: Submission) -> None:
    _, page = windows
    write(page, SECOND)
    page.get_by_role("button", name="送信して終わる").click()
    page.locator("#answer-form").get_by_label(WHY).fill("やはりやめる")
    page.get_by_role("button", name="この画面の入力をやめて").click()
    expect(page.get_by_label(WHY)).to_have_value(FIRST)
    assert kept(place) == {"why": [FIRST]}


def test_what_a_reload_brings_back_is_not_saved_over_the_other(windows: tuple[Page, Page], place: Submission) -> None:
    _, page = windows
    page.route("**/autosave/", lambda route: route.abort())
    write(page, SECOND)
    page.unroute("**/autosave/")
    page.reload()
    expect(page.get_by_label(WHY)).to_have_value(SECOND)
    page.get_by_label(WHY).press_sequentially("。")
    page.get_by_text("別の画面で、この回答があとから保存されました").wait_for()
    assert kept(place) == {"why": [FIRST]}


def test_a_save_on_its_way_is_no_other_window(windows: tuple[Page, Page], place: Submission) -> None:
    """What the server has kept already and the page has not heard of yet."""
    page, _ = windows
    on_its_way: list[tuple[Route, APIResponse]] = []
    page.route("**/autosave/", lambda route: on_its_way.append((route, route.fetch())))
    write(page, f"{FIRST}。")
    while not on_its_way:
        page.wait_for_timeout(100)
    write(page, f"{FIRST}。やはり。")
    page.get_by_label("よい").check()
    page.get_by_role("button", name="送信して終わる").click(no_wait_after=True)
    page.wait_for_timeout(500)
    route, answer = on_its_way[0]
    route.fulfill(response=answer)
    page.get_by_text("回答を送信しました").wait_for()
    place.refresh_from_db()
    assert place.values == {"mood": "よい", "why": f"{FIRST}。やはり。"}
