"""The desk's pages about requests and people, and what a suspended person sees and cannot do."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.clockwork.actions import By
from tachiai.contracts.requests import open_request
from tachiai.kernel.lifecycle import Actor
from tachiai.money.actions import announce_pay_in
from tachiai.money.rules import LISTING, Holder
from tachiai.people import actions
from tachiai.people import queries as people
from tachiai.safety.models import Case
from tachiai.safety.queries.standing import LISTED, WINDOW
from tests.cast import Cast, make_person
from tests.contests.stage import Stage
from tests.deal import MONDAY, Deal
from tests.safety.desk import Desk
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
REASON = "応募文の使い回しの疑いを確認しています。"
ENDING = {"reason_code": "cannot_continue", "worker_share": 0}


@pytest.fixture
def visits(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Visits:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    return Visits(cast)


def working(cast: Cast, at: Any = MONDAY - timedelta(days=4)) -> Deal:
    deal = Deal(cast.aoi, cast.ren, at=at)
    deal.deposit()
    deal.at = MONDAY
    return deal


def suspend(cast: Cast, until: datetime | None = None) -> int:
    """Ren, as staff did before there were cases."""
    said = {"person_id": cast.ren.pk, "kind": "suspended", "reason": REASON, "until": until}
    return actions.restrict(**said, by_staff_id=cast.kei.pk, at=MONDAY)


class TestTheQueue:
    def test_shows_what_waits_with_its_deadline_and_the_way_there(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        by = By(Actor.CLIENT, cast.aoi.pk)
        request = open_request(contract_id=deal.contract.pk, kind="contact_reminder", by=by, at=MONDAY)
        html = visits.see(cast.kei, "/desk/requests/")
        assert f"/contracts/{deal.reference}/requests/{request.pk}/" in html
        assert "連絡催促申請" in html and "11月5日(木) 23:59" in html
        assert 'desk-count">1<' in visits.see(cast.kei, "/desk/")
        one = f"/contracts/{deal.reference}/requests/{request.pk}/"
        assert "<dt>事務局が却下できる期限</dt>" in visits.see(cast.kei, one)
        assert "事務局が却下できる期限" not in visits.see(cast.ren, one)

    def test_says_so_when_nothing_waits(self, visits: Visits, cast: Cast) -> None:
        assert "判断を待つ申請はありません" in visits.see(cast.kei, "/desk/requests/")


class TestDemands:
    def test_lead_to_the_person_and_their_texts(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        said = {**ENDING, "reason": "違約金として3万円を支払ってください。"}
        by = By(Actor.WORKER, cast.ren.pk)
        request = open_request(contract_id=deal.contract.pk, kind="termination", by=by, at=MONDAY, answers=said)
        assert f'href="/desk/people/{cast.ren.pk}/"' in visits.see(cast.kei, "/desk/claims/")
        html = visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")
        assert f"/contracts/{deal.reference}/requests/{request.pk}/" in html
        assert "違約金やキャンセル料の請求" in html

    def test_of_nobody_are_an_empty_list(self, visits: Visits, cast: Cast) -> None:
        assert "見つかっていません" in visits.see(cast.kei, "/desk/claims/")


class TestThePageOfAPerson:
    def test_tells_what_restricts_them_and_has_no_form_that_does(self, visits: Visits, cast: Cast) -> None:
        suspend(cast, until=MONDAY + timedelta(days=7))
        assert REASON in visits.see(cast.kei, "/desk/people/")
        html = visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")
        assert REASON in html and "利用停止" in html and 'name="until"' not in html
        assert f"/desk/cases/about/profile/{cast.ren.pk}/" in html, "measures begin with a case"

    def test_ends_what_stands_without_a_decision(self, visits: Visits, cast: Cast) -> None:
        path = f"/desk/people/{cast.ren.pk}/restrictions/{suspend(cast)}/lift/"
        visits.send(cast.kei, path, status=400, reason="")
        visits.send(cast.aoi, path, status=403, reason="疑いは晴れました。")
        visits.send(cast.kei, path, reason="疑いは晴れました。")
        assert not people.is_suspended(cast.ren.pk, MONDAY)
        html = visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")
        assert "疑いは晴れました。" in html and "事務局 圭" in html and "/lift/" not in html

    def test_shows_what_holds_before_what_is_over_and_says_when_there_is_more(self, visits: Visits, cast: Cast) -> None:
        page, held = f"/desk/people/{cast.ren.pk}/", suspend(cast)
        said = {"person_id": cast.ren.pk, "kind": "limited", "reason": "古い話です。"}
        for days in range(1, people.HISTORY + 1):
            assert "ここに並ぶのは" not in visits.see(cast.kei, page)
            past = MONDAY - timedelta(days=days)
            actions.restrict(**said, until=past + timedelta(hours=1), by_staff_id=cast.kei.pk, at=past)
        html = visits.see(cast.kei, page)
        assert html.index(f"restrictions/{held}/lift/") < html.index("古い話です。")
        assert html.count("古い話です。") == people.HISTORY - 1
        assert f"ここに並ぶのは{people.HISTORY}件です。" in html
        visits.send(cast.kei, f"{page}restrictions/{held}/lift/", reason="疑いは晴れました。")

    def test_leaves_what_a_decision_brought_to_the_decision(self, visits: Visits, cast: Cast) -> None:
        said = {"person_id": cast.ren.pk, "kind": "limited", "reason": REASON, "until": None, "decision_id": 7}
        number = actions.restrict(**said, by_staff_id=cast.kei.pk, at=MONDAY)
        html = visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")
        assert "/desk/decisions/7/" in html and "/lift/" not in html
        path = f"/desk/people/{cast.ren.pk}/restrictions/{number}/lift/"
        visits.send(cast.kei, path, status=404, reason="疑いは晴れました。")

    def test_of_oneself_opens_no_case(self, visits: Visits, cast: Cast) -> None:
        assert "/desk/cases/about/" not in visits.see(cast.kei, f"/desk/people/{cast.kei.pk}/")

    def test_is_found_by_mail(self, visits: Visits, cast: Cast) -> None:
        address = cast.ren.email.upper()
        visits.see(cast.kei, "/desk/people/", status=302, search=address)
        assert "見つかりません" in visits.see(cast.kei, "/desk/people/", search="nobody@example.com")


class TestWhatThereHasBeen:
    @pytest.fixture
    def desk(self, cast: Cast) -> Desk:
        desk = Desk(cast)
        desk.at = MONDAY - timedelta(days=1)
        return desk

    def test_shows_open_cases_first_and_says_when_there_are_more(self, visits: Visits, cast: Cast, desk: Desk) -> None:
        first = desk.case(desk.report(cast.ren, desk.listing()))
        kept = Case.objects.get(pk=first)
        for number in range(LISTED + 1):
            kept.pk, kept.subject_id, kept.closed_at = None, 900_000 + number, MONDAY
            kept.save()
        html = visits.see(cast.kei, f"/desk/people/{cast.aoi.pk}/").partition('id="cases-title"')[2]
        shown = [int(number) for number in re.findall(r'href="/desk/cases/(\d+)/"', html)]
        assert shown[0] == first and len(shown) == LISTED
        line = html.partition("</li>")[0]
        assert f"案件 {first}" in line and "報告1件" in line and "判断の期限" in line
        assert html.count("判断の期限") == 1
        assert f"ここに並ぶのは{LISTED}件です。" in html

    def test_says_over_which_time_it_is_counted(self, visits: Visits, cast: Cast) -> None:
        html = visits.see(cast.kei, f"/desk/people/{cast.aoi.pk}/")
        assert f"過去{WINDOW.days}日間" in html and "ここに並ぶのは" not in html


class TestTheSuspended:
    def test_read_why_and_until_when_above_every_page(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        suspend(cast, until=datetime(2026, 11, 9, 14, 59, tzinfo=UTC))
        for path in ("/", "/contracts/", f"/contracts/{deal.reference}/", "/messages/", "/settings/"):
            html = visits.see(cast.ren, path)
            assert REASON in html and "11月9日(月) 23:59" in html, path
        assert REASON not in visits.see(cast.aoi, f"/contracts/{deal.reference}/")

    def test_cannot_send_a_message(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        suspend(cast)
        thread = deal.contract.thread_id
        answer = visits.send(cast.ren, f"/messages/{thread}/post/", status=400, body="こんにちは", once="x" * 24)
        assert "このページにアクセスする権限がありません" in answer.content.decode()
        assert deal.contract.thread.messages.filter(author=cast.ren, body="こんにちは").count() == 0


class TestTheIdentityCheck:
    def test_is_recorded_and_withdrawn_on_the_persons_page(self, visits: Visits, cast: Cast) -> None:
        page, ren = f"/desk/people/{cast.ren.pk}/", cast.ren
        assert "まだ確認していません" in visits.see(cast.kei, page)
        visits.send(cast.kei, f"{page}identity/", status=400, reason="")
        visits.send(cast.kei, f"{page}identity/", reason="窓口で確認しました。")
        assert "本人確認済" in visits.see(cast.aoi, f"/people/{ren.pk}/")
        visits.send(cast.kei, f"{page}identity/", reason="書類の期限が切れていました。")
        assert "本人確認済" not in visits.see(cast.aoi, f"/people/{ren.pk}/")

    def test_of_oneself_is_not_offered(self, visits: Visits, cast: Cast) -> None:
        assert "identity/" not in visits.see(cast.kei, f"/desk/people/{cast.kei.pk}/")
        visits.send(cast.kei, f"/desk/people/{cast.kei.pk}/identity/", status=404, reason="x")


def test_the_desk_counts_its_queues_of_rows_in_one_question(visits: Visits, cast: Cast) -> None:
    visits.see(cast.kei, "/desk/")
    with CaptureQueriesContext(connection) as asked:
        visits.see(cast.kei, "/desk/")
    counting = [each["sql"] for each in asked if "count(*), min(since)" in each["sql"]]
    assert len(counting) == 1
    assert all(table in counting[0] for table in ("inquiries_inquiry", "safety_case", "safety_appeal", "money_payin"))


class TestFindingSomebody:
    def test_by_the_address_of_their_profile(self, visits: Visits, cast: Cast) -> None:
        for asked in (f"/people/{cast.ren.pk}/", f"https://a.test/people/{cast.ren.pk}/", cast.ren.email):
            found = visits.as_(cast.kei).get("/desk/people/", {"search": asked})
            assert found.headers["Location"] == f"/desk/people/{cast.ren.pk}/", asked
        assert "会員は見つかりません" in visits.see(cast.kei, "/desk/people/", search="/people/999999/")

    def test_by_the_name_on_a_page_tells_namesakes_apart(self, visits: Visits, cast: Cast) -> None:
        suspend(cast)
        namesake = make_person("ren2@example.com", "\N{IDEOGRAPHIC SPACE}蓮 太郎")
        html = visits.see(cast.kei, "/desk/people/", search="蓮")
        for person in (cast.ren, namesake):
            assert f'href="/desk/people/{person.pk}/"' in html and person.email not in html
        assert html.count(">利用停止中</span>") == 1 and f"/desk/people/{cast.aoi.pk}/" not in html
        visits.see(cast.aoi, "/desk/people/", status=403, search="蓮")
        assert "会員は見つかりません" in visits.see(cast.kei, "/desk/people/", search="誰でもない")

    def test_by_a_name_of_many_goes_on_page_by_page(self, visits: Visits, cast: Cast) -> None:
        for number in range(people.PAGE + 1):
            make_person(f"hana{number}@example.com", f"花{number:02}")
        html = visits.see(cast.kei, "/desk/people/", search="花")
        assert f">花{people.PAGE - 1:02}<" in html and f">花{people.PAGE:02}<" not in html
        after = html.partition("after=")[2].partition('"')[0]
        assert f">花{people.PAGE:02}<" in visits.see(cast.kei, "/desk/people/", search="花", after=after)

    def test_does_not_say_of_everybody_that_they_are_suspended(self, visits: Visits, cast: Cast) -> None:
        assert "利用停止中の会員" not in visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")


def test_the_mail_log_leads_back_to_the_desk(visits: Visits, cast: Cast) -> None:
    html = visits.see(cast.kei, "/desk/dispatches/").partition("<main")[2]
    assert 'href="/desk/"' in html


def test_a_deposit_for_a_draft_links_to_nothing_that_staff_cannot_open(visits: Visits, cast: Cast) -> None:
    stage = Stage(cast, at=MONDAY, is_public=False)
    holder = Holder(LISTING, stage.listing_id)
    row = announce_pay_in(holder=holder, client_id=cast.aoi.pk, amount=30_000, at=MONDAY)
    visits.see(cast.kei, f"/jobs/{stage.listing_id}/", status=404)
    for path in ("/desk/deposits/", f"/desk/deposits/{row.pk}/"):
        assert f'href="/jobs/{stage.listing_id}/"' not in visits.see(cast.kei, path)


def test_the_tiles_say_what_they_count(visits: Visits, cast: Cast) -> None:
    suspend(cast)
    html = visits.see(cast.kei, "/desk/", lang="en").partition("/desk/people/")[2].partition("</li>")[0]
    assert '1<span class="desk-unit">suspended' in html
