"""How long somebody stays signed in, what the desk asks of staff, and what the log says of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tachiai.config.cli import main
from tachiai.config.discretion import Formatter
from tachiai.people.models import Person, StaffAct
from tachiai.web.sessions import OF_MEMBERS, OF_STAFF
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    browser = Client()
    answer = browser.post("/account/login/", {"login": person.email, "password": PASSWORD, "remember": "on"})
    assert answer.status_code == 302, answer.content.decode()
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/settings/").status_code == 200


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch):
    """Time that passes for sessions."""
    begun = timezone.now()

    def pass_by(time: timedelta) -> None:
        monkeypatch.setattr("tachiai.web.sessions.timezone.now", lambda: begun + time)

    return pass_by


class TestASignIn:
    def test_ends_after_the_idle_time(self, cast: Cast, later) -> None:
        browser = signed_in(cast.aoi)
        later(OF_MEMBERS.idle - timedelta(minutes=1))
        assert is_signed_in(browser)
        browser = signed_in(cast.ren)
        later(2 * OF_MEMBERS.idle)
        assert not is_signed_in(browser)

    def test_goes_on_while_it_is_used_up_to_the_longest_time(self, cast: Cast, later) -> None:
        browser, step = signed_in(cast.kei), timedelta(hours=1)
        for hours in range(1, 12):
            later(hours * step)
            assert is_signed_in(browser), hours
        later(OF_STAFF.longest + timedelta(minutes=1))
        assert not is_signed_in(browser)

    def test_of_staff_ends_sooner(self, cast: Cast, later) -> None:
        browser = signed_in(cast.kei)
        later(OF_STAFF.idle + timedelta(minutes=1))
        assert not is_signed_in(browser)

    def test_is_shortened_when_somebody_joins_the_staff(self, cast: Cast, later) -> None:
        browser = signed_in(cast.aoi)
        assert main(["staff", "add", cast.aoi.email]) == 0
        assert is_signed_in(browser)
        later(OF_STAFF.idle + timedelta(minutes=1))
        assert not is_signed_in(browser)

    def test_until_the_browser_is_closed_leaves_no_date_in_it(self, cast: Cast) -> None:
        browser = Client()
        browser.post("/account/login/", {"login": cast.aoi.email, "password": PASSWORD})
        assert browser.cookies["sessionid"]["max-age"] == ""
        ends = Session.objects.get(session_key=browser.session.session_key).expire_date
        assert ends <= timezone.now() + OF_MEMBERS.idle

    def test_is_written_down_now_and_then_only(self, cast: Cast, later) -> None:
        browser = signed_in(cast.aoi)
        before = Session.objects.get(session_key=browser.session.session_key).expire_date
        later(OF_MEMBERS.idle / 20)
        is_signed_in(browser)
        assert Session.objects.get(session_key=browser.session.session_key).expire_date == before
        later(OF_MEMBERS.idle / 5)
        is_signed_in(browser)
        assert Session.objects.get(session_key=browser.session.session_key).expire_date > before

    def test_that_was_signed_out_clears_the_words_that_the_browser_kept(self, cast: Cast) -> None:
        browser = signed_in(cast.aoi)
        assert browser.post("/account/logout/")["Clear-Site-Data"] == '"storage"'
        assert not is_signed_in(browser)


class TestTheOperator:
    @pytest.fixture(autouse=True)
    def english(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TACHIAI_LANG", "en")

    def test_ends_the_sign_ins_of_one_person(self, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
        stolen, own, other = signed_in(cast.aoi), signed_in(cast.aoi), signed_in(cast.ren)
        assert main(["sign-out", cast.aoi.email]) == 0
        assert "2 sign-ins were ended." in capsys.readouterr().out
        assert [is_signed_in(each) for each in (stolen, own, other)] == [False, False, True]

    def test_ends_those_of_everybody(self, cast: Cast) -> None:
        browsers = [signed_in(cast.aoi), signed_in(cast.ren)]
        assert main(["sign-out", "everybody"]) == 0
        assert not any(is_signed_in(each) for each in browsers)

    def test_gives_and_takes_the_rights_of_staff(self, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
        assert cast.kei.is_staff
        assert main(["staff", "add", "nobody@example.jp"]) == 1
        assert "there is no account nobody@example.jp. Have them sign up" in capsys.readouterr().err
        assert main(["staff", "add", cast.aoi.email]) == 0
        browser = signed_in(cast.aoi)
        assert browser.get("/desk/").status_code == 200
        assert main(["staff", "remove", cast.aoi.email]) == 0
        assert not is_signed_in(browser)
        assert signed_in(cast.aoi).get("/desk/").status_code == 403
        assert main(["staff", "list"]) == 0
        assert f"{cast.kei.email}  {cast.kei.display_name}  (second factor -)" in capsys.readouterr().out

    def test_cannot_take_them_from_the_last_one(self, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["staff", "remove", cast.kei.email]) == 1
        assert "is the last of the staff" in capsys.readouterr().err
        assert main(["staff", "remove", cast.aoi.email]) == 1


class TestTheDesk:
    def test_asks_for_a_second_factor(self, cast: Cast, settings) -> None:
        settings.STAFF_SECOND_FACTOR = True
        browser = signed_in(cast.kei)
        answer = browser.get("/desk/deposits/", follow=True)
        assert answer.redirect_chain == [("/account/2fa/", 302)]
        assert "2段階認証が必要です" in answer.content.decode()
        Authenticator.objects.create(user=cast.kei, type=Authenticator.Type.TOTP, data={"secret": "x"})
        assert browser.get("/desk/deposits/").status_code == 200
        assert signed_in_with(cast.aoi).get("/desk/deposits/").status_code == 403


def signed_in_with(person: Person) -> Client:
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


class TestTheLog:
    @pytest.fixture
    def written(self) -> Iterator[list[str]]:
        """Every line of every log, as the console gets it."""
        lines: list[str] = []

        class Keep(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                lines.append(self.format(record))

        keep, root = Keep(), logging.getLogger()
        keep.setFormatter(Formatter("{asctime} {levelname} {name}: {message}", style="{"))
        root.addHandler(keep)
        yield lines
        root.removeHandler(keep)

    def test_says_who_signed_in_and_that_somebody_failed(self, cast: Cast, written: list[str]) -> None:
        signed_in(cast.aoi).post("/account/logout/")
        Client().post("/account/login/", {"login": cast.aoi.email, "password": "swordfish"})
        told = [line.partition("tachiai.security: ")[2] for line in written if "tachiai.security" in line]
        who = f"person {cast.aoi.pk}"
        assert told == [f"{who} signed in from 127.0.0.1", f"{who} signed out", "a sign-in failed from 127.0.0.1"]
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 INFO", written[0]), "in UTC, and says so"

    @pytest.mark.django_db(transaction=True)
    def test_says_once_what_somebody_does_with_a_second_factor(self, cast: Cast, written: list[str]) -> None:
        """The recovery codes that come and go with an app are no factor that somebody set up or took away."""
        browser = signed_in(cast.kei)
        browser.post("/account/reauthenticate/", {"password": PASSWORD})
        page = browser.get("/account/2fa/totp/activate/").content.decode()
        secret = page.partition('id="authenticator_secret"')[2].partition('value="')[2].partition('"')[0]
        code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
        browser.post("/account/2fa/totp/activate/", {"code": code})
        browser.post("/account/logout/")
        cache.clear()
        browser = signed_in(cast.kei)
        browser.post("/account/2fa/authenticate/", {"code": code})
        browser.post("/account/reauthenticate/", {"password": PASSWORD})
        browser.post("/account/2fa/recovery-codes/generate/")
        browser.post("/account/2fa/totp/deactivate/")
        told = [line.partition("tachiai.security: ")[2] for line in written if "tachiai.security" in line]
        assert told == [
            f"person {cast.kei.pk} {what}"
            for what in (
                "signed in from 127.0.0.1",
                "added a second factor, from 127.0.0.1",
                "signed out",
                "signed in from 127.0.0.1",
                "made new recovery codes, from 127.0.0.1",
                "removed a second factor, from 127.0.0.1",
            )
        ]
        assert not StaffAct.objects.exists(), "what people do with their own account is no act of the staff"

    def test_says_in_one_line_that_a_request_came_for_another_host(self, written: list[str]) -> None:
        assert Client().get("/", headers={"host": "elsewhere.example"}).status_code == 400
        (told,) = (line for line in written if "elsewhere.example" in line)
        assert "\n" not in told

    def test_holds_no_secret_of_anybody(self, cast: Cast, written: list[str]) -> None:
        """Whatever goes wrong on the way: passwords, session keys, tokens in addresses, in forms and in mails."""
        browser = signed_in(cast.aoi)
        Client().post("/account/login/", {"login": "swordfish-as-address", "password": "swordfish"})
        Client(enforce_csrf_checks=True).post("/account/login/", {"login": cast.aoi.email, "password": "swordfish"})
        secret = "c" * 43
        for address in (
            f"/calendar/{secret}.ics",
            f"/inquiries/with/{secret}/",
            f"/inquiries/with/{secret}/files/1/",
            f"/account/confirm-email/{secret}/",
            f"/account/password/reset/key/1-{secret}/",
            f"/account/password/reset/key/1-{secret}/more/",
        ):
            browser.get(address)
            browser.post(address)
        told = "\n".join(written)
        cookies = [browser.cookies[name].value for name in ("sessionid", "csrftoken") if name in browser.cookies]
        assert not [each for each in ("swordfish", secret, PASSWORD, *cookies) if each in told]

    def test_takes_no_line_that_somebody_else_made_up(self, client: Client, written: list[str]) -> None:
        client.get("/nothing/%0A2026-01-01T00:00:00.000+00:00 INFO tachiai.security: person 1 signed in/")
        lines = [line for entry in written for line in entry.splitlines()]
        assert lines and not [line for line in lines if line.startswith("2026-01-01")]
