"""One side is suspended: what each of the three sees on the contract's pages, and how staff act in its place."""

from __future__ import annotations

from typing import Any

import pytest

from tachiai.clockwork.actions import By
from tachiai.contracts.models import Delivery, Request
from tachiai.contracts.requests import open_request
from tachiai.kernel.lifecycle import Actor
from tachiai.people import actions as people
from tachiai.people import queries
from tachiai.people.models import Person
from tests.cast import Cast
from tests.deal import MONDAY, Deal
from tests.web.visits import Visits, counted, seen_in

pytestmark = pytest.mark.django_db
AS_CLIENT = {"side": "client"}


@pytest.fixture
def visits(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Visits:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    return Visits(cast)


@pytest.fixture
def deal(visits: Visits, cast: Cast) -> Deal:
    """Delivered, and the client is suspended."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.deliver()
    suspend(cast)
    return deal


def suspend(cast: Cast, person: Person | None = None) -> None:
    whom = (person or cast.aoi).pk
    people.restrict(
        kind="suspended", person_id=whom, by_staff_id=cast.kei.pk, reason="確認中です。", until=None, at=MONDAY
    )


def lift(cast: Cast) -> None:
    suspension = queries.suspension(cast.aoi.pk, MONDAY)
    people.lift(restriction_id=suspension.id, by_staff_id=cast.kei.pk, reason="終わりました。", at=MONDAY)


def page(deal: Deal, rest: str = "") -> str:
    return f"/contracts/{deal.reference}/{rest}"


class TestTheSuspended:
    def test_sees_every_button_off_with_the_reason(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        html = visits.see(cast.aoi, page(deal))
        assert "steps/accept/" not in html
        assert "必要な操作は事務局が代わりに行います" in html
        visits.send(cast.aoi, page(deal, "steps/accept/"), status=409, expected="2")
        deal.expect("delivered")

    def test_is_told_at_home_that_it_is_the_turn_of_staff(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        for path in ("/", "/todo/"):
            html = visits.see(cast.aoi, path)
            assert "事務局の番です" in html and "次はあなたの番です" not in html, path
        lift(cast)
        assert "次はあなたの番です" in visits.see(cast.aoi, "/")


class TestTheOtherSide:
    def test_reads_what_stays_and_what_changes_but_not_why(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        html = visits.see(cast.ren, page(deal))
        assert "変わらないこと" in html and "納品した仕事は、期限がくれば支払われます" in html
        assert "確認中です。" not in html

    def test_that_is_suspended_too_reads_nothing_of_what_it_could_do(
        self, visits: Visits, cast: Cast, deal: Deal
    ) -> None:
        suspend(cast, cast.ren)
        for person in (cast.aoi, cast.ren):
            html = visits.see(person, page(deal))
            assert "期限と仮払いはそのままです" in html and "あなたにできる操作はそのまま" not in html

    def test_reads_nothing_of_it_without_a_suspension(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        lift(cast)
        assert "変わらないこと" not in visits.see(cast.ren, page(deal))


class TestTheDesk:
    def test_lists_what_waits_for_who_is_suspended(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        html = visits.see(cast.kei, "/desk/requests/")
        assert "利用停止中のクライアントに代わる操作" in html and f'href="{page(deal)}"' in html
        assert counted(visits, cast.kei, "/desk/requests/") == 1
        lift(cast)
        assert deal.reference not in visits.see(cast.kei, "/desk/requests/")

    def test_lists_a_request_that_they_would_have_to_answer(self, visits: Visits, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        deal.ask("termination", cast.ren)
        suspend(cast)
        html = visits.see(cast.kei, "/desk/requests/")
        assert f'href="{page(deal, f"requests/{Request.objects.get().pk}/")}"' in html

    def test_is_where_the_pages_of_a_contract_lead_back_to(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        assert 'href="/desk/requests/"' in visits.see(cast.kei, page(deal))
        assert 'href="/desk/requests/"' not in visits.see(cast.ren, page(deal))

    def test_lists_nothing_that_waits_for_the_other_side(self, visits: Visits, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        suspend(cast)
        assert deal.reference not in visits.see(cast.kei, "/desk/requests/")

    def test_shows_the_running_contracts_on_their_page(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        html = visits.see(cast.kei, f"/desk/people/{cast.aoi.pk}/")
        assert f'href="{page(deal)}"' in html and "この会員の番" in html
        other = visits.see(cast.kei, f"/desk/people/{cast.ren.pk}/")
        assert f'href="{page(deal)}"' in other and "この会員の番" not in other


class TestStaff:
    def test_choose_to_act_and_then_have_that_sides_buttons(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        html = visits.see(cast.kei, page(deal))
        assert "クライアントに代わって操作する" in html and "steps/accept/" not in html
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        html = visits.see(cast.kei, page(deal))
        assert "葵デザイン室さんに代わって操作しています" in html and "steps/accept/" in html

    def test_act_and_the_story_says_so_to_everybody(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        visits.see(cast.kei, page(deal, "steps/accept/"))
        visits.send(cast.kei, page(deal, "steps/accept/"), expected="2")
        deal.expect("completed")
        for person in (cast.aoi, cast.ren, cast.kei):
            assert "事務局（クライアントに代わって）" in visits.see(person, page(deal))

    def test_look_at_the_reasons_they_give_before_these_are_sent(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        said = {"expected": "2", "fails_1": "on", "reason_1": "LINEのIDは aoi-design です。"}
        html = visits.send(cast.kei, page(deal, "steps/reject/"), status=409, **said).content.decode()
        assert "<mark>" in html and "/off-site/" not in html, "which is for the two who talk"
        visits.send(cast.kei, page(deal, "steps/reject/"), **said, seen=seen_in(html))
        deal.expect("working")

    def test_open_what_was_delivered_as_long_as_they_can_act(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        way = f"/files/{Delivery.objects.get().files.get().pk}/"
        assert way in visits.see(cast.kei, page(deal))
        assert visits.as_(cast.kei).get(way).status_code == 200
        lift(cast)
        assert way not in visits.see(cast.kei, page(deal))
        assert visits.as_(cast.kei).get(way).status_code == 404

    def test_answer_a_request_in_its_place(self, visits: Visits, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        by = By(Actor.WORKER, cast.ren.pk)
        said = {"reason_code": "cannot_continue", "reason": "続けられません。", "worker_share": 0}
        request = open_request(contract_id=deal.contract.pk, kind="termination", by=by, at=MONDAY, answers=said)
        suspend(cast)
        where = page(deal, f"requests/{request.pk}/")
        assert "steps/accept/" not in visits.see(cast.kei, where)
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        assert "steps/accept/" in visits.see(cast.kei, where)
        visits.send(cast.kei, f"{where}steps/accept/", expected="0")
        assert Request.objects.get().state == "agreed"
        assert "事務局（クライアントに代わって）" in visits.see(cast.ren, where)

    def test_open_a_request_in_its_place(self, visits: Visits, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        deal.deposit()
        suspend(cast)
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        assert "ask/termination/" in visits.see(cast.kei, page(deal))
        visits.see(cast.kei, page(deal, "ask/termination/"))

    def test_without_funds_do_not_deposit_for_it(self, visits: Visits, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren)
        suspend(cast)
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        visits.send(cast.kei, page(deal, "deposit/"))
        assert "steps/withdraw/" in visits.see(cast.kei, page(deal))
        deal.expect("awaiting_deposit")

    def test_stop_acting_when_they_say_so(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        visits.send(cast.kei, page(deal, "stand-in/"))
        assert "steps/accept/" not in visits.see(cast.kei, page(deal))
        visits.send(cast.kei, page(deal, "steps/accept/"), status=404, expected="2")

    def test_stop_acting_the_moment_it_is_lifted(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        lift(cast)
        assert "steps/accept/" not in visits.see(cast.kei, page(deal))
        visits.send(cast.kei, page(deal, "steps/accept/"), status=404, expected="2")
        deal.expect("delivered")

    def test_cannot_choose_a_side_that_is_not_suspended(self, visits: Visits, cast: Cast, deal: Deal) -> None:
        for side in ("worker", "staff", "clock", "nobody"):
            visits.send(cast.kei, page(deal, "stand-in/"), status=404, side=side)
        assert "steps/deliver/" not in visits.see(cast.kei, page(deal))

    def test_act_in_this_contract_only(self, visits: Visits, cast: Cast) -> None:
        deal, other = Deal(cast.aoi, cast.ren), Deal(cast.aoi, cast.ren)
        suspend(cast)
        visits.send(cast.kei, page(deal, "stand-in/"), **AS_CLIENT)
        assert "に代わって操作しています" not in visits.see(cast.kei, page(other))

    @pytest.mark.parametrize("who", ["aoi", "ren", "zen"])
    def test_are_the_only_ones_who_can(self, visits: Visits, cast: Cast, deal: Deal, who: str) -> None:
        visits.send(getattr(cast, who), page(deal, "stand-in/"), status=404, **AS_CLIENT)
