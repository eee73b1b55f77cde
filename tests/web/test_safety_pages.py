"""Reports, decisions and appeals as people meet them: what they are shown, and what nobody else is."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tachiai.conversations import actions as conversations
from tachiai.people import actions as people
from tachiai.people.models import Restriction
from tachiai.safety import actions
from tachiai.safety.models import Appeal, Decision, Report
from tests.deal import Deal
from tests.safety.desk import WORDS, Desk, clause_of
from tests.web.conftest import parsed
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
APPEAL = "商品の購入は求めていません。募集文をもう一度読んでください。"


@pytest.fixture
def desk(cast, monkeypatch: pytest.MonkeyPatch) -> Desk:
    desk = Desk(cast)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: desk.at)
    return desk


@pytest.fixture
def visits(desk: Desk) -> Visits:
    return Visits(desk.cast)


def words_of(html: str) -> str:
    (main,) = parsed(html).iter("main")
    return " ".join("".join(main.itertext()).split())


def said(**changes: Any) -> dict[str, Any]:
    return {"clause": clause_of("listing"), "text": WORDS, "good_faith": "on", **changes}


def stop(desk: Desk, measure: str = "recruiting_suspended", **other: Any) -> Decision:
    """Ren's report of Aoi's listing ends in a measure."""
    case = desk.reported()
    return Decision.objects.get(pk=desk.decide(case, measure, **other))


class TestTheReportForm:
    def test_shows_what_is_attached_which_kinds_there_are_and_what_happens_by_when(self, visits, desk):
        html = visits.see(desk.cast.ren, f"/report/listing/{desk.listing()}/")
        text = words_of(html)
        for shown in ("この仕事を通報する", "焼き菓子店のロゴ作成", "駅から歩いて5分の小さな店", "事務局が判断します"):
            assert shown in text
        kinds = [each.get("value") for each in parsed(html).iter("input") if each.get("name") == "clause"]
        assert clause_of("listing") == kinds[0] and len(kinds) == len(set(kinds)) > 20

    def test_answers_with_a_number_at_once_and_a_second_click_with_the_same(self, visits, desk):
        path = f"/report/listing/{desk.listing()}/"
        first, second = (visits.send(desk.cast.ren, path, **said()).url for _ in range(2))
        number = Report.objects.get().number
        assert first == second == f"/reports/{number}/"
        page = words_of(visits.see(desk.cast.ren, first))
        assert number in page and WORDS in page and "駅から歩いて5分" in page and "事務局の番です" in page

    def test_keeps_what_was_typed_and_says_what_is_missing_beside_it(self, visits, desk):
        path = f"/report/listing/{desk.listing()}/"
        kind = clause_of("listing")
        html = visits.send(desk.cast.ren, path, clause=kind, text="だめ。", status=400).content.decode()
        assert "だめ。" in html and "10文字以上" in html and "事実に基づいて" in html
        chosen = [each.get("value") for each in parsed(html).iter("input") if each.get("checked") is not None]
        assert kind in chosen
        assert not Report.objects.exists()

    def test_opens_the_section_in_which_the_chosen_kind_lies(self, visits, desk):
        path = f"/report/listing/{desk.listing()}/"
        html = visits.see(desk.cast.ren, path)
        last = [each.get("value") for each in parsed(html).iter("input") if each.get("name") == "clause"][-1]
        refused = visits.send(desk.cast.ren, path, clause=last, text="", status=400).content.decode()
        (opened,) = [each for each in parsed(refused).iter("details") if each.get("open") is not None]
        assert last in {each.get("value") for each in opened.iter("input")}

    def test_is_kept_by_the_browser_for_when_the_sign_in_has_expired(self, visits, desk):
        path = f"/report/listing/{desk.listing()}/"
        (form,) = [each for each in parsed(visits.see(desk.cast.ren, path)).iter("form") if each.get("data-keep")]
        assert form.get("data-keep", "").startswith("report-listing-")
        asked = visits.as_(None).post(path, said(), headers={"referer": f"http://testserver{path}"})
        assert asked.url == f"{reverse('account_login')}?next={path.replace('/', '%2F')}"

    def test_is_no_form_for_ones_own_and_not_found_for_what_one_cannot_see(self, visits, desk):
        draft = desk.market.draft()
        text = words_of(visits.see(desk.cast.aoi, f"/report/listing/{draft}/"))
        assert "自分自身のものは報告できません" in text
        for path in (f"/report/listing/{draft}/", "/report/listing/0/", "/report/weather/1/"):
            visits.see(desk.cast.ren, path, status=404)

    def test_says_so_where_ones_reports_are_restricted(self, visits, desk):
        restrict(desk, desk.cast.ren, "reports")
        html = visits.see(desk.cast.ren, f"/report/listing/{desk.listing()}/")
        assert "いまは報告できません" in html and 'name="clause"' not in html


class TestTheWayToReport:
    def test_leads_visitors_over_the_sign_in_and_says_so(self, visits, desk):
        for path, target in (
            (f"/jobs/{(listing := desk.listing())}/", f"/report/listing/{listing}/"),
            (f"/people/{(ren := desk.cast.ren.pk)}/", f"/report/profile/{ren}/"),
        ):
            html = visits.see(None, path)
            assert f'href="{target}"' in html and "報告にはログインが必要です。" in html
            assert "報告にはログインが必要です。" not in visits.see(desk.cast.mio, path)
            asked = visits.as_(None).get(target)
            assert asked.url == f"{reverse('account_login')}?next={target}"

    def test_stands_beside_all_that_can_be_reported_by_its_exact_label(self, visits, desk):
        cast = desk.cast
        deal = Deal(cast.aoi, cast.ren, at=desk.at)
        thread, contract = deal.contract.thread_id, deal.contract
        message = deal.write(cast.ren).pk
        proposal = desk.market.proposal()
        ways = {
            f"/jobs/{desk.listing()}/": (cast.ren, "この仕事を通報する", None),
            f"/messages/{thread}/": (cast.aoi, "違反報告する", f"/report/thread/{thread}/"),
            f"/messages/{thread}/?": (cast.aoi, "違反報告する", f"/report/message/{message}/"),
            f"/contracts/{deal.reference}/": (cast.aoi, "違反報告する", f"/report/contract/{contract.pk}/"),
            f"/people/{cast.ren.pk}/": (cast.aoi, "違反報告する", f"/report/profile/{cast.ren.pk}/"),
            f"/proposals/{proposal}/": (cast.aoi, "違反報告する", f"/report/proposal/{proposal}/"),
        }
        for path, (reader, label, target) in ways.items():
            links = {each.get("href"): words for each in parsed(visits.see(reader, path)).iter("a")
                     if (words := "".join(each.itertext()).strip()) == label}  # fmt: skip
            assert links, path
            assert target is None or target in links, (path, links)
            for href in links:
                assert "添えられるもの" in visits.see(reader, href)

    def test_is_not_offered_for_ones_own(self, visits, desk):
        html = visits.see(desk.cast.aoi, f"/jobs/{desk.listing()}/")
        assert "この仕事を通報する" not in html
        assert "/report/" not in visits.see(desk.cast.aoi, f"/people/{desk.cast.aoi.pk}/")


class TestMyReports:
    def test_show_the_reporter_how_each_stands_and_nobody_else_anything(self, visits, desk):
        receipt = desk.report(desk.cast.ren, desk.listing())
        assert receipt.number in visits.see(desk.cast.ren, "/reports/")
        for other in (desk.cast.aoi, desk.cast.zen, desk.cast.kei):
            assert receipt.number not in visits.see(other, "/reports/")
            visits.see(other, f"/reports/{receipt.number}/", status=404)

    def test_tell_the_outcome_and_nothing_of_what_was_done_to_the_other(self, visits, desk):
        decision = stop(desk)
        number = Report.objects.get().number
        text = words_of(visits.see(desk.cast.ren, f"/reports/{number}/"))
        assert "違反を確認しました" in text
        for secret in (decision.facts_public, decision.explanation, "募集中断中", f"/decisions/{decision.pk}/"):
            assert secret not in text
        assert "違反を確認" in visits.see(desk.cast.ren, "/reports/")

    def test_offer_the_appeal_where_no_breach_was_found_and_keep_a_short_one(self, visits, desk):
        desk.decide(desk.reported(), "no_action", verdict="no_breach")
        path = f"/reports/{Report.objects.get().number}/"
        assert "違反は確認できませんでした" in visits.see(desk.cast.ren, path)
        assert "短い。" in visits.send(desk.cast.ren, path, text="短い。", status=400).content.decode()
        visits.send(desk.cast.ren, path, text=APPEAL)
        visits.send(desk.cast.ren, path, text=APPEAL)
        assert Appeal.objects.get().person == desk.cast.ren
        assert "異議の審査" in visits.see(desk.cast.ren, path)

    def test_that_is_looked_at_anew_shows_the_appeal_that_led_to_it(self, visits, desk):
        desk.review(desk.appeal(stop(desk, "no_action").pk, desk.cast.ren), reverse=True)
        text = words_of(visits.see(desk.cast.ren, f"/reports/{Report.objects.get().number}/"))
        assert "前の判断への異議" in text and APPEAL in text and "募集文には購入の指示がありませんでした。" in text


class TestADecision:
    def test_gives_the_label_the_whole_reason_the_end_and_what_still_works(self, visits, desk):
        decision = stop(desk)
        html = visits.see(desk.cast.aoi, f"/decisions/{decision.pk}/")
        text = words_of(html)
        assert parsed(html).find(".//h1").text == "募集中断中"
        still = ("ほかの募集は、これまでどおりです", "そのまま続きます", "終わりの日はありません", "異議を申し立てる")
        for shown in (decision.facts_public, decision.explanation, "事務局の担当者が判断しました", *still):
            assert shown in text
        document, _, clause = decision.clause.partition(".")
        assert f'href="/guidelines/{document}/#{clause}"' in html
        assert "募集中断中" in visits.see(desk.cast.aoi, "/decisions/")

    def test_names_nobody_who_reported_and_is_not_found_by_anybody_else(self, visits, desk):
        decision = stop(desk)
        html = visits.see(desk.cast.aoi, f"/decisions/{decision.pk}/")
        assert WORDS not in html and str(desk.cast.ren) not in html and Report.objects.get().number not in html
        for other in (desk.cast.ren, desk.cast.zen, desk.cast.kei):
            visits.see(other, f"/decisions/{decision.pk}/", status=404)

    def test_is_appealed_against_once_and_its_state_is_shown_until_it_is_reversed(self, visits, desk):
        decision = stop(desk)
        path = f"/decisions/{decision.pk}/"
        assert "短い。" in visits.send(desk.cast.aoi, path, text="短い。", status=400).content.decode()
        for _ in range(2):
            visits.send(desk.cast.aoi, path, text=APPEAL)
        assert APPEAL in visits.see(desk.cast.aoi, path)
        desk.review(Appeal.objects.get().pk, reverse=True)
        text = words_of(visits.see(desk.cast.aoi, path))
        assert "この決定は取り消されました" in text and "募集文には購入の指示がありませんでした。" in text
        number = Report.objects.get().number
        assert "違反は確認できませんでした" in visits.see(desk.cast.ren, f"/reports/{number}/")

    def test_that_found_nothing_says_nothing_of_an_appeal(self, visits, desk):
        text = words_of(visits.see(desk.cast.aoi, f"/decisions/{stop(desk, 'note').pk}/"))
        assert "異議" not in text

    def test_can_be_left_as_it_is_after_an_appeal_was_taken_back(self, visits, desk):
        decision = stop(desk)
        path = f"/decisions/{decision.pk}/"
        visits.send(desk.cast.aoi, path, text=APPEAL)
        visits.send(desk.cast.aoi, path, withdraw="1")
        html = visits.see(desk.cast.aoi, path)
        assert "取り下げ" in html and "<textarea" not in html
        visits.send(desk.cast.ren, path, withdraw="1", status=404)

    def test_waits_among_what_is_due_while_it_can_be_appealed_against(self, visits, desk):
        decision = stop(desk)
        assert f"/decisions/{decision.pk}/" in visits.see(desk.cast.aoi, "/todo/")
        assert f"/decisions/{decision.pk}/" not in visits.see(desk.cast.ren, "/todo/")
        visits.send(desk.cast.aoi, f"/decisions/{decision.pk}/", text=APPEAL)
        assert f"/decisions/{decision.pk}/" not in visits.see(desk.cast.aoi, "/todo/")


class TestAStoppedListing:
    def test_is_marked_for_its_client_with_the_way_to_the_reason(self, visits, desk):
        decision = stop(desk)
        listing = decision.case.subject_id
        for path in (f"/jobs/{listing}/", "/jobs/mine/?state=recruiting_suspended"):
            html = visits.see(desk.cast.aoi, path)
            assert "募集中断中" in html and f"/decisions/{decision.pk}/" in html

    def test_is_marked_for_who_proposed_without_the_reason(self, visits, desk):
        listing = desk.listing()
        proposal = desk.market.proposal(listing, worker=desk.cast.mio)
        case = desk.case(desk.report(desk.cast.ren, listing))
        actions.claim(case_id=case, staff_id=desk.cast.kei.pk, at=desk.at)
        decision = desk.decide(case, "recruiting_suspended")
        for path in (f"/jobs/{listing}/", f"/proposals/{proposal}/", "/proposals/"):
            html = visits.see(desk.cast.mio, path)
            assert "Recruiting suspended" in html or "募集中断中" in html, path
            assert f"/decisions/{decision}/" not in html

    def test_that_was_taken_from_sight_is_gone_with_every_word_but_for_its_client(self, visits, desk):
        decision = stop(desk, "listing_suspended")
        path = f"/jobs/{decision.case.subject_id}/"
        for reader in (None, desk.cast.ren, desk.cast.zen):
            html = visits.see(reader, path, status=410)
            assert "取り下げられました" in html
            assert "焼き菓子" not in html and "駅から" not in html and str(desk.cast.aoi) not in words_of(html)
        assert "掲載中断" in visits.see(desk.cast.aoi, path)


class TestTheStripAboveEveryPage:
    @pytest.mark.parametrize(
        ("kind", "label"),
        [
            ("messages", "メッセージの送信が制限されています"),
            ("limited", "利用制限"),
            ("payout", "出金停止中"),
            ("suspended", "このページにアクセスする権限がありません"),
        ],
    )
    def test_says_what_one_may_not_do_by_its_exact_label_and_leads_to_the_decision(self, visits, desk, kind, label):
        restriction = restrict(desk, desk.cast.ren, kind)
        Restriction.objects.filter(pk=restriction).update(decision_id=7)
        for path in ("/", "/messages/", "/jobs/"):
            html = visits.see(desk.cast.ren, path)
            assert label in html and "/decisions/7/" in html, path
            assert label not in visits.see(desk.cast.aoi, path)

    def test_names_the_conversation_that_it_is_about(self, visits, desk):
        cast = desk.cast
        thread = conversations.open_thread(people=(cast.aoi.pk, cast.ren.pk), at=desk.at, title="珈琲店のロゴ")
        restrict(desk, cast.ren, "messages", thread_id=thread)
        assert f'<a href="/messages/{thread}/">対象のやり取り</a>' in visits.see(cast.ren, "/")


class TestWhoMayNotWrite:
    def test_reads_so_in_place_of_the_form_and_the_other_side_of_the_contract_that_they_cannot(self, visits, desk):
        cast = desk.cast
        deal = Deal(cast.aoi, cast.ren, at=desk.at)
        restrict(desk, cast.ren, "messages")
        thread, contract = f"/messages/{deal.contract.thread_id}/", f"/contracts/{deal.reference}/"
        for path in (thread, contract):
            html = visits.see(cast.ren, path)
            assert "メッセージの送信が制限されています" in words_of(html) and 'name="body"' not in html
        visits.as_(cast.aoi).get(contract)  # what she had not read yet costs one question more
        told = words_of(visits.see(cast.aoi, contract))
        assert "いまメッセージを送れません" in told and "確認中です。" not in told
        assert 'name="body"' in visits.see(cast.aoi, contract)


def restrict(desk: Desk, person: Any, kind: str, **other: Any) -> int:
    said = {"reason": "確認中です。", "until": None, "at": desk.at, **other}
    return people.restrict(person_id=person.pk, kind=kind, by_staff_id=desk.cast.kei.pk, **said)
