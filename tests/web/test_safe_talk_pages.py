"""Safe talk as people meet it: the look at a text, held texts, off-site requests, blocks, consent, and the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tachiai.conversations import actions
from tachiai.conversations.actions import consent
from tachiai.conversations.models import Draft, Message
from tachiai.conversations.safety import Spot, Warned
from tachiai.conversations.safety_models import Block, HeldLook, HeldMessage, OffSiteRequest, ScanConsent, ToneHintsOff
from tachiai.jobs import actions as jobs
from tachiai.jobs.models import Listing, Proposal
from tachiai.notices.models import Notice
from tachiai.screening.models import DeskRule, Finding
from tachiai.web.site.safe_talk.rows import marked, spot_rows
from tests.browser import expect_accessible
from tests.cast import make_person
from tests.conversations.rulebook import four_words  # noqa: F401 - a fixture
from tests.deal import Deal
from tests.jobs.market import Market
from tests.terms.samples import AT as MARKET_DAY
from tests.web.conftest import parsed_part
from tests.web.visits import Visits, counted, seen_in

pytestmark = pytest.mark.usefixtures("four_words")
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def visits(cast, monkeypatch) -> Visits:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return Visits(cast)


@pytest.fixture
def thread(cast) -> int:
    assert cast.kei.is_staff
    return actions.open_thread(people=(cast.aoi.pk, cast.ren.pk), at=AT, title="珈琲店のロゴ")


def spot(start: int, end: int) -> Spot:
    return Spot("r", "d", start, end, "warn", {"ja": "", "en": ""}, "rewrite", "claims")


class TestMarks:
    @pytest.mark.parametrize(
        "spots, html",
        [
            ([], "&lt;b&gt;合言葉"),
            ([spot(3, 6)], "&lt;b&gt;<mark>合言葉</mark>"),
            ([spot(1, 4), spot(3, 6)], "&lt;<mark>b&gt;合言葉</mark>"),
            ([spot(0, 1), spot(3, 6)], "<mark>&lt;</mark>b&gt;<mark>合言葉</mark>"),
        ],
    )
    def test_stand_in_the_text_as_it_was_typed_and_never_make_markup_of_it(self, spots, html):
        assert marked("<b>合言葉", spots) == html

    def test_of_one_danger_in_the_same_words_are_told_by_the_gravest(self):
        mild, grave = replace(spot(0, 3), rule="mild"), replace(spot(2, 5), rule="grave", verdict="hold")
        elsewhere, another = replace(spot(6, 7), rule="elsewhere"), replace(spot(0, 1), rule="another", danger="other")
        told = spot_rows("合言葉は山、川", [mild, grave, elsewhere, another], None)
        assert [row["piece"] for row in told] == ["合", "葉は山", "川"]


@pytest.mark.django_db
class TestSending:
    def send(self, visits: Visits, thread: int, body: str, status: int = 302, **more: Any) -> str:
        answer = visits.send(visits.cast.aoi, f"/messages/{thread}/post/", body=body, status=status, **more)
        return answer.content.decode() if status != 302 else answer.url

    def test_a_risky_text_shows_where_why_and_what_to_do_instead(self, visits, thread):
        html = self.send(visits, thread, "合言葉をください。", status=400)
        assert "<mark>合言葉</mark>をください。" in html
        assert "困ることがあります。" in html
        assert f"/messages/{thread}/off-site/" in html
        assert "まだ送信も公開もしていません" in html
        assert not Message.objects.exists()

    def test_a_risky_text_goes_on_its_way_once_it_was_looked_at(self, visits, thread):
        html = self.send(visits, thread, "催促します。", status=400)
        self.send(visits, thread, "催促します。", seen=seen_in(html))
        received = visits.see(visits.cast.ren, f"/messages/{thread}/")
        assert "安全のための注意書き" in received
        assert "困ることがあります。" in received
        assert "安全のための注意書き" not in visits.see(visits.cast.aoi, f"/messages/{thread}/")

    def test_a_text_that_cannot_be_sent_offers_no_way_past_it(self, visits, thread):
        html = self.send(visits, thread, "禁句です。", status=400)
        assert 'type="checkbox" name="seen"' not in html
        assert "書き直してください" in html

    def test_a_dangerous_text_is_held_and_says_so_on_the_way(self, visits, thread):
        self.send(visits, thread, "暗証番号は？")
        html = visits.see(visits.cast.aoi, f"/messages/{thread}/")
        held = HeldMessage.objects.get()
        assert f"/messages/held/{held.pk}/" in html
        page = visits.see(visits.cast.aoi, f"/messages/held/{held.pk}/")
        assert "<mark>暗証番号</mark>は？" in page
        assert "注意書きを添えて" in page, "what happens when nobody decides"
        visits.see(visits.cast.ren, f"/messages/held/{held.pk}/", status=404)
        assert "暗証番号" not in visits.see(visits.cast.ren, f"/messages/{thread}/")

    def test_a_held_text_becomes_a_draft_again(self, visits, thread):
        self.send(visits, thread, "暗証番号は？")
        held = HeldMessage.objects.get()
        visits.send(visits.cast.ren, f"/messages/held/{held.pk}/withdraw/", status=404)
        visits.send(visits.cast.aoi, f"/messages/held/{held.pk}/withdraw/")
        assert Draft.objects.get().body == "暗証番号は？"
        assert "暗証番号は？" in visits.see(visits.cast.aoi, f"/messages/{thread}/")
        again = visits.send(visits.cast.aoi, f"/messages/held/{held.pk}/withdraw/")
        assert again.url == f"/messages/{thread}/"
        html = visits.see(visits.cast.aoi, f"/messages/{thread}/")
        assert "すでに下書きに戻したか" in html
        assert Draft.objects.get().body == "暗証番号は？"

    def test_an_edit_is_looked_at_as_well(self, visits, thread):
        message = actions.post_message(thread_id=thread, author_id=visits.cast.aoi.pk, body="下書きです。", at=AT)
        address = f"/messages/{thread}/{message.pk}/edit/"
        html = visits.send(visits.cast.aoi, address, body="催促します。", status=400).content.decode()
        assert "<mark>催促</mark>します。" in html


@pytest.mark.django_db
class TestTheLookWhileTyping:
    def check(self, visits: Visits, person: Any, thread: int, body: str, status: int = 200) -> str:
        return visits.send(person, f"/messages/{thread}/check/", body=body, status=status).content.decode()

    def test_is_a_piece_of_the_page(self, visits, thread):
        html = self.check(visits, visits.cast.aoi, thread, "暗証番号は？")
        parsed_part(html)
        assert "保留になります" in html
        assert "<mark>暗証番号</mark>は？" in html
        assert "ご参考までに" in self.check(visits, visits.cast.aoi, thread, "前金のご相談です。")

    def test_says_nothing_where_there_is_nothing_to_say(self, visits, thread):
        assert self.check(visits, visits.cast.aoi, thread, "よろしくお願いします。", status=204) == ""

    def test_looks_at_nothing_without_consent(self, visits, thread):
        consent.withdraw_consent(person_id=visits.cast.aoi.pk, at=AT)
        assert self.check(visits, visits.cast.aoi, thread, "禁句", status=204) == ""

    def test_is_for_those_who_take_part(self, visits, thread):
        self.check(visits, visits.cast.zen, thread, "禁句", status=404)

    def test_is_asked_for_now_and_then_only(self, visits, thread):
        for _ in range(60):
            last = visits.as_(visits.cast.aoi).post(f"/messages/{thread}/check/", {"body": "x"})
        assert last.status_code == 204
        over = visits.as_(visits.cast.aoi).post(f"/messages/{thread}/check/", {"body": "x"})
        assert (over.status_code, over["Retry-After"]) == (429, "60")


@pytest.mark.django_db
class TestConsent:
    def test_is_asked_for_at_the_first_message_and_keeps_what_was_typed(self, visits, thread):
        aoi = visits.cast.aoi
        consent.withdraw_consent(person_id=aoi.pk, at=AT)
        page = visits.see(aoi, f"/messages/{thread}/")
        assert "メッセージの自動確認に同意します" in page
        address = f"/messages/{thread}/post/"
        html = visits.send(aoi, address, body="はじめまして。", status=400).content.decode()
        assert "はじめまして。" in html
        assert not Message.objects.exists()
        said = {"consent": "1", "consent_version": "1", "consent_mode": "full"}
        visits.send(aoi, address, body="はじめまして。", **said)
        assert Message.objects.count() == 1
        assert "メッセージの自動確認に同意します" not in visits.see(aoi, f"/messages/{thread}/")

    def test_to_a_text_that_is_not_in_force_is_refused(self, visits, thread):
        aoi = visits.cast.aoi
        consent.withdraw_consent(person_id=aoi.pk, at=AT)
        said = {"consent": "1", "consent_version": "7", "consent_mode": "full"}
        html = visits.send(aoi, f"/messages/{thread}/post/", body="はい", status=400, **said).content.decode()
        assert "表示していた説明が新しくなりました" in html

    def test_is_explained_given_and_taken_back_on_its_page(self, visits):
        aoi = visits.cast.aoi
        assert "同意を取り消す" in visits.see(aoi, "/messages/consent/")
        visits.send(aoi, "/messages/consent/", withdraw="1")
        page = visits.see(aoi, "/messages/consent/", next="/messages/")
        assert "同意しない場合、メッセージを送ることはできません。" in page
        said = {"consent": "1", "consent_version": "1", "consent_mode": "full"}
        assert visits.send(aoi, "/messages/consent/", **said, next="/messages/").url == "/messages/"
        assert visits.send(aoi, "/messages/consent/", **said, next="//evil.example/").url == "/messages/consent/"
        given = ScanConsent.objects.filter(person=aoi).order_by("pk").values_list("is_given", flat=True)
        assert list(given) == [True, False, True]

    def test_comes_with_a_switch_for_hints_about_the_tone(self, visits):
        visits.send(visits.cast.aoi, "/messages/consent/", tone="off")
        assert ToneHintsOff.objects.exists()
        assert "ヒントを表示する" in visits.see(visits.cast.aoi, "/messages/consent/")
        visits.send(visits.cast.aoi, "/messages/consent/", tone="on")
        assert not ToneHintsOff.objects.exists()

    def test_says_what_this_installation_does(self, visits, settings):
        settings.MESSAGE_SCREENING = "sender_hints"
        page = visits.see(visits.cast.aoi, "/messages/consent/", lang="en")
        assert "Nothing of it is stored" in page


@pytest.mark.django_db
class TestAnOffSiteRequest:
    def test_is_made_shown_at_the_composer_and_taken_back(self, visits, thread):
        address = f"/messages/{thread}/off-site/"
        assert "2営業日以内" in visits.see(visits.cast.aoi, address)
        visits.send(visits.cast.aoi, address, reason="", status=400)
        visits.send(visits.cast.aoi, address, reason="面談のためです。")
        assert "申請中" in visits.see(visits.cast.ren, f"/messages/{thread}/")
        assert "面談のためです。" in visits.see(visits.cast.aoi, address)
        assert "面談のためです。" not in visits.see(visits.cast.ren, address), "the reason is for staff"
        visits.send(visits.cast.ren, f"{address}withdraw/", status=404)
        visits.send(visits.cast.aoi, f"{address}withdraw/")
        assert OffSiteRequest.objects.get().state == "withdrawn"
        visits.see(visits.cast.zen, address, status=404)

    def test_is_decided_on_the_desk(self, visits, thread):
        visits.send(visits.cast.aoi, f"/messages/{thread}/off-site/", reason="面談のためです。")
        request, kei = OffSiteRequest.objects.get(), visits.cast.kei
        assert "葵デザイン室" in visits.see(kei, "/desk/off-site/")
        address = f"/desk/off-site/{request.pk}/"
        assert "面談のためです。" in visits.see(kei, address)
        visits.send(kei, address, reason=" ", grant="1", status=400)
        visits.send(kei, address, reason="必要と認めます。", grant="1")
        assert "連絡先を伝え合えます" in visits.see(visits.cast.ren, f"/messages/{thread}/off-site/")
        assert "必要と認めます。" in visits.see(kei, address)


@pytest.mark.django_db
class TestTheDeskOfHeldTexts:
    @pytest.fixture
    def held(self, cast, thread) -> HeldMessage:
        actions.post_message(thread_id=thread, author_id=cast.ren.pk, body="口座の件です。", at=AT)
        return actions.post_message(thread_id=thread, author_id=cast.aoi.pk, body="暗証番号は？", at=AT)

    def test_shows_the_one_text_and_not_the_talk(self, visits, held):
        kei = visits.cast.kei
        assert "暗証番号は？" in visits.see(kei, "/desk/held/")
        page = visits.see(kei, f"/desk/held/{held.pk}/")
        assert "<mark>暗証番号</mark>は？" in page
        assert "口座の件です。" not in page
        visits.send(kei, f"/desk/held/{held.pk}/look/", why="", status=400)
        visits.send(kei, f"/desk/held/{held.pk}/look/", why="何の番号かを確かめるため。")
        page = visits.see(kei, f"/desk/held/{held.pk}/")
        assert "口座の件です。" in page
        assert "何の番号かを確かめるため。" in page
        assert HeldLook.objects.get().staff == kei

    @pytest.mark.parametrize("step, state", [("release", "released"), ("return", "returned")])
    def test_decides_with_a_reason(self, visits, held, step, state):
        kei, address = visits.cast.kei, f"/desk/held/{held.pk}/"
        visits.send(kei, address, reason="", status=400, **{step: "1"})
        visits.send(kei, address, reason="読みました。", **{step: "1"})
        held.refresh_from_db()
        assert held.state == state
        assert "読みました。" in visits.see(visits.cast.aoi, f"/messages/held/{held.pk}/")
        assert "保留中のメッセージはありません" in visits.see(kei, "/desk/held/")


@pytest.mark.django_db
class TestStaffInTheirOwnTalk:
    """Aoi writes to Kei, who is of the staff; Sho is, too."""

    @pytest.fixture
    def sho(self) -> Any:
        return make_person("sho@example.com", "事務局 翔", is_staff=True)

    @pytest.fixture
    def own(self, cast, sho) -> int:
        return actions.open_thread(people=(cast.aoi.pk, cast.kei.pk), at=AT, title="自分の契約")

    def kept_from(self, visits: Visits, sho: Any, words: str, listed: str, one: str) -> None:
        """Sho reads the words in the list and on the page, Kei nowhere; the desk counts what the list shows."""
        assert words in visits.see(sho, one)
        visits.see(visits.cast.kei, one, status=404)
        assert one in visits.see(sho, listed) and one not in visits.see(visits.cast.kei, listed)
        assert (counted(visits, sho, listed), counted(visits, visits.cast.kei, listed)) == (1, 0)
        assert words not in visits.see(visits.cast.kei, "/desk/acts/")

    def test_do_not_read_at_the_desk_what_is_held_from_them(self, visits, own, sho):
        actions.post_message(thread_id=own, author_id=visits.cast.aoi.pk, body="暗証番号は？", at=AT)
        page = f"/desk/held/{HeldMessage.objects.get().pk}/"
        assert "暗証番号" in visits.see(sho, "/desk/held/")
        self.kept_from(visits, sho, "<mark>暗証番号</mark>は？", "/desk/held/", page)
        visits.send(visits.cast.kei, f"{page}look/", why="読みたいです。", status=404)
        visits.send(sho, f"{page}look/", why="暗証番号の件です。")
        assert "暗証番号の件です。" in visits.see(sho, "/desk/acts/")
        assert "暗証番号の件です。" not in visits.see(visits.cast.kei, "/desk/acts/")
        told = Notice.objects.filter(kind__startswith="held.").values_list("person", flat=True)
        assert set(told) == {sho.pk}

    def test_do_not_read_why_somebody_wants_to_leave_the_site_with_them(self, visits, own, sho):
        visits.send(visits.cast.aoi, f"/messages/{own}/off-site/", reason="担当者が怖いためです。")
        page = f"/desk/off-site/{OffSiteRequest.objects.get().pk}/"
        self.kept_from(visits, sho, "担当者が怖いためです。", "/desk/off-site/", page)


@pytest.mark.django_db
class TestBlocking:
    def test_begins_on_the_profile_and_can_be_lifted_from_the_list(self, visits):
        aoi, zen = visits.cast.aoi, visits.cast.zen
        assert "禅さんをブロックする" in visits.see(aoi, f"/people/{zen.pk}/")
        assert "相手には通知されません" in visits.see(aoi, f"/people/{zen.pk}/block/")
        visits.send(aoi, f"/people/{zen.pk}/block/")
        assert "禅さんのブロックを解除する" in visits.see(aoi, "/settings/blocked/")
        assert "ブロックした会員はいません" in visits.see(zen, "/settings/blocked/")
        visits.send(aoi, f"/settings/blocked/{zen.pk}/lift/")
        assert not Block.objects.exists()

    def test_is_refused_with_the_reason_while_a_contract_runs(self, visits):
        aoi, ren = visits.cast.aoi, visits.cast.ren
        deal = Deal(aoi, ren)
        html = visits.see(aoi, f"/people/{ren.pk}/block/")
        assert deal.reference in html
        assert deal.reference in visits.send(aoi, f"/people/{ren.pk}/block/", status=409).content.decode()
        assert not Block.objects.exists()

    def test_nobody_blocks_themselves_or_somebody_unknown(self, visits):
        visits.see(visits.cast.aoi, f"/people/{visits.cast.aoi.pk}/block/", status=404)
        visits.see(visits.cast.aoi, "/people/4000000/block/", status=404)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_composer_looks_while_one_types(new_page: Any, cast: Any) -> None:
    thread = actions.open_thread(people=(cast.aoi.pk, cast.ren.pk), at=AT, title="珈琲店のロゴ")
    page: Page = new_page(as_person=cast.aoi, width=390)
    page.goto(f"/messages/{thread}/")
    page.get_by_label("メッセージ", exact=True).fill("合言葉をください。")
    found = page.locator("[data-check-url]")
    expect(found.locator("mark")).to_have_text("合言葉")
    expect_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label("メッセージ", exact=True).fill("よろしくお願いします。")
    expect(found).to_be_empty()
    page.get_by_label("メッセージ", exact=True).fill("合言葉をください。")
    page.get_by_role("button", name="送信する").click()
    page.get_by_label("内容を確かめました。このまま進めます").check()
    page.get_by_role("button", name="送信する").click()
    page.get_by_text("メッセージを送信しました。").wait_for()


@pytest.mark.django_db
class TestOtherTexts:
    """What is said in a proposal, a listing and a profile is looked at by the same rules."""

    @pytest.fixture(autouse=True)
    def on_the_day_of_the_market(self, visits, monkeypatch):
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MARKET_DAY)

    def test_a_proposal_shows_its_warnings_and_is_sent_once_they_were_seen(self, visits):
        market = Market(visits.cast)
        address = reverse("proposals:send", args=[market.listing(apply_on=date(2026, 11, 16))])
        said = {"message": "合言葉をどうぞ。", "price": "35000", "due_on": "2026-11-28"}
        html = visits.send(visits.cast.ren, address, **said, status=409).content.decode()
        assert "<mark>合言葉</mark>をどうぞ。" in html
        assert not Proposal.objects.exists()
        visits.send(visits.cast.ren, address, **said, seen=seen_in(html))
        assert Proposal.objects.get().message == "合言葉をどうぞ。"

    def test_a_proposal_is_never_held(self, visits):
        market = Market(visits.cast)
        listing = market.listing(apply_on=date(2026, 11, 16))
        said = {"message": "暗証番号を教えて。", "price": "35000", "due_on": "2026-11-28"}
        html = visits.send(visits.cast.ren, reverse("proposals:send", args=[listing]), **said, status=409)
        assert "書き直してください" in html.content.decode()
        assert not HeldMessage.objects.exists()

    def test_a_listing_is_published_once_its_warnings_were_seen(self, visits):
        market = Market(visits.cast)
        draft = market.draft(apply_on=date(2026, 11, 16), description="合言葉で連絡します。")

        def publish(**more: Any) -> None:
            jobs.publish(listing_id=draft, client_id=visits.cast.aoi.pk, at=MARKET_DAY, **more)

        with pytest.raises(Warned) as warned:
            publish()
        assert not Listing.objects.filter(state="open").exists()
        publish(seen=warned.value.judged.seen)
        assert Listing.objects.get().state == "open"

    def test_a_profile_is_kept_once_its_warnings_were_seen(self, visits):
        aoi = visits.cast.aoi
        said = {"display_name": "葵", "introduction": "合言葉でどうぞ。", "language": "ja", "time_zone": "Asia/Tokyo"}
        html = visits.send(aoi, "/settings/", **said, status=400).content.decode()
        assert "<mark>合言葉</mark>でどうぞ。" in html
        visits.send(aoi, "/settings/", **said, seen=seen_in(html))
        aoi.refresh_from_db()
        assert aoi.introduction == "合言葉でどうぞ。"


RULE = """
danger = "abuse"
name = { ja = "あいさつ", en = "Greeting" }
instead = "rewrite"
help = "claims"
where = ["message"]
verdict = "warn"
mode = "enforce"
[[rule]]
id = "zen_greeting"
why = { ja = "ためしの規則です。", en = "A rule to be tried." }
patterns = ['''どうぞ''']
hits = ["どうぞよろしく", "はい、どうぞ"]
misses = ["ありがとう", "こんにちは"]
"""


@pytest.mark.django_db
class TestTheRulebookOnTheDesk:
    def test_tries_a_rule_adds_it_in_observe_and_lets_it_count(self, visits, thread):
        kei = visits.cast.kei
        actions.post_message(thread_id=thread, author_id=visits.cast.aoi.pk, body="はい、どうぞ。", at=AT)
        html = visits.send(kei, "/desk/rules/", source=RULE, **{"try": "1"}, status=200).content.decode()
        assert "1件のうち1件に当たりました" in html and "当たりすぎています" in html
        assert "はい、どうぞ。" not in html, "a rule to be tried shows nobody what others write to each other"
        assert not DeskRule.objects.exists()
        visits.send(kei, "/desk/rules/", source=RULE, add="1")
        row = DeskRule.objects.get()
        assert (row.name, row.mode) == ("zen_greeting", "observe")
        assert "zen_greeting" in visits.see(kei, "/desk/rules/")
        asked = visits.see(kei, f"/desk/rules/{row.pk}/enforce/")
        assert "まだ一度も当たっていない" in asked and DeskRule.objects.get().mode == "observe"
        visits.send(kei, f"/desk/rules/{row.pk}/enforce/")
        visits.see(kei, f"/desk/rules/{row.pk}/enforce/", status=404)
        visits.send(kei, f"/desk/rules/{row.pk}/retire/")
        visits.send(kei, f"/desk/rules/{row.pk}/burn/", status=404)
        row.refresh_from_db()
        assert (row.mode, row.retired_at is None) == ("enforce", False)

    def test_checks_the_examples_of_a_rule_that_is_tried(self, visits):
        wrong = RULE.replace('"こんにちは"', '"どうぞ"')
        html = visits.send(visits.cast.kei, "/desk/rules/", source=wrong, **{"try": "1"}, status=400).content.decode()
        assert "misses の例「どうぞ」が、この規則に当たってしまいます。" in html

    def test_shows_what_a_rule_would_meet_in_public(self, visits, cast):
        Market(cast).listing(title="どうぞご応募ください")
        said = RULE.replace('["message"]', '["message", "listing"]')
        html = visits.send(cast.kei, "/desk/rules/", source=said, **{"try": "1"}, status=200).content.decode()
        assert "どうぞご応募" in html and "だれでも読める文です" in html

    def test_begins_with_a_form_and_says_in_words_what_rules_do(self, visits):
        html = visits.see(visits.cast.kei, "/desk/rules/", all="1")
        assert "why.ja" in html and "警告してから送る" in html and ">hold, enforce<" not in html

    @pytest.mark.parametrize(
        ("there", "instead", "said", "detail"),
        [
            ('verdict = "warn"', "verdict = ", "7行目の11文字目から先を読め", "Invalid value (at line 7, "),
            ("'''どうぞ'''", "'''(どうぞ'''", "patterns の「(どうぞ」は、正規表現", "missing ): (どうぞ"),
            ('help = "claims"', "", "help がないか、空です", ""),
            ('verdict = "warn"', 'verdict = "shout"', "verdict の「shout」は使えません", ""),
        ],
    )
    def test_says_in_words_of_its_own_what_is_wrong_with_a_rule(self, visits, there, instead, said, detail):
        wrong = RULE.replace(there, instead)
        for how in ("try", "add"):
            answer = visits.send(visits.cast.kei, "/desk/rules/", source=wrong, **{how: "1"}, status=400)
            html = unescape(answer.content.decode())
            assert said in html
            assert ("技術的な詳細" in html) == bool(detail)
            assert html.count(detail) == 1 or not detail
            assert not detail or f'<span lang="en" translate="no">{detail}' in html

    def test_counts_what_staff_said_of_each_rule(self, visits, thread):
        kei = visits.cast.kei
        for release in (True, False, False):
            held = actions.post_message(thread_id=thread, author_id=visits.cast.aoi.pk, body="暗証番号は？", at=AT)
            step = "release" if release else "return"
            visits.send(kei, f"/desk/held/{held.pk}/", reason="読みました。", **{step: "1"})
        outcomes = Finding.objects.filter(rule="暗証番号").order_by("outcome").values_list("outcome", flat=True)
        assert list(outcomes) == ["overturned", "upheld", "upheld"]


@pytest.mark.django_db
def test_a_blunt_text_gets_a_hint_unless_its_writer_wants_none(visits: Visits, thread: int) -> None:
    aoi, address = visits.cast.aoi, f"/messages/{thread}/check/"
    blunt = "さっさとやれ!!!! 早くしろ!!!!"
    assert "ヒントを止める" in visits.send(aoi, address, body=blunt, status=200).content.decode()
    consent.choose_tone_hints(person_id=aoi.pk, wanted=False)
    visits.send(aoi, address, body=blunt, status=204)
