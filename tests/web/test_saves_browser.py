"""Forms that save themselves in a real browser, when the answer to a save is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tachiai.clockwork.queries import now
from tachiai.contests.models import ContestPlan
from tachiai.jobs.models import Listing
from tachiai.people.models import Person
from tachiai.tasks.models import Submission, TaskPlan
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.jobs.market import Market
from tests.task import Task

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST, MORE, SECOND = "一つめの画面で書いた", "一つめの画面でさらに書いた", "二つめの画面で書いた"
SAVED, UNSAVED, ELSEWHERE = "下書きを保存しました", "いまは保存できません", "別の画面で、この"


@dataclass(frozen=True)
class Form:
    """One page with a form that saves itself: its field, and what is kept of that."""

    person: Person
    address: str
    label: str
    kept: Callable[[], str]

    def opens(self, new_page: Callable[..., Page]) -> Page:
        page = new_page(as_person=self.person)
        page.goto(self.address)
        return page

    def field(self, page: Page) -> Locator:
        return page.get_by_role("textbox", name=self.label)


def listing(cast: Cast) -> Form:
    address = f"/jobs/{Market(cast).draft(at=now())}/edit/"
    return Form(cast.aoi, address, "仕事のタイトル", lambda: Listing.objects.get().title)


def task_plan(cast: Cast) -> Form:
    address = f"/tasks/{Task(cast.aoi, at=now()).listing_id}/settings/"
    return Form(cast.aoi, address, "作業の説明", lambda: TaskPlan.objects.get().form["instructions"])


def answer(cast: Cast) -> Form:
    place = Task(cast.aoi, at=now()).publish().take(cast.ren)
    address = f"/tasks/places/{place.pk}/"
    return Form(cast.ren, address, "そう思う理由", lambda: Submission.objects.get().draft["why"][0])


@pytest.fixture(params=[listing, task_plan, answer])
def form(request: pytest.FixtureRequest, cast: Cast) -> Form:
    return request.param(cast)


def lose(route: Route) -> None:
    """The server has done it; the browser hears nothing."""
    route.fetch()
    route.abort()


def lost(form: Form, page: Page, text: str) -> None:
    page.route("**/autosave/", lose)
    form.field(page).fill(text)
    page.get_by_text(UNSAVED).wait_for()
    page.unroute("**/autosave/")
    assert form.kept() == text


def test_a_window_that_lost_an_answer_goes_on_saving_and_a_second_one_is_told(
    new_page: Callable[..., Page], form: Form
) -> None:
    page, other = form.opens(new_page), form.opens(new_page)
    lost(form, page, FIRST)
    form.field(page).fill(MORE)
    page.get_by_text(SAVED).wait_for()
    assert form.kept() == MORE
    form.field(other).fill(SECOND)
    other.get_by_text(ELSEWHERE).wait_for()
    assert form.kept() == MORE
    expect(form.field(other)).to_have_value(SECOND)


def test_a_window_that_lost_an_answer_can_be_sent(new_page: Callable[..., Page], form: Form) -> None:
    page = form.opens(new_page)
    lost(form, page, FIRST)
    form.field(page).fill(MORE)
    page.get_by_role("button", name=re.compile("下書きを?保存")).last.click()
    expect(form.field(page)).to_have_value(MORE)
    expect(page.get_by_text(ELSEWHERE)).to_have_count(0)
    assert form.kept() == MORE


def test_what_a_reload_brings_back_after_a_lost_answer_is_saved(new_page: Callable[..., Page], form: Form) -> None:
    page = form.opens(new_page)
    lost(form, page, FIRST)
    page.route("**/autosave/", lambda route: route.abort())
    form.field(page).fill(MORE)
    page.unroute("**/autosave/")
    page.reload()
    expect(form.field(page)).to_have_value(MORE)
    form.field(page).fill(f"{MORE}。")
    page.get_by_text(SAVED).wait_for()
    assert form.kept() == f"{MORE}。"


def test_a_contest_whose_answer_was_lost_is_sent_again_and_a_second_window_is_told(
    new_page: Callable[..., Page], cast: Cast
) -> None:
    address = f"/contests/{Stage(cast, at=now()).listing_id}/settings/"
    page, other = new_page(as_person=cast.aoi), new_page(as_person=cast.aoi, width=390)
    for window in (page, other):
        window.goto(address)
    page.get_by_label("選定の基準").fill(FIRST)
    page.route("**/settings/", lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    with page.expect_event("requestfailed", lambda request: request.method == "POST"):
        page.get_by_role("button", name="保存して仮払いへ進む").click(no_wait_after=True)
    page.unroute("**/settings/")
    assert ContestPlan.objects.get().criteria == [FIRST]
    page.goto(address)
    page.get_by_label("選定の基準").fill(MORE)
    page.get_by_role("button", name="保存して仮払いへ進む").click()
    page.wait_for_url("**/deposit/")
    assert ContestPlan.objects.get().criteria == [MORE]
    criteria = other.locator("[name=criteria]")
    criteria.fill(SECOND)
    other.locator("form[data-keep] button").first.click()
    other.get_by_text(ELSEWHERE).wait_for()
    expect(criteria).to_have_value(SECOND)
    assert ContestPlan.objects.get().criteria == [MORE]
    other.locator("form[data-keep] button").first.click()
    other.wait_for_url("**/deposit/")
    assert ContestPlan.objects.get().criteria == [SECOND]
