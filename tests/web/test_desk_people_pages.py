"""The desk's pages about requests and people, and what a suspended person sees and cannot do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tachiai.clockwork.actions import By
from tachiai.contracts.requests import open_request
from tachiai.kernel.lifecycle import Actor
from tachiai.people import queries as people
from tests.cast import Cast
from tests.deal import MONDAY, Deal
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


def suspend(visits: Visits, **said: str) -> Any:
    cast = visits.cast
    return visits.send(cast.kei, f"/desk/people/{cast.ren.pk}/", **{"reason": REASON, **said})


class TestTheQueue:
    def test_shows_what_waits_with_its_deadline_and_the_way_there(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        by = By(Actor.CLIENT, cast.aoi.pk)
        request = open_request(contract_id=deal.contract.pk, kind="contact_reminder", by=by, at=MONDAY)
        html = visits.see(cast.kei, "/desk/requests/")
        assert f"/contracts/{deal.reference}/requests/{request.pk}/" in html
        assert "連絡催促申請" in html and "11月5日(木) 23:59" in html
        assert 'desk-count">1<' in visits.see(cast.kei, "/desk/")

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


class TestSuspending:
    def test_by_the_form_lasts_through_the_chosen_day(self, visits: Visits, cast: Cast) -> None:
        suspend(visits, until="2026-11-09")
        found = people.suspension(cast.ren.pk, MONDAY)
        assert found is not None and found.until is not None
        assert (found.reason, found.until.isoformat()) == (REASON, "2026-11-09T14:59:00+00:00")
        html = visits.see(cast.kei, "/desk/people/")
        assert "蓮" in html and REASON in html
        assert "利用停止を解除する" in visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")

    def test_refused_keeps_what_was_typed(self, visits: Visits, cast: Cast) -> None:
        answer = suspend(visits, until="2026-10-01", **{"status": 400})  # type: ignore[arg-type]
        html = answer.content.decode()
        assert REASON in html and "これからの日" in html
        assert not people.is_suspended(cast.ren.pk, MONDAY)

    def test_is_lifted_by_the_same_page(self, visits: Visits, cast: Cast) -> None:
        suspend(visits)
        visits.send(cast.kei, f"/desk/people/{cast.ren.pk}/", reason="疑いは晴れました。")
        assert not people.is_suspended(cast.ren.pk, MONDAY)
        html = visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")
        assert "疑いは晴れました。" in html and "事務局 圭" in html

    def test_of_oneself_has_no_form(self, visits: Visits, cast: Cast) -> None:
        assert "<textarea" not in visits.see(cast.kei, f"/desk/people/{cast.kei.pk}/")
        visits.send(cast.kei, f"/desk/people/{cast.kei.pk}/", status=400, reason=REASON)
        assert not people.is_suspended(cast.kei.pk, MONDAY)

    def test_is_for_staff(self, visits: Visits, cast: Cast) -> None:
        visits.send(cast.aoi, f"/desk/people/{cast.ren.pk}/", status=403, reason=REASON)
        assert not people.is_suspended(cast.ren.pk, MONDAY)

    def test_finds_the_person_by_mail(self, visits: Visits, cast: Cast) -> None:
        address = cast.ren.email.upper()
        visits.see(cast.kei, "/desk/people/", status=302, email=address)
        assert "見つかりません" in visits.see(cast.kei, "/desk/people/", email="nobody@example.com")


class TestTheSuspended:
    def test_read_why_and_until_when_above_every_page(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        suspend(visits, until="2026-11-09")
        for path in ("/", "/contracts/", f"/contracts/{deal.reference}/", "/messages/", "/settings/"):
            html = visits.see(cast.ren, path)
            assert REASON in html and "11月9日(月) 23:59" in html, path
        assert REASON not in visits.see(cast.aoi, f"/contracts/{deal.reference}/")

    def test_cannot_send_a_message(self, visits: Visits, cast: Cast) -> None:
        deal = working(cast)
        suspend(visits)
        thread = deal.contract.thread_id
        answer = visits.send(cast.ren, f"/messages/{thread}/post/", status=400, body="こんにちは", once="x" * 24)
        assert "利用停止中" in answer.content.decode()
        assert deal.contract.thread.messages.filter(author=cast.ren, body="こんにちは").count() == 0
