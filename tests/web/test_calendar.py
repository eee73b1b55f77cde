"""The calendar feed: a secret address, and what a calendar program reads under it."""

from __future__ import annotations

import io
import logging
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as installation
from django.test import Client
from icalendar import Calendar, Event
from playwright.sync_api import expect

from tachiai.config.discretion import Formatter
from tachiai.kernel.calendar import TOKYO
from tachiai.people import actions as people
from tachiai.people import calendar, queries
from tachiai.people.models import CalendarAddress, Person
from tachiai.web.site.calendar.pages import OF_ONE_FEED, OF_WRONG_SECRETS
from tachiai.web.site.todo.tasks import tasks_of
from tests.browser import expect_accessible
from tests.cast import Cast
from tests.deal import Deal
from tests.jobs.market import Market
from tests.web.conftest import parsed
from tests.web.visits import MOST_QUERIES, Visits

pytestmark = pytest.mark.django_db
SETTINGS = "/settings/calendar/"


@pytest.fixture(autouse=True)
def quiet_start(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


@pytest.fixture
def deal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Deal:
    """Ren has work to deliver; the pages are read at the deal's moment."""
    deal = Deal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    deal.deposit()
    return deal


def address(person: Person, at: datetime, *, names_others: bool = False) -> str:
    return f"/calendar/{calendar.make_address(person_id=person.pk, names_others=names_others, at=at)}.ics"


def feed(path: str, **headers: str) -> Any:
    """What a program without any sign-in gets."""
    return Client(headers=headers).get(path)


def events(path: str) -> list[Event]:
    return list(Calendar.from_ical(feed(path).content).events)


class TestTheAddress:
    def test_is_shown_once_and_leads_to_the_feed(self, cast: Cast, deal: Deal, visits: Visits) -> None:
        made = visits.send(cast.ren, SETTINGS, status=200)
        assert made.headers["Cache-Control"] == "no-store, private"
        fields = parsed(made.content.decode()).iter("input")
        shown = next(each.get("value") for each in fields if each.get("id") == "address")
        assert shown.startswith(f"{installation.ORIGIN}/calendar/")
        assert feed(shown.removeprefix(installation.ORIGIN)).status_code == 200
        secret = shown.rpartition("/")[2].removesuffix(".ics")
        assert secret not in visits.see(cast.ren, SETTINGS)

    def test_is_long_and_random_and_kept_as_a_digest_alone(self, cast: Cast, deal: Deal) -> None:
        first, second = (calendar.make_address(person_id=cast.ren.pk, names_others=False, at=deal.at) for _ in "ab")
        assert first != second and min(len(first), len(second)) >= 43
        row = CalendarAddress.objects.values().get()
        assert second not in str(row) and len(row["digest"]) == 64

    def test_made_anew_is_dead_at_once(self, cast: Cast, deal: Deal) -> None:
        old = address(cast.ren, deal.at)
        new = address(cast.ren, deal.at)
        assert (feed(old).status_code, feed(new).status_code) == (404, 200)

    def test_turned_off_is_dead_at_once(self, cast: Cast, deal: Deal, visits: Visits) -> None:
        path = address(cast.ren, deal.at)
        visits.send(cast.ren, f"{SETTINGS}off/")
        assert feed(path).status_code == 404
        assert queries.feed_of(cast.ren.pk) is None

    def test_of_a_closed_account_is_dead(self, cast: Cast, deal: Deal) -> None:
        path = address(cast.zen, deal.at)
        people.close_account(person_id=cast.zen.pk, at=deal.at)
        assert feed(path).status_code == 404

    def test_of_another_is_untouched_by_what_somebody_does(self, cast: Cast, deal: Deal, visits: Visits) -> None:
        path = address(cast.ren, deal.at)
        visits.send(cast.zen, SETTINGS, status=200)
        visits.send(cast.zen, f"{SETTINGS}names/", names_others="on")
        visits.send(cast.zen, f"{SETTINGS}off/")
        assert feed(path).status_code == 200 and "葵" not in feed(path).content.decode()

    def test_unknown_is_answered_alike_whatever_it_looks_like(self, cast: Cast, deal: Deal) -> None:
        wrong = ("x", "a" * 43, address(cast.ren, deal.at)[10:-5], "あ", "'--")
        answers = [feed(f"/calendar/{secret}.ics") for secret in wrong]
        assert {(each.status_code, each.content, str(each.headers)) for each in answers} == {
            (404, b"", str(answers[0].headers))
        }


class TestTheFeed:
    def test_holds_what_waits_for_its_owner_and_nothing_else(self, cast: Cast, deal: Deal) -> None:
        (event,) = events(address(cast.ren, deal.at))
        assert str(event["summary"]) == "納品：珈琲店のロゴ"
        assert event.start == deal.contract.work_due_at
        assert str(event["url"]) == f"{installation.ORIGIN}/contracts/{deal.reference}/"
        assert "期日を過ぎると" in event["description"]
        assert events(address(cast.aoi, deal.at)) == []

    def test_is_the_list_of_things_to_do(self, cast: Cast, deal: Deal) -> None:
        deal.ask("termination", cast.aoi)
        Market(cast).negotiation(at=deal.at)
        Deal(cast.ren, cast.mio, at=deal.at)
        listed = tasks_of(cast.ren.pk, deal.at, most=50).tasks
        told = events(address(cast.ren, deal.at))
        assert len(listed) == 4
        assert [(event.start, str(event["summary"])) for event in told] == [
            (task.due_at, f"{task.act}：{task.title}") for task in listed
        ]

    def test_names_the_other_side_only_when_its_owner_wishes(self, cast: Cast, deal: Deal, visits: Visits) -> None:
        path = address(cast.ren, deal.at)
        assert "葵デザイン室" not in feed(path).content.decode()
        visits.send(cast.ren, f"{SETTINGS}names/", names_others="on")
        (event,) = events(path)
        assert str(event["summary"]) == "納品：珈琲店のロゴ（葵デザイン室さん）"

    def test_reminds_a_day_before(self, cast: Cast, deal: Deal) -> None:
        (event,) = events(address(cast.ren, deal.at))
        (alarm,) = event.walk("VALARM")
        assert (str(alarm["action"]), alarm["trigger"].dt) == ("DISPLAY", timedelta(days=-1))

    def test_is_in_the_language_and_zone_of_its_owner_whoever_asks(self, cast: Cast, deal: Deal) -> None:
        Deal(cast.aoi, cast.mio, at=deal.at).deposit()
        path = address(cast.mio, deal.at)
        response = feed(path, **{"accept-language": "ja"})
        file = Calendar.from_ical(response.content)
        (event,) = file.events
        assert response.headers["Content-Language"] == "en"
        assert str(file["x-wr-calname"]) == "Tachiai: to do"
        assert str(event["summary"]) == "Deliver the work: 珈琲店のロゴ"
        assert event["dtstart"].params["TZID"] == "Europe/London"
        assert event.start == datetime(2026, 11, 30, 14, 59, tzinfo=ZoneInfo("Europe/London"))
        assert file.get_missing_tzids() == set()

    def test_says_times_as_moments_of_the_day_without_taking_any_up(self, cast: Cast, deal: Deal) -> None:
        (event,) = events(address(cast.ren, deal.at))
        assert event.start == datetime(2026, 11, 30, 23, 59, tzinfo=TOKYO)
        assert event.end == event.start and str(event["transp"]) == "TRANSPARENT"

    def test_is_a_calendar_by_the_letter(self, cast: Cast, deal: Deal) -> None:
        raw = feed(address(cast.ren, deal.at))
        assert raw.headers["Content-Type"] == "text/calendar; charset=utf-8"
        lines = raw.content.decode().split("\r\n")
        assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
        assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in "".join(lines)
        file = Calendar.from_ical(raw.content)
        assert (str(file["version"]), file.errors) == ("2.0", [])
        assert all(not component.errors for component in file.walk())
        for event in file.events:
            assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED"} <= set(event)

    def test_survives_any_title(self, cast: Cast, deal: Deal) -> None:
        title = 'ロゴ; "至急", \\n改行\\ BEGIN:VALARM' + "長" * 60
        type(deal.contract).objects.update(title=title)
        (event,) = events(address(cast.ren, deal.at))
        assert str(event["summary"]) == f"納品：{title}"

    def test_costs_few_queries(self, cast: Cast, deal: Deal, django_assert_max_num_queries) -> None:
        path = address(cast.ren, deal.at)
        deal.ask("termination", cast.aoi)
        with django_assert_max_num_queries(MOST_QUERIES):
            feed(path)


class TestADeadline:
    def only(self, path: str) -> Event:
        (event,) = events(path)
        return event

    def test_keeps_its_name_while_it_moves_and_counts_its_revisions(self, cast: Cast, deal: Deal) -> None:
        path = address(cast.ren, deal.at)
        before = self.only(path)
        deal.deliver()
        deal.days_pass(1)
        deal.reject()
        deal.at += timedelta(minutes=1)
        after = self.only(path)
        assert after["uid"] == before["uid"]
        assert after["sequence"] > before["sequence"]
        assert after["last-modified"].dt > before["last-modified"].dt

    def test_past_the_agreed_date_is_another_one(self, cast: Cast, deal: Deal) -> None:
        path = address(cast.ren, deal.at)
        before = self.only(path)
        deal.days_pass(30)
        after = self.only(path)
        assert after["uid"] != before["uid"] and after.start > before.start

    def test_of_a_proposal_moves_with_every_word_in_it(self, cast: Cast, deal: Deal) -> None:
        market = Market(cast)
        path = address(cast.aoi, deal.at)
        proposal = market.negotiation(at=deal.at)
        before = self.only(path)
        deal.at += timedelta(days=2)
        market.propose(proposal, cast.ren, at=deal.at, scope="案を4つ作る")
        after = self.only(path)
        assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"] and after.start > before.start

    def test_is_named_once_in_the_world(self, cast: Cast, deal: Deal) -> None:
        for _ in range(3):
            Deal(cast.aoi, cast.ren, at=deal.at).deposit()
        deal.ask("termination", cast.aoi)
        names = [str(event["uid"]) for event in events(address(cast.ren, deal.at))]
        host = installation.ORIGIN.partition("://")[2]
        assert len(set(names)) == len(names) == 5 and all(name.endswith(f"@{host}") for name in names)


class TestAskingAgain:
    def test_unchanged_is_told_in_a_word(self, cast: Cast, deal: Deal) -> None:
        path = address(cast.ren, deal.at)
        first = feed(path)
        deal.at += timedelta(hours=2)
        again = feed(path, **{"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        deal.ask("termination", cast.aoi)
        assert feed(path, **{"if-none-match": first.headers["ETag"]}).status_code == 200

    def test_is_kept_by_nobody_in_between(self, cast: Cast, deal: Deal) -> None:
        response = feed(address(cast.ren, deal.at))
        assert response.headers["Cache-Control"].startswith("private")
        assert not response.cookies

    def test_too_often_is_put_off_for_that_feed_alone(self, cast: Cast, deal: Deal) -> None:
        path, other = address(cast.ren, deal.at), address(cast.aoi, deal.at)
        answers = [feed(path).status_code for _ in range(OF_ONE_FEED.most + 1)]
        assert answers == [200] * OF_ONE_FEED.most + [429]
        assert 0 < int(feed(path).headers["Retry-After"]) <= 3600
        assert feed(other).status_code == 200
        deal.at += OF_ONE_FEED.within
        assert feed(path).status_code == 200

    def test_guessing_is_put_off_for_the_one_who_guesses_and_hinders_no_owner(self, cast: Cast, deal: Deal) -> None:
        path = address(cast.ren, deal.at)
        answers = [feed(f"/calendar/guess{n}.ics").status_code for n in range(OF_WRONG_SECRETS.most + 1)]
        assert answers == [404] * OF_WRONG_SECRETS.most + [429]
        assert feed(path).status_code == 200
        assert Client(REMOTE_ADDR="192.0.2.7").get("/calendar/guess.ics").status_code == 404

    def test_writes_are_not_taken(self, cast: Cast, deal: Deal) -> None:
        path = address(cast.ren, deal.at)
        assert Client().post(path).status_code == 405
        assert Client().head(path).status_code == 200


class TestTheSecretIsLoggedNowhere:
    @pytest.fixture
    def log(self, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
        """What the log of this installation would hold."""
        written = io.StringIO()
        handler = logging.StreamHandler(written)
        line = dict(installation.LOGGING["formatters"]["line"])
        assert line.pop("()") == f"{Formatter.__module__}.{Formatter.__qualname__}"
        handler.setFormatter(Formatter(line["format"], style=line["style"]))
        for name in ("django.request", ""):
            monkeypatch.setattr(logging.getLogger(name), "handlers", [handler])
        return written

    def test_when_there_is_no_such_feed(self, db: None, log: io.StringIO) -> None:
        feed("/calendar/nobodys-secret.ics")
        assert "Not Found: /calendar/***.ics" in log.getvalue() and "nobodys-secret" not in log.getvalue()

    def test_when_it_breaks(self, cast: Cast, deal: Deal, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_args: object, **_more: object) -> None:
            raise RuntimeError(f"at {path}")

        path = address(cast.ren, deal.at)
        monkeypatch.setattr("tachiai.web.site.calendar.pages.calendar_file", broken)
        Client(raise_request_exception=False).get(path)
        assert "Internal Server Error: /calendar/***.ics" in log.getvalue() and "RuntimeError" in log.getvalue()
        assert path not in log.getvalue()

    def test_when_it_is_asked_for_too_often(self, cast: Cast, deal: Deal, log: io.StringIO) -> None:
        path = address(cast.ren, deal.at)
        for _ in range(OF_ONE_FEED.most + 1):
            feed(path)
        assert "/calendar/***.ics" in log.getvalue() and path not in log.getvalue()


class TestThePage:
    def test_is_only_ones_own(self, cast: Cast, visits: Visits) -> None:
        assert visits.access(SETTINGS) == {"client": 200, "worker": 200, "stranger": 200, "staff": 200, "visitor": 302}

    def test_says_what_is_in_use_and_offers_to_change_it(self, cast: Cast, deal: Deal, visits: Visits) -> None:
        assert "アドレスを作る" in visits.see(cast.ren, SETTINGS)
        address(cast.ren, deal.at, names_others=True)
        page = visits.see(cast.ren, SETTINGS)
        assert "カレンダー連携を使っています" in page and "新しいアドレスを作る" in page and "checked" in page

    def test_a_new_address_keeps_the_wish_about_names(self, cast: Cast, deal: Deal, visits: Visits) -> None:
        address(cast.ren, deal.at, names_others=True)
        form = next(f for f in parsed(visits.see(cast.ren, SETTINGS)).iter("form") if f.get("action") == SETTINGS)
        fields = {each.get("name"): each.get("value") for each in form.iter("input")}
        visits.send(cast.ren, SETTINGS, status=200, names_others=fields["names_others"])
        kept = queries.feed_of(cast.ren.pk)
        assert kept is not None and kept.names_others

    def test_is_found_from_the_settings_and_from_the_list(self, cast: Cast, visits: Visits) -> None:
        for path in ("/settings/", "/todo/"):
            assert f'href="{SETTINGS}"' in visits.see(cast.ren, path)

    def test_is_no_place_for_forms_from_elsewhere(self, cast: Cast) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(cast.ren, backend="django.contrib.auth.backends.ModelBackend")
        assert browser.post(SETTINGS).status_code == 403
        assert queries.feed_of(cast.ren.pk) is None


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.mark.parametrize("width", [390, 1280])
    def test_an_address_is_made_used_and_turned_off(self, new_page, cast: Cast, width: int) -> None:
        page = new_page(as_person=cast.ren, width=width, java_script_enabled=False)
        page.goto(SETTINGS)
        page.get_by_role("button", name="アドレスを作る").click()
        made = page.get_by_label("カレンダーのアドレス").input_value()
        path = f"/calendar/{made.rpartition('/')[2]}"
        answer = page.request.get(path)
        assert answer.status == 200 and answer.body().startswith(b"BEGIN:VCALENDAR")
        page.get_by_role("link", name="カレンダー連携の設定へ").click()
        page.get_by_role("button", name="カレンダー連携を止める").click()
        assert page.request.get(path).status == 404
        expect(page.get_by_role("button", name="アドレスを作る")).to_be_visible()

    @pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
    def test_the_pages_are_accessible_and_fit(self, new_page, cast: Cast, width: int, scheme: str) -> None:
        today = datetime.now(TOKYO)
        Deal(cast.aoi, cast.ren, at=today, due_on=today.date() + timedelta(days=20)).deposit()
        page = new_page(as_person=cast.ren, width=width, color_scheme=scheme)
        for path in ("/todo/", SETTINGS):
            page.goto(path)
            expect_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.get_by_role("button", name="アドレスを作る").click()
        expect_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
