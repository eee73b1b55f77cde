"""Staff find an inquiry in the queue, take it and answer; what is refused keeps what was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from tachiai.conversations.safety_models import Block
from tachiai.inquiries import actions
from tachiai.inquiries.actions import clock
from tachiai.inquiries.models import CannedAnswer, Inquiry, ReceivedMail
from tests.cast import make_person
from tests.deal import MONDAY, Deal
from tests.web.visits import Visits, counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits(cast):
    return Visits(cast)


def test_an_inquiry_is_taken_and_answered(cast, visits):
    said = {"category": "inspection", "language": "ja", "text": "納品したのに検収されません。", "at": timezone.now()}
    receipt = actions.ask_office(person_id=cast.ren.pk, **said)
    page = f"/desk/inquiries/{receipt.inquiry_id}/"
    assert receipt.number in visits.see(cast.kei, "/desk/inquiries/")
    assert receipt.number in visits.see(cast.kei, "/desk/inquiries/", search=receipt.number)
    early = visits.send(cast.kei, page, status=400, do="answer", text="書きかけの返事です。")
    assert "書きかけの返事です。" in early.content.decode()
    visits.send(cast.kei, page, do="take")
    assert receipt.number in visits.see(cast.kei, page, canned="more")
    visits.send(cast.kei, page, do="note", text="記録を確認中。")
    visits.send(cast.kei, page, do="answer", text="契約のページをご覧ください。")
    assert Inquiry.objects.get().state == "answered"
    assert "記録を確認中。" in visits.see(cast.kei, page)
    assert visits.access(page) == {"client": 403, "worker": 403, "stranger": 403, "staff": 200, "visitor": 302}


def asked(cast, **more):
    said = {"category": "silence", "language": "ja", "text": "返事がありません。", "at": MONDAY, **more}
    return actions.ask_office(person_id=cast.ren.pk, **said)


@pytest.fixture
def deal(cast, settings, monkeypatch):
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


def test_only_who_has_it_is_offered_to_give_it_back(cast, visits):
    page = f"/desk/inquiries/{asked(cast).inquiry_id}/"
    visits.send(cast.kei, page, do="take")
    assert 'value="give_back"' in visits.see(cast.kei, page)
    other = make_person("sho@example.com", "事務局 翔", is_staff=True)
    assert 'value="give_back"' not in visits.see(other, page)


def test_what_was_taken_before_there_was_a_stake_is_found_and_given_back_unread(cast, visits):
    receipt = asked(cast)
    page = f"/desk/inquiries/{receipt.inquiry_id}/"
    visits.send(cast.kei, page, do="take")
    Block.objects.create(person=cast.kei, blocked=cast.ren, since=MONDAY)
    for place in ("/desk/inquiries/", page):
        html = visits.see(cast.kei, place)
        assert receipt.number in html and "返事がありません。" not in html, place
    assert 'value="give_back"' in visits.see(cast.kei, page)
    visits.send(cast.kei, page, do="give_back")
    assert Inquiry.objects.get().assignee is None
    assert receipt.number not in visits.see(cast.kei, "/desk/inquiries/")


def test_staff_with_a_stake_read_neither_what_was_asked_nor_what_others_noted(cast, visits, settings, monkeypatch):
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY)
    deal = Deal(cast.aoi, cast.kei, at=MONDAY)
    said = {"category": "silence", "language": "ja", "text": "この受注者が怖いです。", "contract": deal.reference}
    receipt = actions.ask_office(person_id=cast.aoi.pk, **said, at=MONDAY)
    boss = make_person("boss@example.com", "監督", is_staff=True)
    actions.note(inquiry_id=receipt.inquiry_id, staff_id=boss.pk, text="慎重に扱うこと。", at=MONDAY)
    page = f"/desk/inquiries/{receipt.inquiry_id}/"
    for place in (page, "/desk/inquiries/", "/desk/acts/"):
        html = visits.see(cast.kei, place)
        for kept in ("怖い", "慎重に", *([f"/desk/people/{cast.aoi.pk}/"] if place == page else [])):
            assert kept not in html, place
    assert "自分が当事者である契約" in visits.see(cast.kei, page)
    assert "慎重に扱うこと。" in visits.see(boss, page)
    assert "慎重に扱うこと。" in visits.see(boss, "/desk/acts/")


def test_the_only_member_of_the_staff_is_told_what_to_do_about_an_inquiry_with_a_stake_of_theirs(cast, visits):
    deal = Deal(cast.aoi, cast.kei, at=MONDAY)
    said = {"category": "silence", "language": "ja", "text": "この受注者が怖いです。", "contract": deal.reference}
    number = actions.ask_office(person_id=cast.aoi.pk, **said, at=MONDAY).inquiry_id
    pages = ("/desk/inquiries/", f"/desk/inquiries/{number}/")
    for page in pages:
        html = visits.see(cast.kei, page)
        assert "tachiai staff add" in html and "怖い" not in html, page
    assert "1件あります" in visits.see(cast.kei, pages[0]) and counted(visits, cast.kei, pages[0]) == 1
    boss = make_person("boss@example.com", "監督", is_staff=True)
    for reader, page in ((cast.kei, pages[0]), (cast.kei, pages[1]), (boss, pages[0]), (boss, pages[1])):
        assert "tachiai staff add" not in visits.see(reader, page), (reader, page)
    assert (counted(visits, cast.kei, pages[0]), counted(visits, boss, pages[0])) == (0, 1)


class TestWhatIsMeantForSomebodyElse:
    def test_has_a_box_of_its_own_that_says_who_reads_it(self, cast, visits, deal):
        deal.deliver()
        page = f"/desk/inquiries/{asked(cast, contract=deal.reference).inquiry_id}/"
        visits.send(cast.kei, page, do="take")
        (answer,) = [each for each in forms_of(visits.see(cast.kei, page)) if 'value="answer"' in each]
        assert 'value="contact_other_side"' not in answer and 'value="finish"' not in answer
        (other,) = [each for each in forms_of(visits.see(cast.kei, page)) if 'value="contact_other_side"' in each]
        assert 'name="text"' in other
        assert "契約の相手の方に知らせとして届き" in visits.see(cast.kei, page)

    def test_is_confirmed_once_it_is_done(self, cast, visits, deal):
        deal.deliver()
        page = f"/desk/inquiries/{asked(cast, contract=deal.reference).inquiry_id}/"
        steps = {
            "take": "この問い合わせを担当しました。",
            "note": "メモを残しました。",
            "contact_other_side": "契約の相手の方に連絡しました。",
            "answer": "問い合わせた人に返事を送りました。",
            "finish": "理由を添えて終えました。",
            "reopen": "もう一度開きました。",
            "give_back": "担当から外れました。",
        }
        for name, told in steps.items():
            visits.send(cast.kei, page, do=name, text=f"{name} の文です。")
            assert told in visits.see(cast.kei, page), name

    def test_keeps_what_was_typed_in_its_box(self, cast, visits, deal):
        page = f"/desk/inquiries/{asked(cast, contract=deal.reference).inquiry_id}/"
        visits.send(cast.kei, page, do="take")
        deal.deliver()
        visits.send(cast.kei, page, do="contact_other_side", text="検収をお願いします。")
        again = visits.send(cast.kei, page, status=400, do="contact_other_side", text="もう一度お願いします。")
        assert "もう一度お願いします。" in again.content.decode()


def forms_of(html):
    return re.findall(r"<form.*?</form>", html, re.DOTALL)


def test_a_merged_inquiry_offers_no_second_merging(cast, visits, deal):
    pages = [f"/desk/inquiries/{asked(cast, text=f'返事がありません。{n}').inquiry_id}/" for n in range(3)]
    visits.send(cast.kei, pages[0], do="take")
    assert 'value="merge"' in visits.see(cast.kei, pages[0])
    visits.send(cast.kei, pages[0], do="merge", into_number=Inquiry.objects.order_by("-pk")[0].number)
    assert 'value="merge"' not in visits.see(cast.kei, pages[0])
    assert "まだいません" in visits.see(cast.kei, pages[1])


class TestLeadingOn:
    def test_to_a_case_keeps_what_was_typed_until_it_is_right(self, cast, visits, deal):
        receipt = asked(cast)
        page = f"/desk/inquiries/{receipt.inquiry_id}/"
        assert 'value="lead_on"' not in visits.see(cast.kei, page)
        visits.send(cast.kei, page, do="take")
        assert 'value="lead_on"' in visits.see(cast.kei, page)
        said = {"do": "lead_on", "clause": "job.F-5", "text": "連絡先を求めています。", "ends": "on"}
        wrong = visits.send(cast.kei, page, status=400, **said, address="/help/").content.decode()
        assert "連絡先を求めています。" in wrong and "仕事か会員のページのアドレスではありません。" in wrong
        right = {**said, "address": f"https://market.example/jobs/{deal.contract.listing_id}/"}
        visits.send(cast.kei, page, status=400, **{**right, "ends": ""})
        visits.send(cast.kei, page, **right)
        case_id = Inquiry.objects.get().case_id
        assert f'href="/desk/cases/{case_id}/"' in visits.see(cast.kei, page)
        assert "事務局の案件として調べています" in visits.see(cast.ren, f"/inquiries/{receipt.number}/")

    def test_to_a_mediation_gives_whoever_asked_the_button(self, cast, visits, deal):
        deal.answer(deal.ask("termination", cast.aoi), "refuse", cast.ren)
        receipt = asked(cast, contract=deal.reference)
        page = f"/desk/inquiries/{receipt.inquiry_id}/"
        visits.send(cast.kei, page, do="take")
        said = {"do": "lead_to_request", "text": "話し合いで決められます。", "ends": "on"}
        early = visits.send(cast.kei, page, status=400, **said, kind="contact_reminder").content.decode()
        assert "話し合いで決められます。" in early
        visits.send(cast.kei, page, **said, kind="mediation")
        href = f'href="/contracts/{deal.reference}/ask/mediation/"'
        own = visits.see(cast.ren, f"/inquiries/{receipt.number}/")
        assert href in own and "話し合いで決められます。" in own
        assert href not in visits.see(cast.kei, page)

    def test_without_a_contract_says_why_not(self, cast, visits, deal):
        receipt = asked(cast)
        page = f"/desk/inquiries/{receipt.inquiry_id}/"
        visits.send(cast.kei, page, do="take")
        html = visits.see(cast.kei, page)
        assert "契約が選ばれていない問い合わせでは、できません。" in html and 'value="lead_to_request"' not in html


class TestTheQueue:
    def test_is_narrowed_to_one_category_and_keeps_it_over_its_pieces(self, cast, visits, deal, monkeypatch):
        monkeypatch.setattr("tachiai.inquiries.queries.DESK_PAGE", 2)
        monkeypatch.setattr("tachiai.inquiries.queries.desk.DESK_PAGE", 2)
        others = [asked(cast, category="payment").number for _ in range(2)]
        numbers = [asked(cast, text=f"返事がありません。{n}").number for n in range(3)]
        first = visits.see(cast.kei, "/desk/inquiries/", category="silence", view="free")
        assert [number in first for number in numbers] == [True, True, False]
        assert not any(number in first for number in others)
        assert 'href="/desk/inquiries/?view=mine&amp;category=silence"' in first
        assert '<option value="silence" selected>' in first and 'name="view" value="free"' in first
        (following,) = re.findall(r'rel="next" href="/desk/inquiries/\?([^"]+)"', first)
        place = dict(parse_qsl(unescape(following)))
        assert (place["view"], place["category"]) == ("free", "silence")
        second = visits.see(cast.kei, "/desk/inquiries/", **place)
        assert numbers[2] in second and numbers[0] not in second and 'rel="next"' not in second
        assert others[0] in visits.see(cast.kei, "/desk/inquiries/", category="nothing")

    def test_shows_what_is_overdue_apart(self, cast, visits, deal):
        receipt, at = asked(cast), MONDAY + timedelta(days=5)
        assert receipt.number not in visits.see(cast.kei, "/desk/inquiries/", view="overdue")
        for sweep in (clock.remind_inquiries, clock.sweep_inquiries):
            while sweep(at).fired:
                pass
        assert receipt.number in visits.see(cast.kei, "/desk/inquiries/", view="overdue")

    def test_puts_what_is_overdue_first_with_how_late_it_is(self, cast, visits, deal, monkeypatch):
        late, at = asked(cast), MONDAY + timedelta(days=6)
        for sweep in (clock.remind_inquiries, clock.sweep_inquiries):
            while sweep(at).fired:
                pass
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: at + timedelta(days=2))
        calm = asked(cast, text="もう一つ、別の質問です。", at=at)
        html = visits.see(cast.kei, "/desk/inquiries/")
        assert html.index(late.number) < html.index(calm.number)
        assert "2日超過" in html and html.count("に終わります") == 1
        assert "期限超過1件" in visits.see(cast.kei, "/desk/")
        monkeypatch.setattr("tachiai.inquiries.queries.DESK_PAGE", 1)
        monkeypatch.setattr("tachiai.inquiries.queries.desk.DESK_PAGE", 1)
        first = visits.see(cast.kei, "/desk/inquiries/")
        assert late.number in first and calm.number not in first
        (following,) = re.findall(r'rel="next" href="/desk/inquiries/\?([^"]+)"', first)
        second = visits.see(cast.kei, "/desk/inquiries/", **dict(parse_qsl(unescape(following))))
        assert calm.number in second and late.number not in second


class TestCannedAnswers:
    page = "/desk/inquiries/canned/"
    written = {"title": "検収の期限", "category": "inspection", "body_ja": "{number}の件です。", "body_en": "{number}:"}

    def test_are_written_used_changed_and_removed_after_a_second_look(self, cast, visits):
        assert "自分たちで書いた定型文はありません" in visits.see(cast.kei, self.page)
        assert f'href="{self.page}"' in visits.see(cast.kei, "/desk/inquiries/")
        visits.send(cast.kei, f"{self.page}new/", **self.written)
        own = CannedAnswer.objects.get()
        html = visits.see(cast.kei, self.page)
        assert "検収の期限" in html and f'href="{self.page}{own.pk}/"' in html
        receipt = asked(cast, category="inspection")
        html = visits.see(cast.kei, f"/desk/inquiries/{receipt.inquiry_id}/", canned=str(own.pk))
        assert f"{receipt.number}の件です。" in html
        assert "{number}:" in visits.see(cast.kei, f"{self.page}{own.pk}/")
        visits.send(cast.kei, f"{self.page}{own.pk}/", **{**self.written, "title": "検収について"})
        assert CannedAnswer.objects.get().title == "検収について"
        assert "{number}の件です。" in visits.see(cast.kei, f"{self.page}{own.pk}/remove/")
        assert "検収について" in visits.see(cast.kei, self.page)
        visits.send(cast.kei, f"{self.page}{own.pk}/remove/")
        assert "検収について" not in visits.see(cast.kei, self.page)
        visits.see(cast.kei, f"{self.page}{own.pk}/", status=404)

    def test_need_both_languages_and_keep_what_was_typed(self, cast, visits):
        wrong = visits.send(cast.kei, f"{self.page}new/", status=400, **{**self.written, "body_en": " "})
        assert "検収の期限" in wrong.content.decode() and not CannedAnswer.objects.exists()

    def test_are_no_more_than_the_page_shows(self, cast, visits, monkeypatch):
        monkeypatch.setattr("tachiai.inquiries.actions.canned.MOST_CANNED", 1)
        visits.send(cast.kei, f"{self.page}new/", **self.written)
        full = visits.send(cast.kei, f"{self.page}new/", status=400, **{**self.written, "title": "もう一つ"})
        assert "定型文は1件までです" in full.content.decode() and CannedAnswer.objects.count() == 1


def test_a_mail_that_could_not_be_taken_is_listed_with_where_it_lies(cast, visits):
    ReceivedMail.objects.create(
        message_id="sha256:0", received_at=timezone.now(), outcome="unknown", why=ReceivedMail.NOT_TAKEN
    )
    assert "このメールは取り込めませんでした。" in visits.see(cast.kei, "/desk/inquiries/")
