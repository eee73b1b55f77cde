"""The pages of hourly work: who gets in, what stands there, what a click does, what stays when it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tachiai.contracts.hourly.models import TimeEntry, Timer
from tachiai.contracts.models import Paper
from tachiai.conversations.actions.consent import withdraw_consent
from tests.cast import Cast
from tests.hours import HourlyDeal
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> HourlyDeal:
    """An hourly contract, its first week paid in; its moment is the pages' moment."""
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    deal = HourlyDeal(cast.aoi, cast.ren)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    deal.deposit()
    return deal


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


def path(deal: HourlyDeal, name: str, *args: Any) -> str:
    return reverse(f"hours:{name}", args=[deal.reference, *args])


def contract(deal: HourlyDeal) -> str:
    return reverse("contracts:detail", args=[deal.reference])


@pytest.fixture
def in_review(deal: HourlyDeal) -> HourlyDeal:
    deal.until("tue 18:00")
    deal.work("09:00", "12:00")
    deal.work("13:00", "14:10", "資料の整理")
    deal.until("tue 09:00")
    return deal


class TestWhoGetsIn:
    @pytest.mark.parametrize(("who", "status"), [("aoi", 200), ("ren", 200), ("kei", 200), ("zen", 404), (None, 302)])
    def test_to_the_weeks_and_their_lines(
        self, in_review: HourlyDeal, visits: Visits, cast: Cast, who: str | None, status: int
    ) -> None:
        person = getattr(cast, who) if who else None
        for address in (path(in_review, "week", 1), path(in_review, "weeks"), path(in_review, "line", 1, 1)):
            assert visits.as_(person).get(address).status_code == status

    def test_to_what_only_one_side_does(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        monday = deal.week.begins_on.isoformat()
        only = {
            path(deal, "new_line", 1): cast.ren,
            path(deal, "deposit", monday): cast.aoi,
            path(deal, "step", 1, "hand_in"): cast.ren,
            path(deal, "step", 1, "approve"): cast.aoi,
        }
        for address, person in only.items():
            for each in (cast.aoi, cast.ren, cast.kei):
                expected = 200 if each == person else 404
                assert visits.as_(each).get(address).status_code == expected, (address, each)


class TestTheContract:
    def test_before_any_deposit_says_rate_and_hours_and_no_price_of_the_whole(
        self, visits: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren)
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
        html = visits.as_(cast.aoi).get(contract(deal)).content.decode()
        assert "1時間1,500円、週10時間までの契約です。仮払いはまだありません。" in html
        assert "契約金額は" not in html

    def test_shows_the_worker_the_timer_and_what_is_left(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        html = visits.see(cast.ren, contract(deal))
        assert "業務を始める" in html and "あと10時間。" in html
        assert "画面の撮影や、キー操作の記録はしません" in html

    def test_shows_the_timer_before_the_way_out(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        html = visits.see(cast.ren, contract(deal))
        assert html.index('id="timer"') < html.index('id="steps"') < html.index('id="weeks"')

    def test_names_the_week_of_each_statement(self, in_review: HourlyDeal, visits: Visits, cast: Cast) -> None:
        in_review.until("fri 09:00")
        papers = visits.see(cast.ren, contract(in_review)).split('id="papers"')[1]
        assert "週次明細（第1週）" in papers
        statement = Paper.objects.get(kind="week_statement")
        assert "第1週 " in visits.see(cast.ren, reverse("papers:detail", args=[statement.serial]))

    def test_shows_the_clock_of_the_week_that_waits_for_the_reader(
        self, in_review: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        html = visits.see(cast.aoi, contract(in_review))
        bar = html[html.index('class="clock-bar') :][:1500]
        assert "記録の確認" in bar and "記録どおりに報酬が確定して支払われ" in bar

    def test_starts_and_stops_the_timer(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        visits.send(cast.ren, path(deal, "start"), note="返事を書く")
        deal.at += timedelta(minutes=30)
        assert "0:30" in visits.see(cast.ren, contract(deal))
        visits.send(cast.ren, path(deal, "stop"), note="返事を12件")
        assert TimeEntry.objects.get().note == "返事を12件"
        assert not Timer.objects.exists()

    def test_says_why_the_timer_cannot_start(self, cast: Cast, deal: HourlyDeal, visits: Visits) -> None:
        deal.until("sun 20:00")
        deal.until("mon 09:00")
        assert "この週の仮払いがまだのため" in visits.see(cast.ren, contract(deal))

    def test_lets_the_client_pay_in_the_next_week(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        following = deal.week.span.next.begins_on.isoformat()
        visits.see(cast.aoi, path(deal, "deposit", following))
        visits.send(cast.aoi, path(deal, "deposit", following))
        assert deal.states() == ["open", "open"]
        visits.send(cast.aoi, path(deal, "each_week"), on="1")
        assert "毎週の自動仮払い：オン" in visits.see(cast.aoi, contract(deal))

    def test_costs_few_queries_whatever_has_been_logged(
        self, in_review: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        """`see` counts them."""
        for person in (cast.aoi, cast.ren, cast.kei):
            visits.see(person, path(in_review, "week", 1))


class TestALine:
    def test_is_typed_by_hand_and_stays_typed_when_it_is_refused(
        self, deal: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        deal.until("tue 18:00")
        day = deal.at.date().isoformat()
        typed = {"day": day, "begins": "09:00", "ends": "19:30", "note": "返事を12件"}
        refused = visits.send(cast.ren, path(deal, "new_line", 1), status=409, **typed).content.decode()
        assert "返事を12件" in refused and "まだ来ていない時間" in refused
        visits.send(cast.ren, path(deal, "new_line", 1), **{**typed, "ends": "12:00"})
        assert deal.week.minutes == 180

    def test_is_corrected_struck_out_and_asked_about(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        deal.until("tue 18:00")
        deal.work("09:00", "12:00")
        line = path(deal, "line", 1, 1)
        day = deal.at.date().isoformat()
        visits.send(cast.ren, line, day=day, begins="09:00", ends="11:00", note="返事", expected=1)
        html = visits.see(cast.aoi, line)
        assert "これまでの内容" in html and "問い合わせ12件に返事" in html
        visits.send(cast.aoi, path(deal, "say", 1, 1), text="どの件ですか。")
        assert "どの件ですか。" in visits.see(cast.ren, line)
        visits.send(cast.ren, path(deal, "strike", 1, 1))
        assert deal.week.minutes == 0
        assert "取り消し" in visits.see(cast.aoi, path(deal, "week", 1))

    def test_shows_the_times_of_both_sides(
        self, cast: Cast, settings: Any, visits: Visits, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Mio works in London: nine o'clock there is six in the evening in Tokyo."""
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        deal = HourlyDeal(cast.aoi, cast.mio)
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
        deal.deposit()
        deal.until("wed 12:00")
        day = (deal.at - timedelta(days=1)).date().isoformat()
        visits.send(cast.mio, path(deal, "new_line", 1), day=day, begins="09:00", ends="10:00", note="replies")
        html = visits.see(cast.aoi, path(deal, "week", 1))
        assert "18:00" in html and "Europe/London 09:00" in html


class TestTheWeek:
    def test_says_lengths_and_the_zone_in_words_and_ends_on_sunday(
        self, deal: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        deal.until("tue 18:00")
        deal.work("09:00", "12:30")
        html = visits.see(cast.ren, path(deal, "week", 1))
        assert "時刻は日本の時刻です。週の上限は10時間、あと6時間30分です。" in " ".join(html.split()).replace(
            "。 ", "。"
        )
        assert "11月8日(日) 24:00</time> まで" in html and "あと<strong>5</strong>日" in html
        deal.until("tue 09:00")
        assert "週の上限" not in visits.see(cast.ren, path(deal, "week", 1))

    def test_tells_of_the_timer_and_what_an_early_hand_in_loses(
        self, deal: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        deal.until("tue 18:00")
        deal.work("09:00", "12:00")
        assert "タイムカードが動いています" not in visits.see(cast.ren, path(deal, "week", 1))
        deal.start()
        html = visits.see(cast.ren, path(deal, "week", 1))
        steps = html.split('id="steps"')[1].split("</section>")[0]
        assert "タイムカードが動いています" in html and f"{contract(deal)}#timer" in html
        assert "11月8日(日)までの残りの日に働いても" in steps and "button-primary" not in steps
        deal.stop()
        deal.until("mon 09:00")
        steps = visits.see(cast.ren, path(deal, "week", 1)).split('id="steps"')[1].split("</section>")[0]
        assert "残りの日" not in steps and "button-primary" in steps


class TestTheReview:
    def test_contests_lines_with_a_reason_each(self, in_review: HourlyDeal, visits: Visits, cast: Cast) -> None:
        step = path(in_review, "step", 1, "contest")
        assert "資料の整理" in visits.see(cast.aoi, step)
        seen = in_review.weeks[0].steps_taken
        refused = visits.send(cast.aoi, step, status=409, expected=seen, contests_2="on", reason_2="")
        assert "理由を書いてください" in refused.content.decode()
        visits.send(cast.aoi, step, expected=seen, contests_2="on", reason_2="頼んでいません。")
        assert (in_review.weeks[0].state, in_review.weeks[0].paid) == ("contested", 4_500)
        html = visits.see(cast.ren, path(in_review, "week", 1))
        assert "頼んでいません。" in html

    def test_shows_what_to_look_at_in_the_reasons_and_keeps_them(
        self, in_review: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        step, seen = path(in_review, "step", 1, "contest"), in_review.weeks[0].steps_taken
        said = {"expected": seen, "contests_2": "on", "reason_2": "残りは手渡しで直接払います。"}
        html = visits.send(cast.aoi, step, status=409, **said).content.decode()
        assert "<mark>" in html and html.count("手渡し") > 2 and 'name="contests_2"' in html
        confirmed = html.split('name="seen" value="')[1].split('"')[0]
        visits.send(cast.aoi, step, **said, seen=confirmed)
        assert in_review.weeks[0].state == "contested"

    def test_offers_and_accepts_a_division(self, in_review: HourlyDeal, visits: Visits, cast: Cast) -> None:
        in_review.step("contest", cast.aoi, line_reasons={2: "頼んでいません。"})
        offer, seen = path(in_review, "step", 1, "offer"), in_review.weeks[0].steps_taken
        too_much = {"expected": seen, "worker_share": "9,999", "reason": "必要でした。"}
        visits.send(cast.ren, offer, status=400, **too_much)
        visits.send(cast.ren, offer, **{**too_much, "worker_share": "1,000"})
        accept, seen = path(in_review, "step", 1, "accept_offer"), in_review.weeks[0].steps_taken
        assert "1,000円" in visits.see(cast.aoi, accept)
        visits.send(cast.aoi, accept, expected=seen)
        assert in_review.weeks[0].paid == 5_500
        assert "第1週" in visits.see(cast.aoi, path(in_review, "weeks"))
        over = visits.see(cast.aoi, path(in_review, "week", 1))
        assert "終わりました" in over and "この申請は終わりました" not in over

    def test_stands_among_what_is_due(self, in_review: HourlyDeal, visits: Visits, cast: Cast) -> None:
        html = visits.see(cast.aoi, reverse("todo:list"))
        assert "問い合わせの返事（第1週）" in html
        assert path(in_review, "week", 1) in html


class TestTheEnd:
    def test_is_reached_alone_before_the_deposit_and_the_refusal_says_so(
        self, visits: Visits, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        unpaid = HourlyDeal(cast.aoi, cast.ren)
        monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: unpaid.at)
        html = visits.see(cast.ren, reverse("contracts:ask", args=[unpaid.reference, "contract_close"]))
        assert "このページの「契約を取りやめる」で、ひとりで終えられます" in html

    def test_is_asked_for_with_a_reason(self, deal: HourlyDeal, visits: Visits, cast: Cast) -> None:
        ask = reverse("contracts:ask", args=[deal.reference, "contract_close"])
        visits.see(cast.aoi, ask)
        visits.send(cast.aoi, ask, reason="仕事が減りました。")
        assert deal.open_requests() == {"contract_close": "proposed"}
        html = visits.see(cast.ren, contract(deal))
        assert "契約終了同意待ち" in html


class TestAWordAboutALine:
    def test_is_shown_with_what_to_look_at_and_stays_typed(
        self, in_review: HourlyDeal, visits: Visits, cast: Cast
    ) -> None:
        line, say = path(in_review, "line", 1, 2), path(in_review, "say", 1, 2)
        assert "<mark>" not in visits.see(cast.aoi, line)
        said = {"text": "LINEのIDは aoi-design です。"}
        html = visits.send(cast.aoi, say, status=400, **said).content.decode()
        assert "<mark>" in html and said["text"] in html
        confirmed = html.split('name="seen" value="')[1].split('"')[0]
        visits.send(cast.aoi, say, **said, seen=confirmed)
        assert said["text"] in visits.see(cast.ren, line)

    def test_asks_for_consent_in_the_form(self, in_review: HourlyDeal, visits: Visits, cast: Cast) -> None:
        withdraw_consent(person_id=cast.aoi.pk, at=in_review.at)
        line, say = path(in_review, "line", 1, 2), path(in_review, "say", 1, 2)
        html = visits.see(cast.aoi, line)
        shown = {
            name: html.split(f'name="{name}" value="')[1].split('"')[0] for name in ("consent_version", "consent_mode")
        }
        text = "どの資料ですか。"
        assert text in visits.send(cast.aoi, say, status=400, text=text).content.decode()
        visits.send(cast.aoi, say, text=text, consent="1", **shown)
        assert text in visits.see(cast.ren, line)


def test_a_month_is_called_by_its_name(in_review: HourlyDeal, visits: Visits, cast: Cast) -> None:
    in_review.step("approve", cast.aoi)
    in_review.at += timedelta(days=24)  # December
    assert "Rating for Nov 2026" in visits.see(cast.aoi, path(in_review, "month"), lang="en")
    assert "2026年11月の評価" in visits.see(cast.aoi, path(in_review, "month"))
