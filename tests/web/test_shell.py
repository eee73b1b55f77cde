"""The frame: header and footer for each sort of reader, messages, error pages, the demo's strip."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tachiai.web.navigation import PLACES
from tests.browser import expect_accessible
from tests.web.conftest import parsed

BACKEND = "django.contrib.auth.backends.ModelBackend"


def links(response) -> set[str]:
    return {link.get("href") for link in parsed(response.content.decode()).iter("a")}


class TestThePlaces:
    @pytest.mark.parametrize("place", PLACES, ids=lambda place: place.url)
    def test_have_an_address(self, place):
        assert reverse(place.url)

    def test_are_shown_to_whom_they_concern(self, client, cast):
        """The places of safety stand on the account pages, all others on every page."""
        visitor = links(client.get("/account/login/"))
        client.force_login(cast.ren, backend=BACKEND)
        person = links(client.get("/account/email/"))
        client.force_login(cast.kei, backend=BACKEND)
        staff = links(client.get("/account/email/"))
        for place in PLACES:
            address = reverse(place.url)
            seen = (address in visitor, address in person, address in staff)
            assert (
                seen
                == {
                    "everyone": (True, True, True),
                    "people": (False, True, True),
                    "visitors": (True, False, False),
                    "staff": (False, False, True),
                }[place.for_whom]
            ), place

    def test_mark_where_the_reader_is(self, client, db):
        page = parsed(client.get("/account/login/").content.decode())
        here = [link.get("href") for link in page.iter("a") if link.get("aria-current") == "page"]
        assert set(here) == {"/account/login/"}


@pytest.mark.django_db
class TestTheFrame:
    def test_costs_a_visitor_little(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            client.get("/")

    def test_costs_a_person_little(self, client, cast, django_assert_max_num_queries):
        client.force_login(cast.ren, backend=BACKEND)
        client.get("/")
        with django_assert_max_num_queries(8):
            client.get("/")

    def test_says_nothing_of_a_demo_in_a_real_market(self, client):
        assert "demo-strip" not in client.get("/").content.decode()

    def test_says_in_a_demo_that_it_is_one(self, client, settings):
        settings.DEMO = True
        page = client.get("/").content.decode()
        assert "demo-strip" in page and "これはデモです" in page

    def test_forbids_scripts_and_styles_from_anywhere_else(self, client):
        policy = client.get("/").headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.django_db
class TestWhenSomethingIsWrong:
    @pytest.fixture(autouse=True)
    def addresses(self, site_with_extras):
        pass

    @pytest.mark.parametrize(
        ("path", "status", "japanese", "english"),
        [
            ("/test/nowhere/", 404, "ページが見つかりません", "There is no such page"),
            ("/test/forbidden/", 403, "このページにアクセスする権限がありません", "You do not have permission"),
            ("/test/doubtful/", 400, "送信内容を読み取れませんでした", "The request could not be read"),
            ("/test/broken/", 500, "こちらの不具合で表示できません", "Something went wrong on our side"),
            ("/test/away/", 503, "ただいま少しの間つながりません", "We are away for a moment"),
            ("/test/refused/", 409, "この操作は、いまはできません", "This cannot be done now"),
        ],
    )
    def test_the_page_says_so_in_the_readers_language(self, path, status, japanese, english):
        client = Client(raise_request_exception=False)
        for language, words in (("ja", japanese), ("en", english)):
            response = client.get(path, {"lang": language})
            assert response.status_code == status
            assert words in response.content.decode()
            assert "data-nothing-sent" in response.content.decode()
            parsed(response.content.decode())

    def test_a_form_without_proof_of_origin_changes_nothing(self):
        client = Client(enforce_csrf_checks=True)
        response = client.post("/language/", {"language": "en"})
        assert response.status_code == 403 and "data-nothing-sent" in response.content.decode()
        assert "django_language" not in client.cookies

    @pytest.mark.parametrize(
        ("came_from", "back"),
        [
            ("http://testserver/jobs/?q=a", "/jobs/?q=a"),
            ("http://testserver//evil.example/x", "/"),
            ("http://[x", "/"),
        ],
    )
    def test_such_a_form_is_led_back_to_within_the_site(self, came_from, back):
        client = Client(enforce_csrf_checks=True)
        response = client.post("/language/", {"language": "en"}, headers={"referer": came_from})
        main = parsed(response.content.decode()).find(".//main")
        assert [link.get("href") for link in main.iter("a")][0] == back

    def test_a_fault_asks_the_database_nothing(self, client, django_assert_num_queries, monkeypatch):
        client.raise_request_exception = False
        with django_assert_num_queries(0):
            assert client.get("/test/broken/").status_code == 500

    @pytest.mark.parametrize(("sqlstate", "status"), [("57P03", 503), ("08006", 503), ("40P01", 500), ("57014", 500)])
    def test_only_a_database_that_is_away_is_worth_waiting_for(self, client, sqlstate, status):
        client.raise_request_exception = False
        response = client.get(f"/test/away/{sqlstate}/")
        assert (response.status_code, "Retry-After" in response.headers) == (status, status == 503)

    def test_a_strange_host_is_turned_away(self):
        assert Client().get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize(
        "path", ["/", "/account/login/", "/account/signup/", "/account/password/reset/", "/nowhere/"]
    )
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_pages_of_a_visitor_are_accessible(self, new_page, path, scheme):
        page = new_page(color_scheme=scheme)
        page.goto(path)
        expect_accessible(page)

    @pytest.mark.parametrize("width", [390, 1280])
    def test_the_front_door_of_a_person_is_accessible(self, new_page, cast, width):
        page = new_page(as_person=cast.kei, width=width)
        page.goto("/")
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_the_menu_of_a_telephone_needs_no_script(self, new_page, cast):
        page = new_page(as_person=cast.ren, width=390, java_script_enabled=False)
        page.goto("/")
        page.get_by_text("メニュー", exact=True).click()
        page.get_by_role("button", name="English").click()
        page.get_by_text("Menu", exact=True).click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/")
        page.get_by_text("Menu", exact=True).click()
        expect(page.get_by_role("link", name="Sign in")).to_be_visible()

    def test_escape_closes_a_menu_and_gives_the_focus_back(self, new_page, cast):
        page = new_page(as_person=cast.ren)
        page.goto("/")
        page.locator(".account-menu summary").click()
        expect(page.locator(".account-menu .menu-sheet")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".account-menu .menu-sheet")).to_be_hidden()
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"

    def test_the_first_stop_of_the_keyboard_leads_past_the_header(self, page):
        page.goto("/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
