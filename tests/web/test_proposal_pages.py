"""Pages of proposals: sent, read by both sides, negotiated, agreed to."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from tachiai.contracts.models import Contract
from tachiai.conversations.actions.consent import withdraw_consent
from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.safety_models import Block
from tachiai.jobs import actions
from tachiai.jobs.models import Proposal
from tachiai.people import actions as people
from tachiai.terms import actions as terms_actions
from tachiai.terms import queries as terms
from tests.cast import PASSWORD
from tests.conversations.rulebook import four_words  # noqa: F401 - a fixture
from tests.hours import HOURLY_TERMS
from tests.jobs.market import DRAFT, OFFER, Market, proposal_state
from tests.talk import talk_through
from tests.terms.samples import AT, IN_PARTS, MILESTONES, SETTLED
from tests.web.milestone_rows import rows
from tests.web.visits import Visits, seen_in

BOTH_SIDES = {"client": 200, "worker": 200, "stranger": 404, "staff": 404, "visitor": 302}
OFFERED = {"message": OFFER.message, "price": "35,000", "due_on": "2026-11-28"}


@pytest.fixture
def market(cast, monkeypatch):
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return Market(cast)


@pytest.fixture
def visits(cast):
    return Visits(cast)


def terms_data(base: int, **changes: Any) -> dict[str, Any]:
    """The terms form, filled in with what is on the table at first."""
    values = replace(SETTLED, price=OFFER.price, due_on=OFFER.due_on).as_data()
    return {**values, "acceptance_items": "\n".join(values["acceptance_items"]), "base": base, **changes}


def consent_data(market: Market, proposal_id: int, **changes: Any) -> dict[str, Any]:
    return {"digest": market.terms_on_table(proposal_id).digest, "password": PASSWORD, **changes}


def talked_through(market: Market) -> int:
    """A negotiation whose items both have understood."""
    proposal_id = market.negotiation()
    talk_through(proposal_id, AT)
    return proposal_id


def shown(market: Market, proposal_id: int, *names: str) -> dict[str, Any]:
    """The form of these items as the page shows them; of all when none is named."""
    proposal = Proposal.objects.get(pk=proposal_id)
    stand = terms.talk(terms.sheet(proposal.sheet_id), market.terms_on_table(proposal_id).terms)
    items = [each.item for each in stand if not names or each.item.name in names]
    digests = {f"shown-{item.name}": f"{item.digest}:{item.difference}" for item in items}
    return {"item": [item.name for item in items], **digests}


class TestAccess:
    def test_a_proposal_in_every_state(self, market, visits):
        sent = market.proposal()
        assert visits.access(f"/proposals/{sent}/") == BOTH_SIDES
        negotiating = market.negotiation()
        assert visits.access(f"/proposals/{negotiating}/") == BOTH_SIDES
        assert visits.access(f"/proposals/{negotiating}/terms/") == BOTH_SIDES

    def test_each_sides_own_steps(self, market, visits):
        proposal_id = market.proposal()
        worker_only = {**BOTH_SIDES, "client": 404}
        client_only = {**BOTH_SIDES, "worker": 404}
        assert visits.access(f"/proposals/{proposal_id}/edit/") == worker_only
        assert visits.access(f"/proposals/{proposal_id}/withdraw/") == worker_only
        assert visits.access(f"/proposals/{proposal_id}/decline/") == client_only

    def test_the_list_and_the_offer_are_for_everybody_signed_in(self, market, visits):
        everybody = {"client": 200, "worker": 200, "stranger": 200, "staff": 200, "visitor": 302}
        listing_id = market.listing()
        for place in ("/proposals/", "/proposals/?show=ended", "/proposals/?show=received"):
            assert visits.access(place) == everybody
        assert visits.access(f"/jobs/{listing_id}/apply/") == everybody

    @pytest.mark.parametrize("place", ["negotiate", "terms", "agree", "withdraw", "decline", "edit"])
    def test_a_stranger_changes_nothing(self, market, visits, place):
        proposal_id = market.negotiation()
        data = {**terms_data(1), **consent_data(market, proposal_id), **OFFERED, "reason": "いやだ"}
        for person in (market.cast.zen, market.cast.kei):
            visits.send(person, f"/proposals/{proposal_id}/{place}/", status=404, **data)
        assert proposal_state(proposal_id) == "negotiating"

    def test_nobody_negotiates_before_it_has_begun(self, market, visits):
        proposal_id = market.proposal()
        for person in (market.cast.aoi, market.cast.ren):
            visits.see(person, f"/proposals/{proposal_id}/terms/", status=404)


class TestSending:
    def test_shows_the_terms_beside_the_form_and_leads_to_the_proposal(self, market, visits):
        listing_id, ren = market.listing(), market.cast.ren
        assert DRAFT.terms.acceptance_items[0] in visits.see(ren, f"/jobs/{listing_id}/apply/")
        answer = visits.send(ren, f"/jobs/{listing_id}/apply/", **OFFERED)
        proposal = Proposal.objects.get()
        assert answer.url == f"/proposals/{proposal.pk}/"
        assert (proposal.price, proposal.due_on) == (35_000, OFFER.due_on)
        html = visits.see(ren, answer.url)
        assert OFFER.message in html

    def test_keeps_what_was_typed_when_something_is_wrong(self, market, visits):
        listing_id = market.listing()
        answer = visits.send(
            market.cast.ren, f"/jobs/{listing_id}/apply/", status=400, **{**OFFERED, "due_on": "2026-11-01"}
        )
        html = answer.content.decode()
        assert "過ぎた日付です" in html
        assert OFFER.message in html
        assert not Proposal.objects.exists()

    def test_says_what_is_left_of_the_amount_that_is_being_typed(self, market, visits):
        listing_id, ren = market.listing(budget_min=30_000), market.cast.ren
        fixed = market.listing(budget_min=40_000)
        form = visits.see(ren, f"/jobs/{fixed}/apply/")
        assert "40,000円なら、受け取るのは31,200円です" in form
        assert f'hx-get="/jobs/{fixed}/apply/net/"' in form
        place = f"/jobs/{listing_id}/apply/net/"
        assert "58,000円なら、受け取るのは45,240円です" in visits.see(ren, place, price="５８,０００円")
        assert "受け取るのは" not in visits.see(ren, place, price="たくさん")
        answer = visits.send(ren, f"/jobs/{fixed}/apply/", status=400, **{**OFFERED, "message": "", "price": "58000"})
        assert "58,000円なら、受け取るのは45,240円です" in answer.content.decode()

    def test_is_refused_with_the_reason(self, market, visits):
        listing_id = market.listing()
        answer = visits.send(market.cast.aoi, f"/jobs/{listing_id}/apply/", status=409, **OFFERED)
        assert "自分の仕事には応募できません" in answer.content.decode()
        market.close(listing_id)
        answer = visits.send(market.cast.ren, f"/jobs/{listing_id}/apply/", status=409, **OFFERED)
        assert "募集を終了している" in answer.content.decode()
        assert OFFER.message in answer.content.decode()

    def test_can_be_changed_until_the_negotiation(self, market, visits):
        proposal_id = market.proposal()
        visits.send(market.cast.ren, f"/proposals/{proposal_id}/edit/", **{**OFFERED, "price": "30000"})
        assert Proposal.objects.get().price == 30_000
        actions.open_terms(proposal_id=proposal_id, client_id=market.cast.aoi.pk, at=AT)
        answer = visits.send(market.cast.ren, f"/proposals/{proposal_id}/edit/", status=409, **OFFERED)
        assert "もう内容を変えられません" in answer.content.decode()


class TestEnding:
    def test_withdrawn_after_saying_what_it_means(self, market, visits):
        proposal_id, ren = market.proposal(), market.cast.ren
        assert "どちらにも義務は残りません" in visits.see(ren, f"/proposals/{proposal_id}/withdraw/")
        visits.send(ren, f"/proposals/{proposal_id}/withdraw/")
        assert proposal_state(proposal_id) == "withdrawn"
        assert "もう一度応募する" in visits.see(ren, f"/proposals/{proposal_id}/")

    def test_declined_with_a_reason_that_the_worker_reads(self, market, visits):
        proposal_id, cast = market.proposal(), market.cast
        visits.send(cast.aoi, f"/proposals/{proposal_id}/decline/", status=400, reason="")
        visits.send(cast.aoi, f"/proposals/{proposal_id}/decline/", reason="画風が合いませんでした")
        assert "画風が合いませんでした" in visits.see(cast.ren, f"/proposals/{proposal_id}/")


class TestNegotiating:
    def test_begins_with_the_clients_click(self, market, visits):
        proposal_id, cast = market.proposal(), market.cast
        assert "条件交渉に進む" in visits.see(cast.aoi, f"/proposals/{proposal_id}/")
        visits.send(cast.ren, f"/proposals/{proposal_id}/negotiate/", status=404)
        visits.send(cast.aoi, f"/proposals/{proposal_id}/negotiate/")
        for person in (cast.aoi, cast.ren):
            html = visits.see(person, f"/proposals/{proposal_id}/")
            assert "いまの条件（第1版）" in html
            assert "を読んで理解しました" in html
            assert "この条件に同意する" not in html

    def test_shows_what_changed_and_whose_agreement_was_taken_back(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        market.agree(proposal_id, cast.ren)
        html = visits.see(cast.aoi, f"/proposals/{proposal_id}/terms/")
        assert "提示すると、前の同意は無効になります" in html
        visits.send(cast.aoi, f"/proposals/{proposal_id}/terms/", **terms_data(1, rounds="3"))
        html = visits.see(cast.ren, f"/proposals/{proposal_id}/")
        assert "前の同意は無効になりました" in html
        assert "第2版で条件が変わり、無効になりました" in html
        assert "いまの条件（第2版）" in html
        assert "3回" in html

    def test_of_unchanged_terms_says_so(self, market, visits):
        proposal_id, aoi = market.negotiation(), market.cast.aoi
        answer = visits.send(aoi, f"/proposals/{proposal_id}/terms/", **terms_data(1))
        assert "変わった項目がない" in visits.see(aoi, answer.url)

    def test_keeps_what_was_typed_when_the_other_side_was_faster(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        market.propose(proposal_id, cast.aoi, rounds=4)
        answer = visits.send(cast.ren, f"/proposals/{proposal_id}/terms/", status=409, **terms_data(1, price="99,000"))
        html = answer.content.decode()
        assert "新しい条件（第2版）を提示しました" in html
        assert "いまの第2版と、あなたが入力した内容の違い" in html
        assert 'value="99,000"' in html
        assert 'name="base" value="2"' in html
        visits.send(cast.ren, f"/proposals/{proposal_id}/terms/", **terms_data(2, price="99,000", rounds="4"))
        assert market.terms_on_table(proposal_id).terms.price == 99_000

    def test_says_beside_the_field_what_cannot_be(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        wrong = terms_data(1, due_on="2026-11-01", redo_days="0", price="99,000")
        html = visits.send(ren, f"/proposals/{proposal_id}/terms/", status=400, **wrong).content.decode()
        assert 'href="#id_due_on"' in html
        assert 'href="#id_redo_days"' in html
        assert 'value="99,000"' in html

    def test_says_which_points_are_still_open(self, market, visits):
        listing_id = market.listing(terms=replace(DRAFT.terms, out_of_scope=""))
        html = visits.see(market.cast.ren, f"/proposals/{market.negotiation(listing_id)}/")
        assert "まだ同意できません" in html
        assert "範囲に含まないもの" in html
        assert "この条件に同意する" not in html


class TestOpenPoints:
    """The listing left open what is not included, where to deliver and whether the work may be shown."""

    @pytest.fixture
    def talked(self, market):
        unsaid = replace(DRAFT.terms, out_of_scope="", delivery_place="", portfolio="")
        proposal_id = market.negotiation(market.listing(terms=unsaid))
        talk_through(proposal_id, AT)
        return proposal_id

    def bar(self, html: str) -> str:
        return html.split('id="clock"')[1].split("</section>")[0]

    def test_stand_first_and_are_nobodys_yes(self, market, visits, talked):
        for person in (market.cast.aoi, market.cast.ren):
            html = visits.see(person, f"/proposals/{talked}/")
            assert "決まっていない項目が3件あります" in html.split('id="talk"')[0]
            item = html.split('id="item-portfolio"')[1].split("</li>\n      <li")[0]
            assert item.count("未定") == 3
            assert "確認済み" not in item
            assert 'name="item"' not in item

    def test_are_what_the_bar_waits_for_the_client_to_settle(self, market, visits, talked):
        bar = self.bar(visits.see(market.cast.aoi, f"/proposals/{talked}/"))
        assert "未定の項目の決定" in bar
        assert "あなたの番です" in bar
        assert "あなたの番です" not in self.bar(visits.see(market.cast.ren, f"/proposals/{talked}/"))

    def test_are_settled_in_a_form_of_their_own(self, market, visits, talked):
        aoi = market.cast.aoi
        html = visits.see(aoi, f"/proposals/{talked}/")
        place = unescape(re.search(r'href="([^"]*/terms/\?item=out_of_scope[^"]*)"', html)[1])
        form = visits.see(aoi, place)
        assert [name for name in ("scope", "out_of_scope", "portfolio") if f'name="{name}"' in form] == [
            "out_of_scope",
            "portfolio",
        ]
        settled = {"out_of_scope": "名刺", "delivery_place": "納品画面", "portfolio": "no", "base": 1}
        visits.send(aoi, place, **settled)
        assert market.terms_on_table(talked).terms.scope == SETTLED.scope
        html = visits.see(market.cast.ren, f"/proposals/{talked}/")
        assert "決まっていない項目" not in html
        assert "条件の確認と同意" in self.bar(html)

    def test_are_named_first_in_the_form_of_everything(self, market, visits, talked):
        html = visits.see(market.cast.aoi, f"/proposals/{talked}/terms/")
        assert "決まっていない項目が3件あります" in html
        assert 'href="#id_portfolio"' in html

    def test_cannot_be_answered_for_with_a_reason(self, market, visits, talked):
        html = visits.see(market.cast.aoi, f"/proposals/{talked}/")
        assert "明示する事項のうち「納品の場所・方法」がありません" in html
        assert "理由を残して、このまま進める" not in html
        sent = {"check": "C01", "fact": "terms.delivery_place", "value": "null", "reason": "話し合いました。"}
        refused = visits.send(market.cast.aoi, f"/proposals/{talked}/findings/", status=409, **sent)
        assert "「納品の場所・方法」がまだ決まっていません" in refused.content.decode()


class TestTalking:
    """The listing says 30,000 yen and 30 November; Ren offers 36,000 and the 28th, as the market's offer does."""

    def see(self, market, visits, person, proposal_id):
        return visits.see(person, f"/proposals/{proposal_id}/")

    def test_shows_what_changed_since_the_listing_and_who_has_to_confirm_it(self, market, visits):
        proposal_id = market.negotiation()
        html = self.see(market, visits, market.cast.aoi, proposal_id)
        item = html.split('id="item-price"')[1].split("</li>\n      <li")[0]
        assert "募集から変わりました。確かめる人：クライアント" in item
        assert "が募集から変わったことを確かめ、理解しました" in item

    def test_items_that_were_ticked_are_confirmed_and_the_rest_is_counted(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        place = f"/proposals/{proposal_id}/understand/"
        sent = {**shown(market, proposal_id), "item": ["scope", "purpose"]}
        answer = visits.send(ren, place, **sent)
        assert answer.url == f"/proposals/{proposal_id}/#talk"
        html = visits.see(ren, f"/proposals/{proposal_id}/")
        assert "2項目を確かめました" in html
        assert 'id="tick-scope"' not in html
        assert 'id="tick-deliverables"' in html

    def test_what_is_left_to_nobody_is_told_in_one_line_until_somebody_asks(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        talk_through(proposal_id, AT)

        def item(name: str) -> str:
            return self.see(market, visits, cast.aoi, proposal_id).split(f'id="item-{name}"')[1].split("</summary>")[0]

        assert "talk-settled" in item("scope")
        assert SETTLED.scope in item("scope") and "双方が確認済み" in item("scope")
        asked = {"proposal_id": proposal_id, "person_id": cast.ren.pk, "item": "scope", "text": "何案ですか。"}
        actions.discuss_item(**asked, is_question=True, at=AT)
        assert "talk-settled" not in item("scope")
        assert "talk-settled" in item("price")

    def test_nothing_ticked_says_what_to_do(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        visits.send(ren, f"/proposals/{proposal_id}/understand/", **{**shown(market, proposal_id), "item": []})
        assert "チェックを入れてから押してください" in visits.see(ren, f"/proposals/{proposal_id}/")

    def test_an_item_that_changed_meanwhile_is_not_confirmed_and_ticks_stay(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        seen = shown(market, proposal_id, "scope", "rounds")
        market.propose(proposal_id, cast.aoi, rounds=5)
        html = visits.send(cast.ren, f"/proposals/{proposal_id}/understand/", status=409, **seen).content.decode()
        assert "見ているあいだに条件が変わりました" in html
        assert 'id="tick-scope" form="understand" checked' in html

    def test_the_contract_button_is_there_only_when_both_have_understood_everything(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        for person, button in ((cast.aoi, False), (cast.ren, True)):
            assert f'href="/proposals/{proposal_id}/agree/"' not in self.see(market, visits, person, proposal_id)
            visits.send(person, f"/proposals/{proposal_id}/understand/", **shown(market, proposal_id))
            html = self.see(market, visits, person, proposal_id)
            assert (f'href="/proposals/{proposal_id}/agree/"' in html) is button

    def test_a_change_asks_again_for_that_item_only(self, market, visits):
        proposal_id, cast = talked_through(market), market.cast
        market.propose(proposal_id, cast.aoi, rounds=5)
        html = self.see(market, visits, cast.ren, proposal_id)
        assert html.count('name="item"') == 1
        assert 'id="tick-rounds"' in html
        assert 'name="item"' not in self.see(market, visits, cast.aoi, proposal_id)

    def test_a_question_keeps_the_item_open_until_its_asker_is_satisfied(self, market, visits):
        proposal_id, cast = talked_through(market), market.cast
        place = f"/proposals/{proposal_id}/items/scope/"
        visits.send(cast.ren, place, text="案は何色まで使えますか。", kind="question")
        html = self.see(market, visits, cast.aoi, proposal_id)
        assert "案は何色まで使えますか。" in html.split('id="talk"')[0]
        assert "あなたへの質問が1件あります" in html
        assert "次はあなたの番です" in html
        assert "質問への答え" in html
        assert "答える・別の案を出す" in html
        own = self.see(market, visits, cast.ren, proposal_id)
        assert "あなたへの質問" not in own
        assert "答える・別の案を出す" not in own
        assert f'href="/proposals/{proposal_id}/agree/"' not in html
        visits.send(cast.aoi, place, text="3色までです。", kind="word")
        html = self.see(market, visits, cast.ren, proposal_id)
        assert "3色までです。" in html
        assert "次はあなたの番です" in html
        visits.send(cast.ren, f"/proposals/{proposal_id}/understand/", **shown(market, proposal_id, "scope"))
        assert f'href="/proposals/{proposal_id}/agree/"' in self.see(market, visits, cast.ren, proposal_id)
        signing = visits.see(cast.ren, f"/proposals/{proposal_id}/agree/")
        assert "案は何色まで使えますか。" in signing
        assert "3色までです。" in signing

    def test_an_empty_word_is_refused_and_a_long_one_kept(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        place = f"/proposals/{proposal_id}/items/scope/"
        assert "内容を書いてください" in visits.send(ren, place, status=409, text=" ").content.decode()
        long = "あ" * 2001
        assert long in visits.send(ren, place, status=409, text=long, kind="question").content.decode()
        visits.send(ren, f"/proposals/{proposal_id}/items/nonsense/", status=409, text="何ですか", kind="question")

    @pytest.mark.usefixtures("four_words")
    def test_a_word_is_looked_at_like_a_message_before_the_other_side_reads_it(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        place = f"/proposals/{proposal_id}/items/scope/"
        html = visits.send(cast.ren, place, status=409, text="暗証番号は？", kind="question").content.decode()
        assert "<mark>暗証番号</mark>は？" in html
        assert 'type="checkbox" name="seen"' not in html, "nothing here is held, nor sent as it is"
        said = {"text": "催促します。", "kind": "word"}
        html = visits.send(cast.ren, place, status=409, **said).content.decode()
        assert "催促" not in self.see(market, visits, cast.aoi, proposal_id)
        visits.send(cast.ren, place, seen=seen_in(html), **said)
        assert "催促します。" in self.see(market, visits, cast.aoi, proposal_id)

    def test_a_word_needs_consent_which_can_be_given_with_it(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        withdraw_consent(person_id=ren.pk, at=AT)
        place, said = f"/proposals/{proposal_id}/items/scope/", {"text": "何案ですか。", "kind": "question"}
        html = visits.send(ren, place, status=409, **said).content.decode()
        talk = html.partition('id="say-scope"')[2].partition("</form>")[0]
        assert 'name="consent"' in talk
        mode = re.search(r'name="consent_mode" value="(\w+)"', talk)[1]
        visits.send(ren, place, **said, consent="1", consent_version=str(CONSENT_VERSION), consent_mode=mode)
        assert "何案ですか。" in self.see(market, visits, market.cast.aoi, proposal_id)

    def test_a_word_does_not_pass_a_block(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        Block.objects.create(person=cast.aoi, blocked=cast.ren, since=AT)
        place = f"/proposals/{proposal_id}/items/scope/"
        visits.send(cast.ren, place, status=409, text="何案ですか。", kind="question")
        assert "何案ですか。" not in self.see(market, visits, cast.aoi, proposal_id)

    def test_one_point_can_be_changed_alone(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        html = visits.see(ren, f"/proposals/{proposal_id}/terms/", item="rounds")
        assert 'name="rounds"' in html
        assert 'name="scope"' not in html
        before = market.terms_on_table(proposal_id).terms
        visits.send(ren, f"/proposals/{proposal_id}/terms/?item=rounds", rounds="4", base="1")
        assert market.terms_on_table(proposal_id).terms == replace(before, rounds=4)

    def test_larger_work_is_confirmed_part_by_part(self, market, visits):
        listing_id = market.listing(budget_min=300_000, budget_max=300_000)
        proposal_id = market.negotiation(listing_id)
        html = self.see(market, visits, market.cast.ren, proposal_id)
        assert 'id="understand"' in html
        market.propose(proposal_id, market.cast.aoi, price=300_000)
        html = self.see(market, visits, market.cast.ren, proposal_id)
        assert 'id="understand-rights"' in html

    def test_strangers_take_no_part(self, market, visits):
        proposal_id = market.negotiation()
        for person in (market.cast.zen, market.cast.kei):
            visits.send(person, f"/proposals/{proposal_id}/understand/", status=404, **shown(market, proposal_id))
            visits.send(person, f"/proposals/{proposal_id}/items/scope/", status=404, text="何ですか")


class TestFindings:
    """Terms that pay later than the law of the place lets one: the talk goes on, the contract does not."""

    @pytest.fixture
    def late(self, market):
        proposal_id = market.negotiation()
        market.propose(proposal_id, market.cast.aoi, pay_days=90)
        talk_through(proposal_id, AT)
        return proposal_id

    def finding(self, html: str) -> dict[str, str]:
        """What the form about the finding sends along."""
        form = html.split('class="findings-answer"')[1].split("</form>")[0]
        found = re.findall(r'name="(check|fact|value)" value="([^"]*)"', form)
        return {name: unescape(value) for name, value in found}

    def test_stop_the_contract_and_say_where_they_come_from(self, market, visits, late):
        html = visits.see(market.cast.ren, f"/proposals/{late}/")
        assert "根拠：フリーランス法" in html
        trace = html.split('class="findings-trace"')[1].split("</details>")[0]
        assert "C02 block: terms.slowest_pay_on" in trace
        assert "同意を妨げている点の見直し" in html
        assert "フリーランス法" in html
        assert f'href="/proposals/{late}/agree/"' not in html
        answer = visits.send(market.cast.ren, f"/proposals/{late}/agree/", status=409, **consent_data(market, late))
        assert "限度の" in answer.content.decode()
        assert not terms.consents(market.terms_on_table(late).id)

    def test_are_answered_for_with_a_reason_that_the_other_side_reads(self, market, visits, late):
        place, aoi = f"/proposals/{late}/findings/", market.cast.aoi
        given = self.finding(visits.see(aoi, f"/proposals/{late}/"))
        assert "理由を書いてください" in visits.send(aoi, place, status=409, **given, reason=" ").content.decode()
        visits.send(aoi, place, **given, reason="支払元の締めの都合で、双方で話し合いました。")
        html = visits.see(market.cast.ren, f"/proposals/{late}/")
        assert "支払元の締めの都合で、双方で話し合いました。" in html
        assert f'href="/proposals/{late}/agree/"' in html
        visits.send(market.cast.ren, f"/proposals/{late}/agree/", **consent_data(market, late))
        (made,) = terms.overrides(market.terms_on_table(late).id)
        assert (made.check, made.role) == ("C02", "client")

    @pytest.mark.usefixtures("four_words")
    def test_are_not_answered_for_with_a_text_that_could_not_be_sent(self, market, visits, late):
        place, aoi = f"/proposals/{late}/findings/", market.cast.aoi
        given = self.finding(visits.see(aoi, f"/proposals/{late}/"))
        assert "<mark>禁句</mark>" in visits.send(aoi, place, status=409, **given, reason="禁句です。").content.decode()
        html = visits.send(aoi, place, status=409, **given, reason="催促します。").content.decode()
        visits.send(aoi, place, **given, reason="催促します。", seen=seen_in(html))
        (made,) = terms.overrides(market.terms_on_table(late).id)
        assert made.reason == "催促します。"

    def test_are_not_answered_for_by_whom_messages_are_taken_away_from(self, market, visits, late):
        place, aoi = f"/proposals/{late}/findings/", market.cast.aoi
        given = self.finding(visits.see(aoi, f"/proposals/{late}/"))
        said = {"person_id": aoi.pk, "by_staff_id": market.cast.kei.pk, "until": None, "reason": "確かめました。"}
        people.restrict(kind="messages", **said, at=AT)
        visits.send(aoi, place, status=409, **given, reason="話し合いました。")
        assert not terms.overrides(market.terms_on_table(late).id)

    def test_of_another_value_stop_again(self, market, visits, late):
        given = self.finding(visits.see(market.cast.aoi, f"/proposals/{late}/"))
        visits.send(market.cast.aoi, f"/proposals/{late}/findings/", **given, reason="話し合いました。")
        market.propose(late, market.cast.aoi, pay_days=120)
        assert "C02 block" in visits.see(market.cast.ren, f"/proposals/{late}/")
        visits.send(market.cast.aoi, f"/proposals/{late}/findings/", status=409, **given, reason="話し合いました。")

    def test_that_do_not_stop_cannot_be_answered_for(self, market, visits, late):
        sent = {"check": "C08", "fact": "client.kind", "value": "null", "reason": "x"}
        visits.send(market.cast.aoi, f"/proposals/{late}/findings/", status=409, **sent)

    def test_explain_a_clause_without_a_limit(self, market, visits):
        proposal_id = market.negotiation()
        market.propose(proposal_id, market.cast.aoi, late_and_early_end="修正は納得いくまで無制限でお願いします。")
        html = visits.see(market.cast.ren, f"/proposals/{proposal_id}/")
        assert "修正の回数に限りがない書き方があります" in html
        assert 'href="/help/clauses/"' in html


class TestByTheHour:
    @pytest.fixture
    def talked(self, market):
        hourly = replace(HOURLY_TERMS, hourly_rate=None)
        listing_id = market.listing(terms=hourly, budget_min=1_500, budget_max=1_500)
        proposal_id = market.negotiation(listing_id)
        talk_through(proposal_id, AT)
        return proposal_id

    def test_what_is_signed_is_paid_week_by_week(self, market, visits, talked):
        html = visits.see(market.cast.ren, f"/proposals/{talked}/agree/")
        assert "週ごとに、翌週の木曜日" in html
        assert "を、翌週の木曜日に支払います" in html
        assert "納期の30日後" not in html
        assert "検収で確かめる項目" not in html
        assert "1時間35,000円で10時間働いた週なら、受け取るのは" in html
        assert "受け取るのは" not in visits.see(market.cast.aoi, f"/proposals/{talked}/agree/")

    def test_a_rate_that_the_worker_offered_stands_beside_the_listings(self, market, visits, talked):
        item = visits.see(market.cast.aoi, f"/proposals/{talked}/").split('id="item-hourly_rate"')[1]
        change = item.split("talk-change")[1].split("</dl>")[0]
        assert re.findall(r"[\d,]+円", change) == ["1,500円", "35,000円", "35,000円"]

    def test_only_points_that_such_work_has_can_be_left_for_later(self, market, visits, talked):
        html = visits.see(market.cast.aoi, f"/proposals/{talked}/terms/")
        assert 'name="pending-portfolio-reason"' in html
        assert 'name="pending-delivery_format-reason"' not in html
        assert "納期からこの日数だけ" not in html


class TestPaidInParts:
    """The listing asks for three parts of 30,000 yen together, due on 30 November; Ren offers 36,000 and the 28th."""

    @pytest.fixture
    def listing_id(self, market):
        in_parts = replace(DRAFT.terms, milestones=MILESTONES, acceptance_items=())
        return market.listing(terms=in_parts, budget_min=30_000, budget_max=30_000)

    @pytest.fixture
    def proposal_id(self, market, listing_id):
        offered = market.proposal(listing_id, offer=replace(OFFER, price=36_000))
        actions.open_terms(proposal_id=offered, client_id=market.cast.aoi.pk, at=AT)
        return offered

    def form(self, milestones=MILESTONES, **changes):
        plain = replace(IN_PARTS, milestones=()).as_data()
        return {**plain, "acceptance_items": "", "base": 1, **rows(milestones), **changes}

    def test_the_offer_says_what_becomes_of_the_parts(self, market, visits, listing_id):
        html = visits.see(market.cast.ren, f"/jobs/{listing_id}/apply/")
        assert "各段階の金額は割合を保ったまま変わり" in html
        assert "清書" in html

    def test_they_follow_the_price_and_the_day_that_were_offered(self, market, visits, proposal_id):
        terms = market.terms_on_table(proposal_id).terms
        assert [part.price for part in terms.milestones] == [10_800, 18_000, 7_200]
        assert terms.milestones[-1].due_on == OFFER.due_on
        html = visits.see(market.cast.aoi, f"/proposals/{proposal_id}/")
        for shown in ("第3段階", "7,200円", "36,000円", "AIとPNGの両方がある", "を読んで理解しました"):
            assert shown in html

    def test_each_part_that_changed_has_its_own_row_in_the_differences(self, market, visits, proposal_id):
        parts = market.terms_on_table(proposal_id).terms.milestones
        market.propose(proposal_id, market.cast.ren, milestones=(replace(parts[0], title="ラフ案4つ"), *parts[1:]))
        html = visits.see(market.cast.aoi, f"/proposals/{proposal_id}/")
        diff = html.split("前の版から変わった項目")[1].split("</dl>")[0]
        assert "ラフ案4つ" in diff
        assert diff.count('class="diff-row') == 1

    def test_a_sum_that_misses_the_price_is_refused_with_the_difference(self, market, visits, proposal_id):
        sent = self.form(price="40,000", **{"milestones-1-title": "清書と見直し"})
        page = visits.send(market.cast.ren, f"/proposals/{proposal_id}/terms/", status=400, **sent).content.decode()
        assert "各段階の合計30,000円が、報酬40,000円より10,000円少なくなっています" in page
        assert 'href="#id_milestones"' in page
        assert 'value="清書と見直し"' in page
        assert "いまの合計は30,000円です" in page
        assert market.terms_on_table(proposal_id).number == 1

    def test_one_click_fits_the_parts_and_sends_nothing(self, market, visits, proposal_id):
        sent = self.form(price="40,000", rounds="4", fit="1")
        page = visits.send(market.cast.ren, f"/proposals/{proposal_id}/terms/", status=200, **sent).content.decode()
        for amount in ("12000", "20000", "8000"):
            assert f'value="{amount}"' in page
        assert 'name="rounds" value="4"' in page
        assert 'name="base" value="1"' in page
        assert "まだ送っていません" in page
        assert market.terms_on_table(proposal_id).number == 1

    def test_price_and_day_may_be_left_to_the_parts(self, market, visits, proposal_id):
        visits.send(market.cast.ren, f"/proposals/{proposal_id}/terms/", **self.form(price="", due_on=""))
        terms = market.terms_on_table(proposal_id).terms
        assert (terms.price, terms.due_on) == (30_000, MILESTONES[-1].due_on)

    def test_empty_rows_between_do_not_count(self, market, visits, proposal_id):
        sent = {**self.form(milestones=MILESTONES[:1]), **rows(MILESTONES[1:], first=5)}
        visits.send(market.cast.ren, f"/proposals/{proposal_id}/terms/", **sent)
        assert market.terms_on_table(proposal_id).terms.milestones == MILESTONES

    def test_what_cannot_be_read_stays_as_it_was_typed(self, market, visits, proposal_id):
        sent = self.form(**{"milestones-0-price": "九千", "milestones-2-due_on": "来月"})
        page = visits.send(market.cast.ren, f"/proposals/{proposal_id}/terms/", status=400, **sent).content.decode()
        assert "第1段階の金額は、数字で入力してください" in page
        assert "第3段階の納期を読み取れません" in page
        assert 'value="九千"' in page
        assert "線が太すぎない" in page

    def test_they_can_be_given_up_by_emptying_the_rows(self, market, visits, proposal_id):
        sent = self.form(milestones=(), acceptance_items="AIとPNGの両方がある")
        visits.send(market.cast.aoi, f"/proposals/{proposal_id}/terms/", **sent)
        assert market.terms_on_table(proposal_id).terms.milestones == ()
        html = visits.see(market.cast.ren, f"/proposals/{proposal_id}/")
        assert "第3段階" in html.split("前の版から変わった項目")[1].split("</dl>")[0]

    def test_what_is_said_of_a_dispute_can_be_chosen(self, market, visits, proposal_id):
        visits.send(market.cast.aoi, f"/proposals/{proposal_id}/terms/", **self.form(deadlock="to_worker"))
        html = visits.see(market.cast.ren, f"/proposals/{proposal_id}/")
        assert "預けてある報酬をワーカーに支払うことを受け入れます" in html

    def test_pages_in_english(self, market, visits, proposal_id):
        html = visits.see(market.cast.ren, f"/proposals/{proposal_id}/", lang="en")
        assert "Part 3" in html
        assert "Deposits each part before its work starts" in html


class TestAmended:
    def test_terms_of_a_contract_stand_in_the_history_and_not_on_the_table(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        for person in (cast.ren, cast.aoi):
            market.agree(proposal_id, person)
        agreed = market.terms_on_table(proposal_id)
        changed = replace(agreed.terms, rounds=4)
        terms_actions.amend(version_id=agreed.id, terms=changed, role="worker", person_id=cast.ren.pk, at=AT)
        html = visits.see(cast.aoi, f"/proposals/{proposal_id}/")
        assert "いまの条件（第1版）" in html
        assert "第1版から変わる項目" in html
        assert "契約のあとに提案された条件変更です" in html
        assert "無効になりました" not in html


class TestAgreeing:
    def test_of_the_second_side_leads_to_the_contract(self, market, visits):
        proposal_id, cast = talked_through(market), market.cast
        place = f"/proposals/{proposal_id}/agree/"
        assert visits.send(cast.ren, place, **consent_data(market, proposal_id)).url == f"/proposals/{proposal_id}/"
        assert "同意して契約する" in visits.see(cast.aoi, f"/proposals/{proposal_id}/")
        assert SETTLED.deliverables in visits.see(cast.aoi, place)
        answer = visits.send(cast.aoi, place, **consent_data(market, proposal_id))
        contract = Contract.objects.get()
        assert answer.url == f"/contracts/{contract.reference}/"
        for person in (cast.aoi, cast.ren):
            assert f"/contracts/{contract.reference}/" in visits.see(person, f"/proposals/{proposal_id}/")

    def test_keeps_what_was_asked_and_answered_within_reach_of_the_contract(self, market, visits):
        proposal_id, cast = market.negotiation(), market.cast
        said = {"proposal_id": proposal_id, "item": "due_on"}
        actions.discuss_item(**said, person_id=cast.ren.pk, text="連休をはさみますか。", is_question=True, at=AT)
        actions.discuss_item(**said, person_id=cast.aoi.pk, text="連休のあとで大丈夫です。", is_question=False, at=AT)
        talk_through(proposal_id, AT)
        for person in (cast.ren, cast.aoi):
            market.agree(proposal_id, person)
        of_contract = visits.see(cast.aoi, f"/contracts/{Contract.objects.get().reference}/")
        assert f'href="/proposals/{proposal_id}/#terms"' in of_contract
        kept = visits.see(cast.aoi, f"/proposals/{proposal_id}/").split('id="discussed"')[1]
        assert "納期" in kept
        assert kept.index("連休をはさみますか。") < kept.index("連休のあとで大丈夫です。")
        staff = visits.see(cast.kei, f"/contracts/{Contract.objects.get().reference}/")
        assert f"/proposals/{proposal_id}/" not in staff

    def test_clicked_twice_leads_to_the_same_contract(self, market, visits):
        proposal_id, cast = talked_through(market), market.cast
        place = f"/proposals/{proposal_id}/agree/"
        data = consent_data(market, proposal_id)
        visits.send(cast.ren, place, **data)
        assert visits.send(cast.aoi, place, **data).url == visits.send(cast.aoi, place, **data).url

    def test_to_what_is_no_longer_on_the_table_is_refused_with_the_reason(self, market, visits):
        proposal_id, cast = talked_through(market), market.cast
        seen = consent_data(market, proposal_id)
        market.propose(proposal_id, cast.aoi, price=10_000)
        html = visits.send(cast.ren, f"/proposals/{proposal_id}/agree/", status=400, **seen).content.decode()
        assert "表示されていた内容と、保存されている内容が一致しません" in html
        assert not terms.consents(market.terms_on_table(proposal_id).id)

    def test_before_everything_is_understood_is_refused(self, market, visits):
        proposal_id, ren = market.negotiation(), market.cast.ren
        sent = consent_data(market, proposal_id)
        html = visits.send(ren, f"/proposals/{proposal_id}/agree/", status=409, **sent).content.decode()
        assert "まだ双方が確かめ終えていない項目が" in html
        assert not terms.consents(market.terms_on_table(proposal_id).id)

    @pytest.mark.parametrize(
        "forged", [{"digest": "0" * 64}, {"digest": "x"}, {"password": "letmein"}, {"password": ""}]
    )
    def test_with_a_forged_form_is_refused(self, market, visits, forged):
        proposal_id, ren = talked_through(market), market.cast.ren
        sent = consent_data(market, proposal_id, **forged)
        visits.send(ren, f"/proposals/{proposal_id}/agree/", status=400, **sent)
        assert not terms.consents(market.terms_on_table(proposal_id).id)

    def test_with_many_wrong_passwords_has_to_wait(self, market, visits):
        proposal_id, ren = talked_through(market), market.cast.ren
        place, wrong = f"/proposals/{proposal_id}/agree/", consent_data(market, proposal_id, password="letmein")
        pages = [visits.send(ren, place, status=400, **wrong).content.decode() for _ in range(11)]
        assert "パスワードが違います" in pages[9]
        assert "分ほど待ってから" in pages[10]
        html = visits.send(ren, place, status=400, **consent_data(market, proposal_id)).content.decode()
        assert "分ほど待ってから" in html and not terms.consents(market.terms_on_table(proposal_id).id)

    def test_is_remembered_with_how_it_was_confirmed(self, market, visits):
        proposal_id, ren = talked_through(market), market.cast.ren
        visits.send(ren, f"/proposals/{proposal_id}/agree/", **consent_data(market, proposal_id))
        (given,) = terms.consents_given(market.terms_on_table(proposal_id).id)
        assert (given.method, given.proof) == ("password", {"digest": market.terms_on_table(proposal_id).digest})


class TestLists:
    def test_show_each_side_its_own(self, market, visits):
        proposal_id, cast = market.proposal(), market.cast
        link = f'href="/proposals/{proposal_id}/"'
        assert link in visits.see(cast.ren, "/proposals/")
        assert link in visits.see(cast.aoi, "/proposals/", show="received")
        assert link not in visits.see(cast.aoi, "/proposals/")
        assert link not in visits.see(cast.zen, "/proposals/", show="received")

    def test_cost_the_same_however_long_they_are(self, market, visits):
        for n in range(21):
            market.proposal(market.listing(title=f"仕事{n}"))
        html = visits.see(market.cast.ren, "/proposals/")
        assert html.count("proposal-row-title") == 20
        assert 'rel="next"' in html


def test_a_long_negotiation_still_costs_few_queries(market, visits):
    proposal_id = market.negotiation()
    for price in range(30_000, 30_025):
        market.propose(proposal_id, market.cast.ren, price=price)
        market.agree(proposal_id, market.cast.aoi)
    assert "第26版" in visits.see(market.cast.ren, f"/proposals/{proposal_id}/")


def test_pages_in_english_have_no_japanese_of_their_own(market, visits):
    visits.cast.mio  # noqa: B018 - reads English
    proposal_id = market.proposal(worker=visits.cast.mio)
    html = visits.see(visits.cast.mio, f"/proposals/{proposal_id}/")
    assert "What you can do" in html
    assert "応募" not in html.replace(OFFER.message, "")
