"""Notices, mail preferences, the mail log and the demo's mailbox, as people meet them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from tachiai.config.urls import urlpatterns as of_the_site
from tachiai.guidelines.rules import clauses_for
from tachiai.notices import actions, queries
from tachiai.notices.models import Dispatch, Notice
from tachiai.safety.actions import cases, decisions
from tachiai.safety.actions.reports import file_report
from tachiai.safety.rules import Asked
from tests.browser import expect_accessible
from tests.cast import make_person
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PAGE = "/guidelines/terms/"
urlpatterns = [*of_the_site, path("demo/", include("tachiai.web.site.demo.urls"))]


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def tell(person, other="蓮"):
    actions.tell(person_id=person.id, kind="message.posted", params={"other": other}, path=PAGE, at=AT)
    return Notice.objects.latest("id")


class TestTheList:
    def test_is_in_the_language_of_the_reader(self, as_person, cast):
        tell(cast.mio, "Ren")
        html = as_person(cast.mio).get("/notices/").content.decode()
        parsed(html)
        assert "Ren sent you a message" in html
        assert "No deadline runs on a reply" in html

    def test_leads_to_the_page_and_marks_read_on_the_way(self, as_person, cast):
        notice = tell(cast.aoi)
        assert as_person(cast.aoi).post(f"/notices/{notice.id}/read/").url == PAGE
        assert len(queries.unread_paths(cast.aoi.id)) == 0

    def test_counts_as_read_what_is_about_the_page_that_somebody_opens(self, as_person, cast):
        actions.tell(person_id=cast.aoi.id, kind="message.posted", params={"other": "蓮"}, path="/todo/", at=AT)
        tell(cast.aoi)
        client = as_person(cast.aoi)
        client.post("/todo/")
        assert len(queries.unread_paths(cast.aoi.id)) == 2
        assert 'aria-hidden="true">1</span>' in client.get("/todo/").content.decode()
        assert queries.unread_paths(cast.aoi.id) == [PAGE]

    def test_counts_no_further_than_is_shown(self, as_person, cast):
        for _ in range(queries.UNREAD_SHOWN + 1):
            tell(cast.aoi)
        html = as_person(cast.aoi).get("/todo/").content.decode()
        assert f'aria-hidden="true">{queries.UNREAD_SHOWN}+</span>' in html

    def test_of_others_cannot_be_touched(self, as_person, cast):
        notice = tell(cast.aoi)
        assert as_person(cast.zen).post(f"/notices/{notice.id}/read/").url == "/notices/"
        assert "蓮さん" not in as_person(cast.zen).get("/notices/").content.decode()
        assert len(queries.unread_paths(cast.aoi.id)) == 1

    def test_can_be_marked_read_at_once(self, as_person, cast):
        tell(cast.aoi)
        tell(cast.aoi)
        as_person(cast.aoi).post("/notices/read/")
        assert len(queries.unread_paths(cast.aoi.id)) == 0

    def test_is_bounded_and_costs_the_same_however_long(self, as_person, cast):
        for number in range(queries.PAGE + 1):
            tell(cast.aoi, f"no{number}-")
        client = as_person(cast.aoi)
        with CaptureQueriesContext(connection) as asked:
            html = client.get("/notices/").content.decode()
        assert len(asked) <= 15
        assert "no0-" not in html
        oldest_shown = Notice.objects.order_by("id")[1]
        assert "no0-" in client.get("/notices/", {"before": oldest_shown.id}).content.decode()

    def test_that_is_empty_says_what_would_come(self, as_person, cast):
        html = as_person(cast.mio).get("/notices/").content.decode()
        parsed(html)
        assert "No notices yet" in html


class TestPreferences:
    def test_offer_only_what_may_be_switched_off(self, as_person, cast):
        html = as_person(cast.aoi).get("/notices/preferences/").content.decode()
        document = parsed(html)
        boxes = {box.get("name") for box in document.iter("input") if box.get("type") == "checkbox"}
        assert boxes == {"papers", "proposals", "listings", "ratings", "tasks"}
        often = [box.get("value") for box in document.iter("input") if box.get("name") == "messages"]
        assert often == ["at_once", "hourly", "daily", "never"]
        assert "契約の進み具合と期限" in html

    CHOSEN = {"proposals": "on", "contracts": "", "nonsense": "on", "messages": "daily", "answers": "hourly"}

    def test_are_kept(self, as_person, cast):
        as_person(cast.aoi).post("/notices/preferences/", self.CHOSEN)
        choices = queries.mail_choices(cast.aoi.id)
        chosen = {c.group: c.pace for c in choices if c.is_wanted and not c.required}
        assert chosen == {"proposals": "at_once", "messages": "daily", "answers": "hourly"}


class TestTheMailLog:
    def test_is_for_staff_only(self, as_person, client, cast):
        assert client.get("/desk/dispatches/").status_code == 302
        for person in (cast.aoi, cast.zen):
            assert as_person(person).get("/desk/dispatches/").status_code == 403
            assert as_person(person).post("/desk/dispatches/1/retry/").status_code == 403

    def test_shows_what_failed_and_sends_it_again(self, as_person, cast):
        tell(cast.aoi)
        Dispatch.objects.update(state="failed", attempts=11, last_error="SMTPServerDisconnected: gone")
        client = as_person(cast.kei)
        html = client.get("/desk/dispatches/").content.decode()
        parsed(html)
        assert "SMTPServerDisconnected: gone" in html
        assert "メールの配信記録" in client.get("/desk/").content.decode()
        client.post(f"/desk/dispatches/{Dispatch.objects.get().id}/retry/")
        assert Dispatch.objects.get().state == "queued"

    def test_shows_no_text_of_letters(self, as_person, cast):
        actions.post_letter(address="mio@example.com", subject="s", body="https://secret.example/key", at=AT)
        html = as_person(cast.kei).get("/desk/dispatches/?state=queued").content.decode()
        assert "mio@example.com" in html
        assert "secret.example" not in html

    @pytest.mark.parametrize("state", ["queued", "failed", ""])
    def test_does_not_say_to_a_reported_member_of_staff_who_reported_them(self, as_person, cast, state):
        about_kei(cast.kei, reporter=cast.mio)
        told = Dispatch.objects.filter(notice__kind__startswith="report.")
        assert told.get().notice.person == cast.mio
        if state == "failed":
            Dispatch.objects.update(state="failed", last_error="SMTPRecipientsRefused: {'mio@example.com': 550}")
        html = as_person(cast.kei).get(f"/desk/dispatches/?state={state}").content.decode()
        parsed(html)
        assert "違反報告、審査、問い合わせに関する連絡" in html
        for betraying in ("mio@example.com", str(cast.mio), "report.breach", "judgement."):
            assert betraying not in html
        if state == "failed":
            assert "SMTPRecipientsRefused" in html
            as_person(cast.kei).post(f"/desk/dispatches/{told.get().pk}/retry/")
            assert told.get().state == "queued"


def about_kei(kei, *, reporter):
    """Somebody else of the staff decides that Kei's profile breaks the rules, as the reporter says."""
    boss = make_person("boss@example.com", "監督", is_staff=True)
    clause, text = clauses_for("profile")[0].id, "読んだ人を不安にさせる言葉が並んでいます。"
    said = {"subject_kind": "profile", "subject_id": kei.pk, "reporter_id": reporter.pk, "clause": clause, "text": text}
    file_report(**said, good_faith=True, at=AT)
    case = cases.claim_next(staff_id=boss.pk, at=AT)
    found = {"verdict": "breach", "clause": clause, "measures": [Asked("warning")]}
    found |= {"facts_public": "紹介文を確認しました。", "explanation": "条項にあたります。"}
    decisions.decide(case_id=case, by_staff_id=boss.pk, at=AT, **found)


@pytest.mark.urls("tests.web.test_notice_pages")
class TestTheDemoMailbox:
    @pytest.fixture
    def mailbox(self, settings, tmp_path):
        settings.EMAIL_BACKEND = "tachiai.notices.gateways.mail_files.EmailBackend"
        settings.EMAIL_FILE_PATH = tmp_path / "mail"
        return tmp_path / "mail"

    def test_shows_mails_decoded_with_their_links(self, client, cast, mailbox, settings):
        tell(cast.aoi, "<b>蓮</b>")
        assert actions.deliver(dispatch_id=Dispatch.objects.get().id, at=AT) is None
        html = client.get("/demo/mail/").content.decode()
        document = parsed(html)
        assert "aoi@example.com" in html
        (link,) = [a.get("href") for a in document.iter("a") if (a.get("href") or "").startswith("/demo/mail/0")]
        mail = client.get(link).content.decode()
        parsed(mail)
        assert "&lt;b&gt;蓮&lt;/b&gt;さんから新しいメッセージが届いています。" in mail
        assert f'href="{settings.ORIGIN}{PAGE}"' in mail

    def test_that_is_empty_says_so(self, client, mailbox):
        assert "メールはまだありません" in client.get("/demo/mail/").content.decode()

    @pytest.mark.parametrize("name", ["no.log", "..%2Fsecret.log", "secret.txt"])
    def test_opens_nothing_but_mails(self, client, mailbox, name):
        mailbox.mkdir()
        Path(mailbox.parent / "secret.log").write_text("To: x\n\nsecret")
        Path(mailbox / "secret.txt").write_text("To: x\n\nsecret")
        assert client.get(f"/demo/mail/{name}/").status_code == 404

    def test_is_bounded(self, client, mailbox):
        mailbox.mkdir()
        for number in range(105):
            text = f"Subject: mail{number:03}.\nTo: a@example.com\nDate: Mon, 23 Nov 2026 00:00:00 +0000\n\nx\n"
            path = Path(mailbox / f"20261123-{number:06}.log")
            path.write_text(text)
            os.utime(path, (number, number))
        html = client.get("/demo/mail/").content.decode()
        assert "mail104." in html
        assert "mail004." not in html


def test_a_real_market_has_no_mailbox(client):
    assert client.get("/demo/mail/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    def test_every_page_is_accessible_and_fits_a_telephone(self, new_page, cast):
        tell(cast.aoi)
        Dispatch.objects.update(state="failed", attempts=11, last_error="SMTPServerDisconnected: gone")
        places = {
            cast.aoi: ("/notices/", "/notices/preferences/", "/settings/", "/settings/close/", "/people/"),
            cast.kei: ("/desk/dispatches/",),
            None: ("/terms-of-use/", "/account/signup/", f"/people/{cast.ren.id}/"),
        }
        for person, paths in places.items():
            page = new_page(as_person=person, width=390)
            for place in paths:
                page.goto(place)
                expect_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= 390, place

    def test_a_notice_opens_its_page(self, new_page, cast):
        tell(cast.aoi)
        page = new_page(as_person=cast.aoi)
        page.goto("/notices/")
        page.get_by_role("button", name="蓮さんからメッセージが届きました").click()
        page.wait_for_url(f"**{PAGE}")
