"""Signing up, signing in and keeping an account safe: every page wears our design, and its scripts pass the policy."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.test import Client
from playwright.sync_api import expect

from tests.browser import expect_accessible
from tests.cast import PASSWORD
from tests.web.conftest import parsed

BACKEND = "django.contrib.auth.backends.ModelBackend"
VISITORS_PAGES = (
    "login/", "signup/", "password/reset/", "password/reset/done/", "confirm-email/", "confirm-email/no-such-key/",
    "password/reset/key/1-set-password/", "inactive/",
)  # fmt: skip
OWN_PAGES = (
    "email/", "password/change/", "logout/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/",
    "sessions/", "reauthenticate/",
)  # fmt: skip


def page_of(response) -> str:
    html = response.content.decode()
    document = parsed(html)
    assert len(list(document.iter("h1"))) == 1
    assert document.find(".//main") is not None and "site-header" in html
    return html


@pytest.mark.django_db
class TestThePages:
    @pytest.mark.parametrize("path", VISITORS_PAGES)
    def test_of_visitors_are_valid_in_both_languages(self, client, path):
        for language in ("ja", "en"):
            page_of(client.get(f"/account/{path}", {"lang": language}))

    @pytest.mark.parametrize("path", OWN_PAGES)
    def test_of_people_are_valid_in_both_languages(self, client, cast, path):
        client.post("/account/login/", {"login": cast.ren.email, "password": PASSWORD})
        client.post("/account/reauthenticate/", {"password": PASSWORD})
        for language in ("ja", "en"):
            page_of(client.get(f"/account/{path}", {"lang": language}))

    def test_say_what_is_wrong_and_keep_the_address(self, client):
        html = page_of(client.post("/account/login/", {"login": "aoi@example.com", "password": "wrong"}))
        assert "form-errors" in html and 'value="aoi@example.com"' in html and "wrong" not in html

    def test_of_entrances_say_that_nothing_was_sent(self, client):
        assert "data-nothing-sent" in client.get("/account/login/").content.decode()
        assert "data-nothing-sent" not in client.get("/").content.decode()

    def test_ask_for_the_origin(self, cast):
        client = Client(enforce_csrf_checks=True)
        assert client.post("/account/login/", {"login": cast.ren.email, "password": PASSWORD}).status_code == 403


def sign_in(page, person) -> None:
    page.goto("/account/login/")
    page.get_by_label("メールアドレス").fill(person.email)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログインする").click()
    page.wait_for_url("/")


def confirm_it_is_me(page) -> None:
    """Before anything about security changes, the password is asked for again."""
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="確認する").click()


def virtual_key(page) -> None:
    """A security key inside the browser that always agrees."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def at_localhost(live_server, settings) -> str:
    """Passkeys are bound to a name; an address in digits is none."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    def test_signing_in_works_and_works_without_scripts(self, new_page, cast):
        for scripts in (True, False):
            page = new_page(java_script_enabled=scripts)
            sign_in(page, cast.ren)
            expect(page.get_by_text("蓮").first).to_be_visible()

    def test_a_passkey_is_made_and_opens_the_door(self, new_page, cast, at_localhost):
        page = new_page()
        virtual_key(page)
        page.goto(f"{at_localhost}/account/login/")
        page.get_by_label("メールアドレス").fill(cast.ren.email)
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="ログインする").click()
        page.wait_for_url(f"{at_localhost}/")
        page.goto(f"{at_localhost}/account/2fa/webauthn/add/")
        confirm_it_is_me(page)
        page.locator("#id_passwordless").check()
        page.get_by_role("button", name="登録").click()
        page.wait_for_url("**/account/2fa/recovery-codes/**")
        page.goto(f"{at_localhost}/account/logout/")
        page.locator("main").get_by_role("button").click()
        page.goto(f"{at_localhost}/account/login/")
        page.get_by_role("button", name="パスキーでログイン").click()
        page.wait_for_url(f"{at_localhost}/")
        expect(page.get_by_text("蓮").first).to_be_visible()

    def test_an_authenticator_app_is_set_up(self, new_page, cast):
        page = new_page()
        sign_in(page, cast.ren)
        page.goto("/account/2fa/totp/activate/")
        confirm_it_is_me(page)
        expect_accessible(page)
        secret = page.locator("#authenticator_secret").input_value()
        code = hotp_value(secret, next(iter(yield_hotp_counters_from_time())))
        page.locator("#id_code").fill(f"{code:06}")
        page.get_by_role("button", name="有効化する").click()
        page.wait_for_url("**/account/2fa/recovery-codes/**")
        expect_accessible(page)

    @pytest.mark.parametrize("path", ["email/", "password/change/", "2fa/", "2fa/webauthn/add/", "sessions/"])
    def test_pages_of_people_are_accessible(self, new_page, cast, path):
        page = new_page(width=390)
        sign_in(page, cast.ren)
        page.goto(f"/account/{path}")
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
