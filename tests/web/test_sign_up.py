"""Signing up, and the mails around signing in, through a real mail server and a real background worker."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import allauth
import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test import Client

from tachiai.kernel.texts import CATALOGUE
from tachiai.people.models import Person
from tests.cast import PASSWORD
from tests.notices.conftest import inbox, work  # noqa: F401
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db(transaction=True)
SIGN_UP = {
    "display_name": "ゆい",
    "email": "yui@example.com",
    "password1": "five-quiet-otters-77",
    "password2": "five-quiet-otters-77",
    "terms": "on",
}
UNUSED = {"login_code", "password_reset_code"}


def link_in(mail):
    (address,) = re.findall(r"http\S+/account/\S+", mail.get_content())
    return re.sub(r"^http://[^/]+", "", address)


def log_in(client, email, password):
    return client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client):
    return client.get("/settings/").status_code == 200


class TestSigningUp:
    def test_leads_from_the_form_over_the_mail_to_a_signed_in_person(self, client, inbox, work):  # noqa: F811
        answer = client.post("/account/signup/", SIGN_UP)
        assert answer.url == "/account/confirm-email/"
        log_in(client, "yui@example.com", SIGN_UP["password1"])
        assert not is_signed_in(client), "not before the address is confirmed"

        work()
        mail = inbox.to("yui@example.com")
        assert mail["Subject"].strip() == "メールアドレスの確認をお願いします"
        page = client.get(link_in(mail))
        parsed(page.content.decode())
        assert not is_signed_in(client), "a mail scanner that follows links confirms nothing"
        client.post(link_in(mail))
        log_in(client, "yui@example.com", SIGN_UP["password1"])
        assert is_signed_in(client)
        yui = Person.objects.get()
        assert (yui.display_name, yui.language, yui.is_staff) == ("ゆい", "ja", False)

    def test_in_english_makes_an_english_reader(self, client, inbox, work):  # noqa: F811
        client.get("/account/signup/", {"lang": "en"})
        client.post("/account/signup/", SIGN_UP)
        work()
        assert Person.objects.get().language == "en"
        assert inbox.to("yui@example.com")["Subject"].strip() == "Please confirm your mail address"

    @pytest.mark.parametrize(
        "change", [{"terms": ""}, {"display_name": ""}, {"password2": "other"}, {"password1": "12345678"}]
    )
    def test_is_refused_with_what_was_typed_still_there(self, client, change):
        html = client.post("/account/signup/", {**SIGN_UP, **change}).content.decode()
        parsed(html)
        assert 'value="yui@example.com"' in html
        assert "five-quiet-otters-77" not in html
        assert not Person.objects.exists()

    def test_with_a_known_address_tells_its_owner_and_not_the_visitor(self, client, cast, inbox, work):  # noqa: F811
        answer = client.post("/account/signup/", {**SIGN_UP, "email": cast.aoi.email})
        assert answer.url == "/account/confirm-email/"
        work()
        assert inbox.to(cast.aoi.email)["Subject"].strip() == "このメールアドレスは登録済みです"
        assert Person.objects.count() == 1

    def test_cannot_make_staff_or_choose_a_number(self, client):
        client.post("/account/signup/", {**SIGN_UP, "is_staff": "on", "id": "1", "is_active": ""})
        assert not Person.objects.get().is_staff


class TestAForgottenPassword:
    def test_is_set_anew_over_a_mail_in_the_language_of_its_owner(self, client, cast, inbox, work):  # noqa: F811
        client.post("/account/password/reset/", {"email": cast.mio.email})
        work()
        mail = inbox.to(cast.mio.email)
        assert mail["Subject"].strip() == "Setting a new password"
        form = client.get(link_in(mail), follow=True)
        address = form.redirect_chain[-1][0]
        new = {"password1": "nine-brave-herons-12", "password2": "nine-brave-herons-12"}
        client.post(address, new)
        inbox.mails.clear()
        work()
        told = inbox.to(cast.mio.email)
        assert told["Subject"].strip() in ("Your password was set anew", "パスワードを再設定しました")
        assert "127.0.0.1" in told.get_content()
        log_in(client, cast.mio.email, new["password1"])
        assert is_signed_in(client)

    def test_of_nobody_answers_the_same(self, client, inbox, work):  # noqa: F811
        answer = client.post("/account/password/reset/", {"email": "nobody@example.com"})
        assert answer.url == "/account/password/reset/done/"
        work()
        assert "アカウントはありません" in inbox.to("nobody@example.com")["Subject"]


class TestANewAddress:
    def test_is_confirmed_by_mail_and_the_old_one_is_told(self, client, cast, inbox, work):  # noqa: F811
        log_in(client, cast.aoi.email, PASSWORD)
        asked = client.post("/account/email/", {"action_add": "", "email": "aoi@new.example"})
        assert asked.url == "/account/reauthenticate/?next=%2Faccount%2Femail%2F"
        client.post(asked.url, {"password": PASSWORD})
        work()
        client.post(link_in(inbox.to("aoi@new.example")))
        client.post("/account/email/", {"action_primary": "", "email": "aoi@new.example"})
        work()
        changed = [mail for mail in inbox.mails if mail["Subject"].strip() == "メールアドレスを変更しました"]
        assert [mail["To"] for mail in changed] == ["aoi@example.com"]
        assert "aoi@example.com から aoi@new.example に" in changed[0].get_content()
        cast.aoi.refresh_from_db()
        assert cast.aoi.email == "aoi@new.example"


class TestASecondFactor:
    def test_is_asked_for_at_the_next_sign_in(self, client, cast, inbox, work):  # noqa: F811
        log_in(client, cast.ren.email, PASSWORD)
        asked = client.get("/account/2fa/totp/activate/")
        assert asked.url.startswith("/account/reauthenticate/")
        client.post(asked.url, {"password": PASSWORD})
        form = parsed(client.get("/account/2fa/totp/activate/").content.decode())
        (secret,) = {box.get("value") for box in form.iter("input") if box.get("id") == "authenticator_secret"}
        client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
        work()
        assert inbox.to(cast.ren.email)["Subject"].strip() == "認証アプリを有効にしました"

        later = Client()
        answer = log_in(later, cast.ren.email, PASSWORD)
        assert answer.url == "/account/2fa/authenticate/"
        parsed(later.get(answer.url).content.decode())
        assert not is_signed_in(later)
        later.post(answer.url, {"code": "000000"})
        assert not is_signed_in(later)
        later.post(answer.url, {"code": code_of(secret, step=1)})
        assert is_signed_in(later)


def code_of(secret, step=0):
    """What an authenticator app shows now (`step` 1: in half a minute, since a code works only once)."""
    counters = sorted(yield_hotp_counters_from_time())
    return f"{hotp_value(secret, counters[len(counters) // 2] + step):06}"


class TestRateLimits:
    def test_hold_across_processes(self, client, cast):
        """Four wrong passwords here, one in another process: the sixth is refused whatever it is."""
        for _ in range(4):
            log_in(client, cast.aoi.email, "wrong")
        elsewhere = (
            "import django\n"
            "from django.conf import settings\n"
            "plain = 'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
            "settings.STORAGES['staticfiles']['BACKEND'] = plain\n"
            "django.setup()\n"
            "from django.test import Client\n"
            f"page = Client().post('/account/login/', {{'login': {cast.aoi.email!r}, 'password': 'wrong'}})\n"
            "assert page.status_code == 200, page.status_code\n"
        )
        run = subprocess.run(
            [sys.executable, "-c", elsewhere], env=_environment(), capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        html = log_in(client, cast.aoi.email, PASSWORD).content.decode()
        assert not is_signed_in(client)
        parsed(html)
        fresh = Client()
        log_in(fresh, cast.ren.email, PASSWORD)
        assert is_signed_in(fresh), "other people are not shut out"

    def test_answer_many_sign_ups_with_a_page_that_says_so(self, client):
        for number in range(20):
            client.post("/account/signup/", {**SIGN_UP, "email": f"y{number}@example.com", "terms": ""})
        refused = client.post("/account/signup/", SIGN_UP)
        assert refused.status_code == 429
        parsed(refused.content.decode())
        assert not Person.objects.exists()


def _environment():
    name, server = connection.settings_dict["NAME"], connection.settings_dict
    host = f"{server['HOST']}:{server['PORT']}" if server["PORT"] else ""
    address = f"postgresql://{server['USER']}@{host}/{name}"
    if server["HOST"].startswith("/"):
        address = f"postgresql://{server['USER']}@/{name}?host={server['HOST']}"
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tachiai.config.settings",
        "TACHIAI_HOSTS": "testserver",
    }


def test_every_mail_of_the_sign_in_library_has_our_words():
    templates = Path(allauth.__file__).parent / "templates"
    names = {
        path.name.removesuffix("_subject.txt")
        for folder in ("account/email", "mfa/email")
        for path in (templates / folder).glob("*_subject.txt")
    }
    assert "email_confirmation_signup" in names
    missing = {name for name in names - UNUSED if f"people.letter.{name}.body" not in CATALOGUE}
    assert not missing
