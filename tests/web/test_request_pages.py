"""The pages of requests: what stands beside a contract, how it is asked for, answered, and read when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tachiai.contracts.models import Delivery, Plea, Rating, Request
from tachiai.people.models import Person
from tachiai.terms import queries as terms
from tests.cast import PASSWORD, Cast
from tests.deal import Deal
from tests.web.test_contract_pages import as_

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
STATEMENT = "三つの案を送りましたが、返事がないまま終えたいと言われました。"


@pytest.fixture(autouse=True)
def demo_bank(settings) -> None:
    settings.FUNDS, settings.MEDIATION_LEVEL = "demo_bank", "decision"


@pytest.fixture
def deal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Deal:
    """The deal's moment is the pages' moment."""
    deal = Deal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    return deal


@pytest.fixture
def working(deal: Deal) -> Deal:
    deal.deposit()
    return deal


@pytest.fixture
def delivered(working: Deal) -> Deal:
    working.deliver()
    return working


@pytest.fixture
def disputed(working: Deal, cast: Cast) -> Deal:
    """A termination was refused: a mediation may be opened."""
    working.answer(working.ask("termination", cast.aoi), "refuse", cast.ren)
    return working


def page_of(deal: Deal, person: Person) -> str:
    return _text(as_(person).get(reverse("contracts:detail", args=[deal.reference])))


def asking(deal: Deal, person: Person, kind: str, **data: object):
    """GET without data, else POST."""
    address = reverse("contracts:ask", args=[deal.reference, kind])
    return as_(person).post(address, data) if data else as_(person).get(address)


def reading(deal: Deal, person: Person, request: Request):
    return as_(person).get(reverse("contracts:request", args=[deal.reference, request.pk]))


def step(deal: Deal, person: Person, request: Request, name: str, **data: object):
    """GET without data, else the click on what the person saw last."""
    address = reverse("contracts:request_step", args=[deal.reference, request.pk, name])
    if not data:
        return as_(person).get(address)
    seen = Request.objects.values_list("steps_taken", flat=True).get(pk=request.pk)
    return as_(person).post(address, {"expected": seen, **data})


def hidden_words(html: str) -> dict[str, str]:
    """The words that the last look carries along."""
    rows = html.split('<input type="hidden" name="')[1:]
    pairs = (row.split('" value="', 1) for row in rows)
    return {name: unescape(rest.split('"')[0]) for name, rest in pairs if name != "csrfmiddlewaretoken"}


def _text(answer) -> str:
    return unescape(answer.content.decode())


class TestTheContractPage:
    def test_shows_open_requests_right_under_its_clock(self, working: Deal, cast: Cast) -> None:
        working.ask("termination", cast.aoi)
        html = page_of(working, cast.ren)
        at = [html.index(word) for word in ('id="clock"', 'id="requests"', 'id="steps"', 'id="openings"', 'id="terms"')]
        assert at == sorted(at)
        bar = html[at[1] : at[2]]
        assert "契約終了同意待ち" in bar and "次はあなたの番です" in bar and "11月9日(月) 23:59" in bar
        assert "全額返金されます" in bar
        assert reverse("contracts:request", args=[working.reference, Request.objects.get().pk]) in bar

    def test_the_one_who_asked_sees_that_the_other_side_must_answer(self, working: Deal, cast: Cast) -> None:
        working.ask("termination", cast.aoi)
        bar = page_of(working, cast.aoi).split('id="requests"')[1].split('id="steps"')[0]
        assert "次は蓮さんの番です" in bar

    def test_offers_every_way_out_and_says_why_one_is_not_open(self, working: Deal, cast: Cast) -> None:
        html = page_of(working, cast.ren).split('id="openings"')[1].split("</section>")[0]
        assert "契約相手と連絡がとれない場合はこちら" in html and "3日たつと申請できます" in html
        for kind in ("contact_reminder", "termination", "change", "mediation"):
            assert reverse("contracts:ask", args=[working.reference, kind]) in html

    def test_names_the_request_that_blocks_a_step(self, working: Deal, cast: Cast) -> None:
        working.ask("change", cast.aoi)
        html = page_of(working, cast.ren)
        assert "条件変更リクエスト" in html.split('id="steps"')[1].split("</section>")[0]
        assert reverse("contracts:step", args=[working.reference, "deliver"]) not in html

    def test_in_a_mediation_its_clock_comes_first(self, disputed: Deal, cast: Cast) -> None:
        disputed.ask("mediation_decision", cast.aoi)
        clock, beside = page_of(disputed, cast.ren).split('id="clock"')[1].split('id="requests"')
        assert "次はあなたの番です" in clock and "11月9日(月) 23:59" in clock
        assert "話し合いの場" in beside.split("</section>")[0] and "23:59" not in beside.split("</section>")[0]

    def test_in_a_mediation_its_steps_are_what_one_can_do(self, disputed: Deal, cast: Cast) -> None:
        request = disputed.ask("mediation_decision", cast.aoi)
        statement = reverse("contracts:request_step", args=[disputed.reference, request.pk, "state_case"])
        assert statement in page_of(disputed, cast.ren).split('id="steps"')[1].split("</section>")[0]
        assert statement not in page_of(disputed, cast.aoi)

    def test_the_story_leads_to_the_request_behind_a_step(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        working.answer(request, "accept", cast.ren)
        story = page_of(working, cast.aoi).split('id="timeline"')[1]
        assert story.count(reverse("contracts:request", args=[working.reference, request.pk])) == 2
        assert "もとになった申請を見る" in story
        openings = page_of(working, cast.aoi).split('id="openings"')[1].split("</section>")[0]
        assert "/ask/" not in openings and reverse("safety:report", args=["contract", working.contract.pk]) in openings

    def test_a_closed_request_stays_in_the_story(self, disputed: Deal, cast: Cast) -> None:
        story = page_of(disputed, cast.aoi).split('id="timeline"')[1]
        assert "同意がなかったため、契約はそのまま続いています" in story

    def test_staff_see_requests_and_open_none(self, working: Deal, cast: Cast) -> None:
        working.ask("termination", cast.aoi)
        html = page_of(working, cast.kei)
        assert 'id="requests"' in html and 'id="openings"' not in html

    @pytest.mark.parametrize("who", ["aoi", "ren", "kei"])
    def test_asks_the_database_little_with_everything_open(self, working: Deal, cast: Cast, who: str) -> None:
        working.days_pass(4)
        working.deliver()
        working.reject()
        working.days_pass(4)
        for kind in ("contact_reminder", "termination", "change"):
            working.ask(kind, cast.ren)
        working.write(cast.ren)
        browser = as_(getattr(cast, who))
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            html = browser.get(reverse("contracts:detail", args=[working.reference])).content.decode()
        assert html.count('class="beside-row"') == 3
        assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:120] for query in asked)


class TestContactReminder:
    def test_shows_each_condition_with_its_figure_and_what_follows(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.aoi, "contact_reminder"))
        assert "相手の最後のメッセージや操作から0日です" in html and "disabled" in html
        assert "7日以内に相手がメッセージを送るか" in html and "仮払い金はクライアントに全額返金されます" in html
        assert "2営業日以内に限り" in html
        working.days_pass(4)
        later = _text(asking(working, cast.aoi, "contact_reminder"))
        assert "（いま4日）" in later and "disabled" not in later

    def test_after_a_delivery_it_says_that_the_inspection_goes_on(self, delivered: Deal, cast: Cast) -> None:
        delivered.days_pass(4)
        assert "検収済みとみなして報酬を支払います" in _text(asking(delivered, cast.ren, "contact_reminder"))

    def test_one_click_sends_it_and_a_second_changes_nothing(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        for _ in range(2):
            answer = asking(working, cast.aoi, "contact_reminder", sent="1")
            assert answer.status_code == 302
        request = Request.objects.get()
        assert answer["Location"] == reverse("contracts:request", args=[working.reference, request.pk])

    def test_too_early_it_is_refused_with_the_reason(self, working: Deal, cast: Cast) -> None:
        answer = asking(working, cast.aoi, "contact_reminder", sent="1")
        assert answer.status_code == 409 and "3日たつと申請できます" in _text(answer)
        assert not Request.objects.exists()

    def test_the_silent_side_answers_with_a_click(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        assert "返事をする" in _text(reading(working, cast.ren, request)).split('id="steps"')[1]
        step(working, cast.ren, request, "answer", sent="1")
        request.refresh_from_db()
        assert request.state == "answered"

    def test_staff_refuse_it_here_with_a_reason(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        assert step(working, cast.kei, request, "refuse", reason="").status_code == 400
        step(working, cast.kei, request, "refuse", reason="お電話で連絡がついたとのことです。")
        assert "お電話で連絡がついたとのことです。" in _text(reading(working, cast.aoi, request))

    def test_after_silence_the_end_shows_the_full_refund_before_it_is_pressed(self, working: Deal, cast: Cast) -> None:
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        assert step(working, cast.aoi, request, "end").status_code == 200
        assert "今はこの操作ができません" in _text(step(working, cast.aoi, request, "end"))
        working.days_pass(8)
        html = _text(step(working, cast.aoi, request, "end"))
        assert "クライアントへの返金" in html and "80,000円" in html
        step(working, cast.aoi, request, "end", sent="1")
        working.expect("terminated")


class TestTermination:
    GIVEN = {"reason_code": "not_needed", "reason": "出店を取りやめました。", "share": "own", "own_share": "30,000円"}

    def test_the_form_shows_what_is_held_and_what_silence_brings(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.aoi, "termination"))
        assert "80,000円" in html and "7日以内に" in html and "全額返金されます" in html
        assert "半分ずつ（ワーカー 40,000円・クライアント 40,000円）" in html
        assert "/help/ending/" in html

    def test_the_last_look_shows_each_sides_yen_and_sends_nothing(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.aoi, "termination", **self.GIVEN))
        assert "この内容で送りますか" in html and not Request.objects.exists()
        for amount in ("30,000円", "−6,000円", "−600円", "23,400円", "50,000円"):
            assert amount in html, amount

    def test_what_was_looked_at_is_what_is_sent(self, working: Deal, cast: Cast) -> None:
        carried = hidden_words(asking(working, cast.aoi, "termination", **self.GIVEN).content.decode())
        answer = asking(working, cast.aoi, "termination", **carried, send="1")
        request = Request.objects.get()
        assert answer["Location"] == reverse("contracts:request", args=[working.reference, request.pk])
        assert request.values["worker_share"] == 30_000 and request.values["reason_code"] == "not_needed"

    def test_from_the_last_look_back_to_the_form_nothing_is_lost(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.aoi, "termination", **self.GIVEN, change="1"))
        assert "出店を取りやめました。" in html and "30,000円" in html and not Request.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"own_share": "90,000"}, "80,000円までの金額"),
            ({"own_share": ""}, "80,000円までの金額"),
            ({"reason": ""}, 'id="id_reason_error"'),
            ({"reason_code": "because"}, 'id="id_reason_code_error"'),
        ],
    )
    def test_a_mistake_keeps_what_was_typed(self, working: Deal, cast: Cast, wrong: dict[str, str], said: str) -> None:
        answer = asking(working, cast.aoi, "termination", **{**self.GIVEN, **wrong})
        html = _text(answer)
        assert answer.status_code == 400 and 'role="alert"' in html
        assert said in html
        kept = {"reason": "出店を取りやめました。", "own_share": "30,000円"}
        assert all(words in html for name, words in kept.items() if name not in wrong)

    def test_the_other_side_sees_the_yen_again_before_agreeing(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi, worker_share=30_000)
        assert "23,400円" in _text(reading(working, cast.ren, request))
        html = _text(step(working, cast.ren, request, "accept"))
        assert "23,400円" in html and "取り消しはできません" in html
        step(working, cast.ren, request, "accept", sent="1")
        working.expect("terminated")
        assert (working.wallet(cast.ren), working.wallet(cast.aoi)) == (23_400, 50_000)

    def test_a_counter_proposal_says_how_many_are_left(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        assert "あと3回です（全部で3回）" in _text(step(working, cast.ren, request, "counter"))
        working.answer(request, "counter", cast.ren, worker_share=40_000)
        assert "あと2回です（全部で3回）" in _text(step(working, cast.aoi, request, "counter_again"))

    def test_a_refused_one_leads_to_the_mediation(self, disputed: Deal, cast: Cast) -> None:
        request, way = Request.objects.get(), reverse("contracts:ask", args=[disputed.reference, "mediation"])
        for person in (cast.aoi, cast.ren):
            assert way in _text(reading(disputed, person, request)).split('id="steps"')[1].split("</section>")[0]
        assert way not in _text(reading(disputed, cast.kei, request))

    def test_a_counter_proposal_has_its_last_look_too(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        given = {"share": "half", "reason": "半分まで進んでいます。"}
        assert "31,200円" in _text(step(working, cast.ren, request, "counter", **given))
        request.refresh_from_db()
        assert request.state == "proposed"
        step(working, cast.ren, request, "counter", **given, send="1")
        html = _text(reading(working, cast.aoi, request))
        assert "蓮の提案" in html and "半分まで進んでいます。" in html and "31,200円" in html
        assert "ワーカーへ0円" in html.split('id="history"')[1]
        assert "提案に同意して契約を終える" in html

    def test_a_click_on_an_outdated_page_is_refused_and_a_replay_is_not(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        for _ in range(2):
            assert step(working, cast.ren, request, "refuse", reason="続けたいです。", expected=0).status_code == 302
        late = step(working, cast.aoi, request, "withdraw", expected=0)
        assert late.status_code in (200, 409) and Request.objects.get().state == "refused"

    def test_a_long_contract_asks_for_notice(self, cast: Cast, working: Deal, monkeypatch: pytest.MonkeyPatch) -> None:
        long = Deal(cast.aoi, cast.ren, due_on=date(2027, 6, 30))
        long.deposit()
        assert "途中で終える" in page_of(long, cast.aoi).split('id="openings"')[1]
        html = _text(asking(long, cast.aoi, "termination"))
        assert "30日前までの予告" in html and "12月2日(水)" in html
        assert "予告が要ります" not in _text(asking(long, cast.ren, "termination"))
        assert "予告が要ります" not in _text(asking(working, cast.aoi, "termination"))
        soon = {**self.GIVEN, "end_on": "2026-11-20", "exception": "", "send": "1"}
        refused = asking(long, cast.aoi, "termination", **soon)
        assert refused.status_code == 409 and "12月2日(水)以降" in _text(refused)
        assert asking(long, cast.aoi, "termination", **{**soon, "exception": "disaster"}).status_code == 302


class TestChange:
    def typed(self, deal: Deal, **changed: object) -> dict[str, object]:
        terms = replace(deal.terms, **changed)
        words = {name: value for name, value in terms.as_data().items() if value is not None}
        return {
            **words,
            "acceptance_items": "\n".join(terms.acceptance_items),
            "deadlock": terms.deadlock,
            "note": "看板の寸法が変わりました。",
        }

    def test_the_form_starts_from_the_agreed_terms(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.aoi, "change"))
        assert "任意" not in html.split('id="ask-change"')[1].split("</form>")[0]
        assert "ロゴの案を3つ作り" in html and 'value="80000"' in html and "案が3つある" in html

    def test_the_last_look_shows_only_what_differs_and_the_difference(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.aoi, "change", **self.typed(working, price=95_000)))
        look = html.split('class="diff"')[1].split("<form")[0]
        assert "95,000円" in look and "ロゴの案を3つ作り" not in look
        assert "いまの仮払い（そのまま）" in look and "15,000円" in look
        assert not Request.objects.exists()

    def test_what_was_looked_at_is_what_is_sent(self, working: Deal, cast: Cast) -> None:
        looked = asking(working, cast.aoi, "change", **self.typed(working, price=95_000))
        words = hidden_words(looked.content.decode())
        unsigned = asking(working, cast.aoi, "change", **words)
        assert unsigned.status_code == 400 and "パスワードを入力するか" in _text(unsigned)
        assert not Request.objects.exists()
        asking(working, cast.aoi, "change", **words, password=PASSWORD)
        request = Request.objects.get()
        html = _text(reading(working, cast.ren, request))
        assert "95,000円" in html and "看板の寸法が変わりました。" in html and "新しい条件に同意する" in html

    def test_a_change_of_nothing_is_refused(self, working: Deal, cast: Cast) -> None:
        answer = asking(working, cast.aoi, "change", **self.typed(working))
        assert answer.status_code == 400 and "変わっているところがありません" in _text(answer)

    def test_a_change_without_a_reason_is_refused_before_it_is_signed(self, working: Deal, cast: Cast) -> None:
        answer = asking(working, cast.aoi, "change", **{**self.typed(working, price=95_000), "note": ""})
        assert answer.status_code == 400 and 'id="id_note_error"' in _text(answer)
        assert "変更したい理由を書いてください" in _text(answer) and "納品の説明" not in _text(answer)

    def test_a_mistake_in_the_terms_stands_beside_its_field(self, working: Deal, cast: Cast) -> None:
        answer = asking(working, cast.aoi, "change", **self.typed(working, due_on=date(2026, 11, 1)))
        assert answer.status_code == 400 and 'id="id_due_on_error"' in _text(answer)

    def test_the_difference_is_paid_in_and_the_old_deposit_kept(self, working: Deal, cast: Cast, settings) -> None:
        settings.FUNDS = "record_only"
        request = working.ask("change", cast.ren, terms=replace(working.terms, price=95_000))
        digest = terms.version(request.terms_id).digest
        step(working, cast.aoi, request, "accept", sent="1", digest=digest, password=PASSWORD)
        html = _text(step(working, cast.aoi, request, "top_up"))
        assert "いまの仮払い（そのまま）" in html and "15,000円" in html
        step(working, cast.aoi, request, "top_up", sent="1")
        assert "番号 TP-" in _text(step(working, cast.aoi, request, "top_up"))
        assert "差額の仮払い" in page_of(working, cast.aoi).split('id="requests"')[1].split('id="steps"')[0]
        settings.FUNDS = "demo_bank"
        step(working, cast.aoi, request, "top_up", sent="1")
        assert working.contract.price == 95_000 and working.escrow() == 95_000
        over = _text(reading(working, cast.ren, request))
        assert "新しい条件になりました" in over and "80,000円" in over and 'id="steps"' not in over


class TestMediation:
    def test_is_explained_before_it_is_opened(self, disputed: Deal, cast: Cast) -> None:
        html = _text(asking(disputed, cast.ren, "mediation"))
        course = html.split('id="course"')[1].split("</section>")[0]
        assert course.index("言い分を書く") < course.index("解決案を示す") < course.index("判断を示す")
        assert "30日" in course and "40,000円" in course

    def test_without_a_deadlock_it_says_when_it_may_be_opened(self, working: Deal, cast: Cast) -> None:
        html = _text(asking(working, cast.ren, "mediation"))
        assert "今はこの操作ができません" in html and 'name="reason"' not in html
        assert asking(working, cast.ren, "mediation", reason=STATEMENT).status_code == 409

    @pytest.mark.parametrize("level", ["talk", "proposal", "decision"])
    def test_the_operator_chooses_the_level(self, disputed: Deal, cast: Cast, settings, level: str) -> None:
        settings.MEDIATION_LEVEL = level
        asking(disputed, cast.ren, "mediation", reason=STATEMENT)
        assert disputed.open_requests() == {f"mediation_{level}": "statements"}

    def test_shows_the_seal_on_the_record_and_checks_it(self, disputed: Deal, cast: Cast) -> None:
        request = disputed.ask("mediation_decision", cast.aoi)
        assert request.values["seal"]["digest"] in _text(reading(disputed, cast.ren, request))
        address = reverse("contracts:request", args=[disputed.reference, request.pk])
        assert "記録は封をしたときのままです" in _text(as_(cast.ren).get(address, {"check": "1"}))
        forged = {**request.values["seal"], "digest": "0" * 64}
        Request.objects.filter(pk=request.pk).update(values={**request.values, "seal": forged})
        assert "封をしたときと異なります" in _text(as_(cast.kei).get(address, {"check": "1"}))

    def test_from_statement_to_proposal_to_agreement(self, disputed: Deal, cast: Cast) -> None:
        proof = SimpleUploadedFile("draft.txt", b"three drafts")
        asking(disputed, cast.ren, "mediation", reason=STATEMENT, files=[proof])
        request = Request.objects.get(lifecycle="mediation_decision")
        html = _text(reading(disputed, cast.aoi, request))
        assert STATEMENT in html and "draft.txt" in html
        step(disputed, cast.aoi, request, "state_case", reason="方向が変わったため終えたいです。")
        assert 'id="steps"' in _text(reading(disputed, cast.kei, request))
        given = {"share": "own", "own_share": "50000", "reason": "二案は完成しています。"}
        step(disputed, cast.kei, request, "propose", **given, send="1")
        html = _text(reading(disputed, cast.ren, request))
        assert "二案は完成しています。" in html and "50,000円" in html and "39,000円" in html
        for who in (cast.ren, cast.aoi):
            assert "次はあなたの番です" in _text(reading(disputed, who, request))
            step(disputed, who, request, "agree", sent="1")
        disputed.expect("terminated")
        assert disputed.wallet(cast.ren) == 39_000

    @pytest.mark.parametrize("who", ["aoi", "ren", "kei"])
    def test_the_page_asks_the_database_little(self, disputed: Deal, cast: Cast, who: str) -> None:
        request = disputed.ask("mediation_decision", cast.ren, files=[disputed.file(cast.ren)])
        disputed.answer(request, "state_case", cast.aoi)
        for offer in (10_000, 20_000, 30_000):
            disputed.answer(request, "offer", cast.ren, worker_share=offer)
        browser = as_(getattr(cast, who))
        browser.get("/")
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("contracts:request", args=[disputed.reference, request.pk]))
        assert len(asked) <= MOST_QUERIES, "\n".join(query["sql"][:120] for query in asked)

    def test_what_was_delivered_opens_to_staff_only_while_they_judge_it(self, cast: Cast) -> None:
        deal = Deal(cast.aoi, cast.ren, rounds=0)
        deal.deposit()
        deal.deliver()
        file, browser = Delivery.objects.get().files.get(), as_(cast.kei)
        way, page = reverse("threads:file", args=[file.pk]), f"/contracts/{deal.reference}/"
        before = browser.get(page).content.decode()
        assert (file.name in before, way in before, browser.get(way).status_code) == (True, False, 404)
        deal.ask("mediation_decision", cast.ren)
        assert way in browser.get(page).content.decode()
        assert (browser.get(way).status_code, as_(cast.zen).get(way).status_code) == (200, 404)

    def test_proof_is_for_the_two_and_for_staff(self, disputed: Deal, cast: Cast) -> None:
        file = disputed.file(cast.ren, name="proof.txt")
        disputed.ask("mediation_decision", cast.ren, files=[file])
        answers = {
            who: as_(getattr(cast, who)).get(reverse("threads:file", args=[file])).status_code
            for who in ("aoi", "ren", "kei", "zen")
        }
        assert answers == {"aoi": 200, "ren": 200, "kei": 200, "zen": 404}

    def test_an_offer_of_the_other_side_can_be_taken(self, disputed: Deal, cast: Cast) -> None:
        request = disputed.ask("mediation_decision", cast.ren)
        html = _text(step(disputed, cast.aoi, request, "accept_offer"))
        assert "相手からの分け方の提案は、まだありません" in html
        disputed.answer(request, "offer", cast.ren, worker_share=20_000)
        assert "15,600円" in _text(step(disputed, cast.aoi, request, "accept_offer"))
        step(disputed, cast.aoi, request, "accept_offer", sent="1")
        assert disputed.wallet(cast.ren) == 15_600


class TestAbuse:
    CLAIM = "違約金として50,000円を口座に振り込んでください。"

    def test_the_other_side_is_told_that_nothing_is_owed_outside(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi, reason=self.CLAIM)
        assert "/help/claims/" in _text(reading(working, cast.ren, request)).split('id="asked"')[0]
        assert "/help/claims/" not in _text(reading(working, cast.aoi, request)).split('id="asked"')[0]

    def test_its_author_is_told_before_sending(self, working: Deal, cast: Cast) -> None:
        given, said = TestTermination.GIVEN, "契約の外での支払いを求める言葉"
        assert said in _text(asking(working, cast.aoi, "termination", **{**given, "reason": self.CLAIM}))
        assert said not in _text(asking(working, cast.aoi, "termination", **given))

    def test_what_people_type_is_never_markup(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi, reason="<script>alert(1)</script>")
        assert "<script>alert(1)" not in reading(working, cast.ren, request).content.decode()


class TestWhoGetsIn:
    @pytest.mark.parametrize(("who", "answer"), [("aoi", 200), ("ren", 200), ("kei", 404), ("zen", 404)])
    def test_to_the_opening(self, working: Deal, cast: Cast, who: str, answer: int) -> None:
        assert asking(working, getattr(cast, who), "termination").status_code == answer

    @pytest.mark.parametrize(("who", "answer"), [("aoi", 200), ("ren", 200), ("kei", 200), ("zen", 404)])
    def test_to_the_request(self, working: Deal, cast: Cast, who: str, answer: int) -> None:
        request = working.ask("termination", cast.aoi)
        assert reading(working, getattr(cast, who), request).status_code == answer

    def test_a_request_is_not_found_under_another_contract(self, working: Deal, cast: Cast) -> None:
        request, other = working.ask("termination", cast.aoi), Deal(cast.aoi, cast.mio)
        assert reading(other, cast.mio, request).status_code == 404

    def test_an_unknown_kind_or_step_is_not_found(self, working: Deal, cast: Cast) -> None:
        assert asking(working, cast.aoi, "revenge").status_code == 404
        assert asking(working, cast.aoi, "mediation_decision").status_code == 404
        assert step(working, cast.aoi, working.ask("termination", cast.aoi), "steal").status_code == 404

    def test_the_asker_cannot_answer_their_own_request(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        assert step(working, cast.aoi, request, "accept").status_code == 404
        assert step(working, cast.aoi, request, "accept", sent="1").status_code == 404
        working.expect("working")

    def test_what_is_open_already_is_shown_instead_of_the_form(self, working: Deal, cast: Cast) -> None:
        request = working.ask("termination", cast.aoi)
        for who in (cast.aoi, cast.ren):
            answer = asking(working, who, "termination")
            assert answer["Location"] == reverse("contracts:request", args=[working.reference, request.pk])

    def test_pages_are_complete_in_english(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        deal = Deal(cast.mio, cast.ren)
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
        deal.deposit()
        for kind in ("contact_reminder", "termination", "change", "mediation"):
            assert "ページに戻る" not in _text(asking(deal, cast.mio, kind))
        request = deal.ask("termination", cast.ren)
        html = _text(reading(deal, cast.mio, request))
        assert "Agreement to the end awaited" in html or "Answer the request to end early" in html


class TestPlea:
    @pytest.fixture
    def rated(self, working: Deal, cast: Cast) -> Deal:
        """Ren did not answer, was warned twice, and was rated by rule."""
        working.days_pass(4)
        request = working.ask("contact_reminder", cast.aoi)
        working.days_pass(8)
        working.answer(request, "end", cast.aoi)
        assert Rating.objects.get().rater is None
        return working

    def address(self, deal: Deal) -> str:
        return reverse("contracts:plea", args=[deal.reference])

    def test_the_contract_page_says_that_the_rule_gave_the_rating_and_why(self, rated: Deal, cast: Cast) -> None:
        mine, theirs = page_of(rated, cast.ren), page_of(rated, cast.aoi)
        for html in (mine, theirs):
            assert "規則による評価" in html and "規則によって自動でつけられました" in html
        assert self.address(rated) in mine and self.address(rated) not in theirs

    def test_the_profile_does_not_say_that_nobody_gave_it(self, rated: Deal, cast: Cast) -> None:
        html = _text(as_(cast.zen).get(reverse("people:profile", args=[cast.ren.pk])))
        assert "規則による評価" in html and "None" not in html

    def test_the_rated_side_pleads_and_staff_lift_it(self, rated: Deal, cast: Cast) -> None:
        note = SimpleUploadedFile("hospital.txt", b"two weeks")
        assert as_(cast.ren).post(self.address(rated), {"text": ""}).status_code == 400
        as_(cast.ren).post(self.address(rated), {"text": "入院していました。", "files": [note]})
        html = _text(as_(cast.kei).get(self.address(rated)))
        assert "入院していました。" in html and "hospital.txt" in html
        as_(cast.kei).post(self.address(rated), {"reason": "入院を確認しました。", "decision": "lift"})
        assert Plea.objects.get().state == "lifted" and Rating.objects.get().lifted_at is not None
        assert "この評価は取り消されました" in page_of(rated, cast.ren)
        assert "規則による評価" not in _text(as_(cast.zen).get(reverse("people:profile", args=[cast.ren.pk])))

    def test_the_other_side_reads_the_decision_and_not_the_plea(self, rated: Deal, cast: Cast) -> None:
        as_(cast.ren).post(self.address(rated), {"text": "入院していました。"})
        as_(cast.kei).post(self.address(rated), {"reason": "資料を確認しました。", "decision": "uphold"})
        html = _text(as_(cast.aoi).get(self.address(rated)))
        assert "資料を確認しました。" in html and "入院していました。" not in html

    @pytest.mark.parametrize(("who", "answer"), [("aoi", 200), ("ren", 200), ("kei", 200), ("zen", 404)])
    def test_who_gets_in(self, rated: Deal, cast: Cast, who: str, answer: int) -> None:
        assert as_(getattr(cast, who)).get(self.address(rated)).status_code == answer

    def test_nobody_else_can_plead_or_decide(self, rated: Deal, cast: Cast) -> None:
        for who in (cast.aoi, cast.kei):
            as_(who).post(self.address(rated), {"text": "わたしです。", "reason": "はい", "decision": "lift"})
        assert not Plea.objects.exists()

    def test_without_such_a_rating_there_is_no_page(self, working: Deal, cast: Cast) -> None:
        assert as_(cast.ren).get(self.address(working)).status_code == 404
