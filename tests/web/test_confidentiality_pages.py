"""Pages of the agreement to keep secrets: chosen, read in full, signed by both, and kept."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tachiai.config.schedule import run_due
from tachiai.documents.rules import canonical
from tachiai.jobs import actions
from tachiai.jobs.confidentiality import Undertaking
from tachiai.jobs.models import Confidentiality, SignedCopy
from tachiai.people.actions import declare_trader
from tachiai.people.models import Person
from tachiai.people.rules import Trader
from tachiai.web.site.todo.tasks import tasks_of
from tests.cast import PASSWORD, Cast
from tests.confidentiality import agree_to_secrecy, ask_for_secrecy
from tests.deal import Deal
from tests.jobs.market import Market
from tests.terms.samples import AT
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
CHOSEN = {"years": "2", "special": "試作品の写真は撮りません。", "language": "ja"}
PENALTY = "秘密を漏らしたときは、違約金として100万円をお支払いください。"


class Clock:
    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at

    def days_pass(self, days: int) -> None:
        for _ in range(days):
            self.at += timedelta(days=1)
            run_due(self.at)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("tachiai.clockwork.queries.now", clock)
    return clock


@pytest.fixture
def visits(cast: Cast, clock: Clock) -> Visits:
    return Visits(cast)


@pytest.fixture
def proposal_id(cast: Cast) -> int:
    return Market(cast).proposal()


@pytest.fixture
def place(proposal_id: int) -> str:
    return f"/proposals/{proposal_id}/confidentiality/"


@pytest.fixture
def asked(cast: Cast, proposal_id: int) -> int:
    """Aoi asked Ren; the request's id."""
    return ask_for_secrecy(proposal_id, cast.aoi, AT, Undertaking(2, "試作品の写真は撮りません。"))


def declare(person: Person, name: str, address: str) -> None:
    declare_trader(person_id=person.pk, trader=Trader(kind="individual", trade_name=name, address=address), at=AT)


def digest_on(html: str) -> str:
    """What the page asks to sign."""
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', html)
    assert found is not None
    return found[1]


def signing(html: str, **changes: Any) -> dict[str, Any]:
    return {"digest": digest_on(html), "answer": "", "password": PASSWORD, **changes}


class TestAsking:
    def look(self, visits: Visits, place: str, **changes: Any) -> str:
        answer = visits.send(visits.cast.aoi, f"{place}ask/", status=200, **{**CHOSEN, **changes})
        return answer.content.decode()

    def test_begins_on_the_page_that_says_what_it_is(self, visits: Visits, place: str) -> None:
        html = visits.see(visits.cast.aoi, place)
        assert "秘密保持契約を締結する" in html and f"{place}ask/" in html
        assert "3年間" in visits.see(visits.cast.aoi, f"{place}ask/")

    def test_shows_the_whole_text_before_anything_is_sent(self, visits: Visits, place: str) -> None:
        html = self.look(visits, place)
        assert "第1条 目的" in html and "第11条 締結の方法" in html
        assert "2年間" in html and CHOSEN["special"] in html
        assert "秘密保持契約の同意リクエストを送信する" in html
        assert not Confidentiality.objects.exists()

    def test_tells_the_asker_what_the_other_will_see(self, visits: Visits, place: str) -> None:
        declare(visits.cast.aoi, "株式会社葵", "東京都千代田区1-1")
        declare(visits.cast.ren, "蓮 太郎", "大阪市北区2-2")
        html = self.look(visits, place)
        assert "株式会社葵" in html and "東京都千代田区1-1" in html
        assert "蓮 太郎" not in html and "大阪" not in html

    def test_sends_what_was_signed(self, visits: Visits, place: str) -> None:
        html = self.look(visits, place)
        answer = visits.send(visits.cast.aoi, f"{place}ask/", **CHOSEN, **signing(html), send="1")
        assert answer.url == place
        copy = SignedCopy.objects.get()
        assert (copy.digest, copy.method, copy.person) == (digest_on(html), "password", visits.cast.aoi)
        assert "次は蓮さんの番です" in visits.see(visits.cast.aoi, place)

    def test_is_refused_with_a_wrong_password_and_keeps_the_text(self, visits: Visits, place: str) -> None:
        html = self.look(visits, place)
        data = {**CHOSEN, **signing(html, password="wrong"), "send": "1"}
        again = visits.send(visits.cast.aoi, f"{place}ask/", status=400, **data).content.decode()
        assert CHOSEN["special"] in again and digest_on(again) == digest_on(html)
        assert not Confidentiality.objects.exists()

    def test_is_refused_when_something_else_was_shown(self, visits: Visits, place: str) -> None:
        html = self.look(visits, place)
        data = {**CHOSEN, "years": "5", **signing(html), "send": "1"}
        visits.send(visits.cast.aoi, f"{place}ask/", status=400, **data)
        assert not Confidentiality.objects.exists()

    def test_goes_back_to_the_choices_with_what_was_typed(self, visits: Visits, place: str) -> None:
        html = self.look(visits, place, change="1")
        assert CHOSEN["special"] in html and 'name="password"' not in html

    def test_names_what_is_wrong(self, visits: Visits, place: str) -> None:
        answer = visits.send(visits.cast.aoi, f"{place}ask/", status=400, **{**CHOSEN, "years": "4"})
        assert 'name="password"' not in answer.content.decode()

    def test_tells_its_author_of_a_demand_for_money(self, visits: Visits, place: str) -> None:
        assert "お金の請求についての定めがあるようです" in self.look(visits, place, special=PENALTY)
        assert "お金の請求についての定めがあるようです" not in self.look(visits, place)

    def test_leads_to_the_one_that_is_open(self, visits: Visits, place: str, asked: int) -> None:
        answer = visits.as_(visits.cast.ren).get(f"{place}ask/")
        assert (answer.status_code, answer.url) == (302, place)  # type: ignore[attr-defined]

    def test_says_why_not_when_the_proposal_is_over(self, visits: Visits, place: str, proposal_id: int) -> None:
        actions.withdraw_proposal(proposal_id=proposal_id, worker_id=visits.cast.ren.pk, at=AT)
        for page in (place, f"{place}ask/"):
            assert "この応募は契約にならずに終わった" in visits.see(visits.cast.aoi, page)

    def test_in_english_makes_an_english_text(self, visits: Visits, place: str) -> None:
        assert "11. How it is made" in self.look(visits, place, language="en")


class TestTheAskedSide:
    def test_reads_the_whole_text_and_what_silence_brings(self, visits: Visits, place: str, asked: int) -> None:
        html = visits.see(visits.cast.ren, place)
        assert "第11条 締結の方法" in html and "試作品の写真は撮りません。" in html
        assert "秘密保持契約への返答" in html and "秘密保持契約は成立しません" in html
        for step in ("agree", "decline"):
            assert f"{place}{step}/" in html
        assert f"{place}withdraw/" not in html

    def test_is_told_about_a_demand_for_money(self, visits: Visits, place: str, proposal_id: int) -> None:
        ask_for_secrecy(proposal_id, visits.cast.aoi, AT, Undertaking(3, PENALTY))
        for page in (place, f"{place}agree/"):
            assert "お金の請求についての定めがあるようです" in visits.see(visits.cast.ren, page)

    def test_signs_the_text_with_its_own_name(self, visits: Visits, place: str, asked: int) -> None:
        declare(visits.cast.ren, "蓮 太郎", "大阪市北区2-2")
        html = visits.see(visits.cast.ren, f"{place}agree/")
        assert "蓮 太郎" in html and "大阪市北区2-2" in html
        assert "大阪" not in visits.see(visits.cast.aoi, place)
        answer = visits.send(visits.cast.ren, f"{place}agree/", **signing(html))
        assert answer.url == place
        for person in (visits.cast.aoi, visits.cast.ren):
            page = visits.see(person, place)
            assert "締結済み" in page and "大阪市北区2-2" in page
            assert all(copy.digest in page for copy in SignedCopy.objects.all())

    def test_signs_nothing_else_than_was_shown(self, visits: Visits, place: str, asked: int) -> None:
        html = visits.see(visits.cast.ren, f"{place}agree/")
        declare(visits.cast.ren, "別の名前", "別の住所")
        answer = visits.send(visits.cast.ren, f"{place}agree/", status=400, **signing(html))
        assert digest_on(answer.content.decode()) != digest_on(html)
        assert Confidentiality.objects.get().state == "asked"

    def test_says_no_with_a_reason_that_the_other_reads(self, visits: Visits, place: str, asked: int) -> None:
        visits.see(visits.cast.ren, f"{place}decline/")
        visits.send(visits.cast.ren, f"{place}decline/", reason="期間が長すぎます。")
        html = visits.see(visits.cast.aoi, place)
        assert "期間が長すぎます。" in html and "同意されず" in html
        assert "次のリクエストを送れません" in html

    def test_learns_that_it_was_too_late(self, visits: Visits, place: str, asked: int) -> None:
        html = visits.see(visits.cast.ren, f"{place}agree/")
        actions.withdraw_confidentiality(request_id=asked, person_id=visits.cast.aoi.pk, at=AT)
        visits.send(visits.cast.ren, f"{place}agree/", status=409, **signing(html))
        assert "このリクエストはもう開いていません" in visits.see(visits.cast.ren, f"{place}decline/")
        visits.send(visits.cast.ren, f"{place}decline/", status=409, reason="")

    def test_finds_it_among_what_is_due_until_it_answers(
        self, visits: Visits, place: str, asked: int, clock: Clock
    ) -> None:
        def waiting(person: Person) -> list[str]:
            return [task.href for task in tasks_of(person.pk, clock.at, most=50).tasks]

        assert place in waiting(visits.cast.ren) and place not in waiting(visits.cast.aoi)
        assert "秘密保持契約への返答" in visits.see(visits.cast.ren, "/todo/")
        agree_to_secrecy(int(place.split("/")[2]), visits.cast.ren, AT)
        assert place not in waiting(visits.cast.ren)


class TestTheAsker:
    def test_takes_it_back_and_may_ask_again(self, visits: Visits, place: str, asked: int) -> None:
        visits.see(visits.cast.aoi, f"{place}withdraw/")
        visits.send(visits.cast.aoi, f"{place}withdraw/")
        html = visits.see(visits.cast.aoi, place)
        assert "取り下げ" in html and "もう一度リクエストする" in html

    def test_reads_that_silence_ended_it(self, visits: Visits, place: str, asked: int, clock: Clock) -> None:
        clock.days_pass(8)
        html = visits.see(visits.cast.aoi, place)
        assert "同意のないまま終わった" in html and "7日のあいだ返事がないリクエスト" in html

    def test_has_the_earlier_ones_below(self, visits: Visits, place: str, asked: int, proposal_id: int) -> None:
        actions.withdraw_confidentiality(request_id=asked, person_id=visits.cast.aoi.pk, at=AT)
        ask_for_secrecy(proposal_id, visits.cast.ren, AT)
        assert "リクエストが取り下げられたため" in visits.see(visits.cast.aoi, place)


class TestKeeping:
    @pytest.fixture
    def agreed(self, cast: Cast, proposal_id: int, asked: int) -> int:
        agree_to_secrecy(proposal_id, cast.ren, AT)
        return asked

    def test_as_json_can_be_checked_without_us(self, visits: Visits, place: str, agreed: int) -> None:
        answer = visits.as_(visits.cast.aoi).get(f"{place}{agreed}.json")
        told = json.loads(answer.content)
        first, second = told["copies"]
        for copy in (first, second):
            assert hashlib.sha256(canonical(copy["document"])).hexdigest() == copy["sha256"]
        assert second["document"]["data"]["request"] == first["sha256"]
        assert (first["role"], second["role"]) == ("asker", "asked")
        assert "attachment" in answer.headers["Content-Disposition"]

    @pytest.mark.parametrize("person", ["aoi", "ren"])
    def test_as_pdf(self, visits: Visits, place: str, agreed: int, person: str) -> None:
        answer = visits.as_(getattr(visits.cast, person)).get(f"{place}{agreed}.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_of_another_proposals_request_is_refused(self, visits: Visits, agreed: int, cast: Cast) -> None:
        other = Market(cast).proposal(worker=cast.mio)
        for kind in ("pdf", "json"):
            visits.see(cast.aoi, f"/proposals/{other}/confidentiality/{agreed}.{kind}", status=404)


class TestTheContractPage:
    @pytest.fixture
    def deal(self, cast: Cast, clock: Clock, settings: Any) -> Deal:
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        deal = Deal(cast.aoi, cast.ren, at=AT)
        deal.deposit()
        return deal

    def test_leads_both_sides_there_and_says_how_it_stands(self, visits: Visits, deal: Deal) -> None:
        page, place = f"/contracts/{deal.reference}/", f"/proposals/{deal.contract.proposal_id}/confidentiality/"
        assert "秘密保持契約を締結する" in visits.see(visits.cast.ren, page)
        ask_for_secrecy(deal.contract.proposal_id, visits.cast.ren, AT)
        agree_to_secrecy(deal.contract.proposal_id, visits.cast.aoi, AT)
        for person in (visits.cast.aoi, visits.cast.ren):
            html = visits.see(person, page)
            assert place in html and "締結済み" in html

    def test_does_not_speak_of_it_after_an_end_without_one(self, visits: Visits, deal: Deal) -> None:
        deal.deliver()
        deal.accept()
        assert "秘密保持契約" not in visits.see(visits.cast.ren, f"/contracts/{deal.reference}/").partition("<main")[2]

    def test_does_not_lead_staff_where_they_have_no_part(self, visits: Visits, deal: Deal) -> None:
        assert "confidentiality" not in visits.see(visits.cast.kei, f"/contracts/{deal.reference}/")
