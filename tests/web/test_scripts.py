"""The three small scripts: a form is sent once, a draft saves itself, a half-typed form survives."""

from __future__ import annotations

import json
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.cast import PASSWORD
from tests.web import addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def extras(site_with_extras):
    addresses.saved.clear()


def open_form(new_page, person):
    page = new_page(as_person=person)
    page.goto("/test/form/")
    return page


def fill_in(page, title: str) -> None:
    page.locator("#id_title").fill(title)
    page.locator("#id_budget").fill("12,000円")
    page.locator("#id_due_on").fill("2026-12-10")
    page.get_by_label("assigned").check()
    page.locator("#id_stars input").nth(3).check(force=True)
    page.get_by_label("Agreed").check()


def typed(page) -> dict[str, object]:
    return {
        "title": page.locator("#id_title").input_value(),
        "budget": page.locator("#id_budget").input_value(),
        "rights": page.locator("input[name=rights]:checked").get_attribute("value"),
        "stars": page.locator("input[name=stars]:checked").get_attribute("value"),
        "agreed": page.get_by_label("Agreed").is_checked(),
    }


WHOLE = {"title": "途中まで", "budget": "12,000円", "rights": "assigned", "stars": "4", "agreed": True}


def kept(page) -> int:
    return page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('tachiai.form.')).length")


class TestAHalfTypedForm:
    def test_survives_a_reload(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "途中まで")
        page.reload()
        assert typed(page) == WHOLE
        expect(page.locator("[data-keep-status]")).to_have_text("前に入力した内容を戻しました。")

    def test_survives_an_expired_sign_in(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "途中まで")
        Session.objects.all().delete()
        page.get_by_role("button", name="OK").click()
        page.get_by_label("メールアドレス").fill(cast.ren.email)
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="ログインする").click()
        page.wait_for_url("/test/form/")
        assert typed(page) == WHOLE

    def test_survives_a_connection_that_is_lost_on_sending(self, new_page, cast):
        page = new_page(as_person=cast.ren)
        page.goto("/")
        page.goto("/test/form/")
        fill_in(page, "途中まで")
        page.context.set_offline(True)
        with page.expect_event("requestfailed", lambda request: request.method == "POST"):
            page.get_by_role("button", name="OK").click()
        page.wait_for_function("document.querySelector('#sample') === null")
        page.context.set_offline(False)
        page.go_back()
        page.goto("/test/form/")
        assert typed(page) == WHOLE

    def test_survives_when_nothing_came_back_and_its_writer_goes_on(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "途中まで")
        page.route("**/test/form/", lambda route: route.fulfill(status=204))
        with page.expect_response("**/test/form/"):
            page.get_by_role("button", name="OK").click()
        page.unroute("**/test/form/")
        page.locator("footer a[href]").first.click()
        page.wait_for_url(lambda url: "/test/form/" not in url)
        page.goto("/test/form/")
        assert typed(page) == WHOLE

    @pytest.mark.parametrize("answer", ["nowhere", "forbidden", "doubtful", "refused", "broken"])
    def test_survives_an_answer_that_says_that_nothing_was_done(self, new_page, cast, answer):
        page = open_form(new_page, cast.ren)
        fill_in(page, "途中まで")
        page.evaluate("address => { document.querySelector('#sample').action = address; }", f"/test/{answer}/")
        page.get_by_role("button", name="OK").click()
        page.wait_for_url(f"/test/{answer}/")
        page.goto("/test/form/")
        assert typed(page) == WHOLE

    def test_is_forgotten_once_it_arrived_in_a_browser_that_does_not_say_where_one_comes_from(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        page.add_init_script("Object.defineProperty(document, 'referrer', { value: '' })")
        fill_in(page, "送信する")
        page.get_by_role("button", name="OK").click()
        page.wait_for_url("/test/arrived/")
        assert kept(page) == 0

    def test_is_forgotten_once_it_arrived(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "送信する")
        page.get_by_role("button", name="OK").click()
        page.wait_for_url("/test/arrived/")
        assert kept(page) == 0
        page.goto("/test/form/")
        expect(page.locator("#id_title")).to_have_value("")

    def test_shows_what_the_server_answered_when_something_was_wrong(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "")
        page.get_by_role("button", name="OK").click()
        page.locator(".form-errors").wait_for()
        expect(page.locator("#id_budget")).to_have_value("12,000円")
        page.get_by_role("link", name="仕事のタイトル").click()
        assert page.url.endswith("#id_title")

    def test_is_forgotten_when_its_person_leaves(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "途中まで")
        page.locator(".account-menu summary").click()
        page.locator(".account-menu").get_by_role("button", name="ログアウト").click()
        page.wait_for_url("/")
        assert kept(page) == 0

    def test_keeps_no_password(self, new_page):
        page = new_page()
        page.goto("/account/login/")
        page.get_by_label("パスワード", exact=True).fill("very secret")
        assert "very secret" not in json.dumps(page.evaluate("({...sessionStorage})"))


class TestADraft:
    def test_saves_itself_and_says_so(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "下書き")
        page.get_by_text("下書きを保存しました").wait_for()
        assert addresses.saved[-1]["title"] == "下書き" and addresses.saved[-1]["rights"] == "assigned"
        assert page.locator("[data-autosave-status]").get_attribute("role") == "status"

    def test_loses_nothing_while_offline(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        page.context.set_offline(True)
        fill_in(page, "電車の中")
        page.get_by_text("いまは保存できません").wait_for()
        assert not addresses.saved
        page.context.set_offline(False)
        page.get_by_text("下書きを保存しました").wait_for()
        assert addresses.saved[-1]["title"] == "電車の中"

    def test_that_comes_back_with_the_page_is_saved_without_another_key(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        page.context.set_offline(True)
        fill_in(page, "トンネルの中")
        page.get_by_text("いまは保存できません").wait_for()
        page.context.set_offline(False)
        page.goto("/test/form/")
        page.get_by_text("下書きを保存しました").wait_for()
        assert addresses.saved[-1]["title"] == "トンネルの中"

    def test_of_whoever_is_signed_out_meanwhile_says_so_and_stops(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        Session.objects.all().delete()
        page.locator("form[data-autosave-url]").evaluate("form => { form.dataset.autosaveUrl = '/test/form/' }")
        fill_in(page, "途中まで")
        page.get_by_text("ログインが切れました").wait_for()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("#id_title").fill("もっと書く")
        time.sleep(3)
        assert not asked

    def test_that_is_refused_says_why(self, new_page, cast, monkeypatch):
        monkeypatch.setattr(addresses, "refused", ["別の画面で変わりました。"])
        page = open_form(new_page, cast.ren)
        fill_in(page, "二つめの画面")
        page.get_by_text("別の画面で変わりました。").wait_for()

    def test_is_quiet_while_nothing_changes(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "一度だけ")
        page.get_by_text("下書きを保存しました").wait_for()
        count = len(addresses.saved)
        time.sleep(3)
        assert len(addresses.saved) == count


PRESS_THREE_TIMES = """() => {
  let sent = 0;
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) sent += 1;
    event.preventDefault();
  });
  const button = document.querySelector("#sample .button");
  for (let press = 0; press < 3; press += 1) button.click();
  return sent;
}"""


class TestASubmit:
    def test_is_sent_once_however_often_it_is_pressed(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        assert page.evaluate(PRESS_THREE_TIMES) == 1
        page.locator("#sample .button[aria-busy=true]").wait_for()

    def test_can_be_sent_again_after_coming_back(self, new_page, cast):
        page = open_form(new_page, cast.ren)
        fill_in(page, "送信する")
        page.get_by_role("button", name="OK").click()
        page.wait_for_url("/test/arrived/")
        page.go_back()
        fill_in(page, "もう一度")
        page.get_by_role("button", name="OK").click()
        page.wait_for_url("/test/arrived/")
