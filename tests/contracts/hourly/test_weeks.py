"""Weeks of an hourly contract: who is paid what, when, and what becomes of what nobody says anything about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tachiai.clockwork.actions import By
from tachiai.contracts import bookkeeping, queries
from tachiai.contracts.hourly import actions, months
from tachiai.contracts.hourly.models import TimeEntry
from tachiai.contracts.models import Paper, Rating
from tachiai.contracts.rules import RATING_ITEMS
from tachiai.conversations.actions.consent import withdraw_consent
from tachiai.kernel.lifecycle import Actor
from tachiai.money.audit import check_book, check_escrow
from tachiai.people.actions import restrict
from tests.cast import Cast
from tests.deal import refused
from tests.hours import HOURS, RATE, HourlyDeal

pytestmark = pytest.mark.django_db
DEPOSIT = RATE * HOURS


@pytest.fixture
def deal(cast: Cast) -> HourlyDeal:
    """An hourly contract on its first day, the week paid in."""
    assert cast.kei.is_staff
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


def worked(deal: HourlyDeal) -> HourlyDeal:
    """Four hours and ten minutes on two lines, reviewed from Tuesday on."""
    deal.until("tue 18:00")
    deal.work("09:00", "12:00")
    deal.work("13:00", "14:10", "資料の整理")
    deal.until("tue 09:00")
    return deal


def in_balance(deal: HourlyDeal) -> bool:
    return [*check_book(), *check_escrow(bookkeeping.expected_escrow())] == []


class TestTheDeposit:
    def test_opens_the_week_that_runs(self, deal: HourlyDeal) -> None:
        deal.expect("running")
        assert (deal.states(), deal.held(), deal.week.begins_on) == (["open"], DEPOSIT, date(2026, 11, 2))
        assert in_balance(deal)

    def test_made_on_a_sunday_is_for_the_week_that_begins_next(self, cast: Cast) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren)
        deal.until("sun 12:00")
        deal.deposit()
        assert deal.week.begins_on == date(2026, 11, 9)
        assert refused(deal.start) == ["contracts.refused.week_not_begun"]

    def test_that_never_comes_lets_the_contract_lapse(self, cast: Cast) -> None:
        deal = HourlyDeal(cast.aoi, cast.ren)
        assert refused(deal.start) == ["contracts.refused.week_not_paid_in"]
        deal.days_pass(16)
        deal.expect("lapsed")


class TestANormalWeek:
    def test_is_paid_when_the_client_approves(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        assert deal.week.state == "review"
        deal.step("approve", cast.aoi)
        assert deal.weeks[0].state == "paid"
        assert (deal.weeks[0].paid, deal.weeks[0].returned) == (6_250, DEPOSIT - 6_250)
        assert deal.wallet(cast.ren) == 6_250 - 1_250 - 125  # 20 % of 6,250 and 10 % tax on that
        assert in_balance(deal)

    def test_is_paid_by_the_clock_when_the_client_says_nothing(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        deal.until("thu 23:00")
        assert deal.weeks[0].state == "review"
        deal.until("fri 01:00")
        assert (deal.weeks[0].state, deal.weeks[0].paid) == ("paid", 6_250)
        assert in_balance(deal)

    def test_without_a_line_goes_back_in_full(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("sun 23:00")
        deal.until("mon 12:00")
        assert deal.weeks[0].state == "correcting"
        deal.until("tue 01:00")
        assert (deal.weeks[0].state, deal.weeks[0].returned) == ("returned", DEPOSIT)
        assert deal.wallet(cast.aoi) == DEPOSIT
        assert in_balance(deal)

    def test_approved_twice_is_paid_once(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        seen = {"week_id": deal.week.pk, "step": "approve", "by": deal.by(cast.aoi), "expected": deal.week.steps_taken}
        actions.take_week_step(**seen, at=deal.at)
        actions.take_week_step(**seen, at=deal.at)
        assert deal.weeks[0].paid == 6_250

    def test_may_be_handed_in_early_and_approved_at_once(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.at += timedelta(hours=3)
        assert refused(lambda: deal.step("hand_in", cast.ren)) == ["contracts.refused.nothing_logged"]
        deal.work("10:00", "12:00")
        deal.step("hand_in", cast.ren)
        deal.step("approve", cast.aoi, deal.weeks[0])
        assert (deal.weeks[0].state, deal.weeks[0].paid) == ("paid", 3_000)

    def test_begins_its_fee_anew(self, cast: Cast) -> None:
        """Tiers are of one week: a second week of 150,000 yen costs what the first did."""
        deal = HourlyDeal(cast.aoi, cast.ren, hourly_rate=15_000)
        deal.deposit()
        gains = []
        for _ in range(2):
            before = deal.wallet(cast.ren)
            deal.until("sat 20:00")
            deal.work("09:00", "19:00")
            deal.until("sun 20:00")
            deal.fund(deal.weeks[-1].begins_on)
            deal.until("fri 01:00")
            gains.append(deal.wallet(cast.ren) - before)
        assert gains[0] == gains[1]

    def test_has_its_papers(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        deal.step("approve", cast.aoi)
        kinds = set(Paper.objects.filter(contract=deal.contract).values_list("kind", flat=True))
        assert {"order_notice", "contract_sheet", "week_statement", "invoice", "receipt", "payment_statement"} == kinds


class TestTheNextWeek:
    def test_is_made_on_sunday_evening_and_awaits_its_deposit(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("sun 19:00")
        assert deal.states() == ["open", "awaiting_deposit"]
        deal.fund(date(2026, 11, 9))
        assert deal.states() == ["open", "open"]
        assert deal.contract.work_due_at == deal.weeks[1].span.ends_at

    def test_is_paid_in_from_the_wallet_where_the_client_said_so(self, deal: HourlyDeal, cast: Cast) -> None:
        actions.fund_each_week(contract_id=deal.contract.pk, client_id=cast.aoi.pk, is_on=True, at=deal.at)
        deal.until("sun 19:00")
        assert deal.states() == ["open", "awaiting_deposit"]  # the wallet is empty
        deal.until("wed 01:00")  # nothing was logged: the first deposit is back
        assert deal.wallet(cast.aoi) == DEPOSIT
        deal.until("sun 19:00")
        assert deal.states()[-1] == "open"
        assert deal.wallet(cast.aoi) == 0

    def test_that_nobody_pays_in_ends_with_its_last_day(self, deal: HourlyDeal) -> None:
        deal.until("sun 19:00")
        deal.until("mon 01:00")
        deal.until("mon 01:00")
        assert deal.states()[1] == "lapsed"

    def test_of_a_contract_without_deposits_never_comes_in_the_end(self, deal: HourlyDeal) -> None:
        worked(deal)
        deal.days_pass(45)
        deal.expect("completed")
        assert deal.held() == 0
        assert all(week.closed_at for week in deal.weeks)


class TestAContest:
    @pytest.fixture
    def contested(self, deal: HourlyDeal, cast: Cast) -> HourlyDeal:
        worked(deal)
        deal.step("contest", cast.aoi, line_reasons={2: "資料の整理は頼んでいません。"})
        return deal

    def test_needs_a_line_and_a_reason(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        for reasons, key in (({}, "no_line_named"), ({9: "なぜ"}, "no_line_named"), ({2: " "}, "line_reason_missing")):
            assert refused(lambda r=reasons: deal.step("contest", cast.aoi, line_reasons=r)) == [
                f"contracts.refused.{key}"
            ]

    @pytest.mark.parametrize(
        ("said", "told"), [("残りは手渡しで直接払います。", "warned"), ("殺すぞ。", "not_as_it_is")]
    )
    def test_is_looked_at_like_a_message_and_can_be_said_otherwise_also_without_messages(
        self, deal: HourlyDeal, cast: Cast, said: str, told: str
    ) -> None:
        worked(deal)
        why = {"reason": "しつこい連絡でした。", "until": None, "by_staff_id": cast.kei.pk, "at": deal.at}
        restrict(person_id=cast.aoi.pk, kind="messages", **why)
        withdraw_consent(person_id=cast.aoi.pk, at=deal.at)
        reasons = {1: "頼んでいません。", 2: said}
        assert refused(lambda: deal.step("contest", cast.aoi, line_reasons=reasons)) == [
            f"conversations.refused.{told}"
        ]
        assert deal.weeks[0].state == "review"
        assert not TimeEntry.objects.exclude(contest_reason="").exists()
        deal.step("contest", cast.aoi, line_reasons={2: "頼んでいません。"})
        assert deal.weeks[0].state == "contested"

    def test_keeps_its_lines_and_pays_the_rest(self, contested: HourlyDeal) -> None:
        week = contested.weeks[0]
        assert (week.state, week.paid, week.returned, contested.held()) == ("contested", 4_500, DEPOSIT - 6_250, 1_750)
        assert in_balance(contested)

    def test_that_is_withdrawn_pays_them(self, contested: HourlyDeal, cast: Cast) -> None:
        contested.step("withdraw_contest", cast.aoi)
        assert (contested.weeks[0].state, contested.weeks[0].paid) == ("settled", 6_250)
        assert in_balance(contested)

    def test_whose_lines_are_given_up_returns_them(self, contested: HourlyDeal, cast: Cast) -> None:
        contested.step("give_up_lines", cast.ren)
        assert (contested.weeks[0].paid, contested.weeks[0].returned) == (4_500, DEPOSIT - 4_500)
        assert in_balance(contested)

    def test_is_divided_as_one_offers_and_the_other_accepts(self, contested: HourlyDeal, cast: Cast) -> None:
        assert refused(lambda: contested.step("accept_offer", cast.aoi)) == ["contracts.refused.nothing_offered"]
        contested.step("offer", cast.ren, worker_share=1_000, reason="半分は必要でした。")
        assert refused(lambda: contested.step("accept_offer", cast.ren)) == ["contracts.refused.nothing_offered"]
        contested.step("accept_offer", cast.aoi)
        assert (contested.weeks[0].state, contested.weeks[0].paid) == ("settled", 5_500)
        assert in_balance(contested)

    def test_cannot_be_divided_into_more_than_is_held(self, contested: HourlyDeal, cast: Cast) -> None:
        offer = {"worker_share": 1_751, "reason": "全部です。"}
        assert refused(lambda: contested.step("offer", cast.ren, **offer)) == ["contracts.refused.share_out_of_bounds"]

    def test_is_decided_by_staff_when_the_two_come_to_nothing(self, contested: HourlyDeal, cast: Cast) -> None:
        contested.days_pass(8)
        assert contested.weeks[0].state == "decision"
        contested.step("decide", cast.kei, contested.weeks[0], worker_share=700, reason="記録のとおりです。")
        assert contested.weeks[0].paid == 5_200
        assert in_balance(contested)

    def test_falls_to_the_agreed_rule_when_nobody_decides(self, contested: HourlyDeal) -> None:
        contested.days_pass(40)
        assert (contested.weeks[0].state, contested.weeks[0].paid) == ("settled", 4_500 + 875)
        assert contested.held() == 0

    def test_of_everything_pays_nothing_yet(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        deal.step("contest", cast.aoi, line_reasons={1: "頼んでいません。", 2: "頼んでいません。"})
        assert (deal.weeks[0].paid, deal.held()) == (0, 6_250)
        assert in_balance(deal)


class TestTheEnd:
    def test_by_agreement_lets_the_running_week_end(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("tue 18:00")
        deal.work("09:00", "10:00")
        request = deal.ask("contract_close", cast.aoi, reason="仕事が減りました。")
        deal.answer(request, "accept", cast.ren)
        deal.expect("closing")
        assert refused(lambda: deal.fund(date(2026, 11, 9))) == ["contracts.refused.contract_not_running"]
        deal.until("fri 01:00")
        deal.until("fri 01:00")
        deal.expect("completed")
        assert deal.weeks[0].paid == RATE

    def test_is_there_at_once_when_the_week_is_handed_in_and_approved(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.until("tue 18:00")
        deal.work("09:00", "10:00")
        deal.take("give_up", reason="体調をくずしました。")
        deal.step("hand_in", cast.ren)
        deal.step("approve", cast.aoi)
        deal.expect("completed")

    def test_returns_the_deposit_of_a_week_that_has_not_begun(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.fund(date(2026, 11, 9))
        deal.take("give_up", reason="体調をくずしました。")
        assert deal.states() == ["open", "returned"]
        assert deal.wallet(cast.aoi) == DEPOSIT
        assert in_balance(deal)

    def test_comes_by_silence_to_a_close_request(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.ask("contract_close", cast.ren)
        deal.days_pass(9)
        assert deal.state in ("closing", "completed")

    def test_may_be_refused_and_the_contract_goes_on(self, deal: HourlyDeal, cast: Cast) -> None:
        request = deal.ask("contract_close", cast.aoi)
        deal.answer(request, "refuse", cast.ren, reason="続けたいです。")
        deal.expect("running")

    def test_comes_by_silence_to_a_contact_reminder(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.days_pass(4)
        request = deal.ask("contact_reminder", cast.ren)
        deal.days_pass(8)
        deal.answer(request, "end", cast.ren)
        assert deal.state in ("closing", "completed")

    def test_can_be_rated(self, deal: HourlyDeal, cast: Cast) -> None:
        deal.take("give_up", reason="体調をくずしました。")
        deal.days_pass(10)
        deal.expect("completed")
        view = deal.view(cast.aoi)
        assert view is not None
        assert queries.ratings(view).is_open


class TestASuspendedSide:
    def test_is_stood_in_for_by_staff(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        restrict(
            person_id=cast.aoi.pk, kind="suspended", reason="調査中", by_staff_id=cast.kei.pk, until=None, at=deal.at
        )
        assert refused(lambda: deal.step("approve", cast.aoi)) == ["contracts.refused.you_are_suspended"]
        by = By(Actor.CLIENT, cast.kei.pk)
        actions.take_week_step(week_id=deal.week.pk, step="approve", by=by, at=deal.at)
        assert deal.weeks[0].state == "paid"

    def test_does_not_pay_weeks_in_by_itself(self, deal: HourlyDeal, cast: Cast) -> None:
        actions.fund_each_week(contract_id=deal.contract.pk, client_id=cast.aoi.pk, is_on=True, at=deal.at)
        restrict(
            person_id=cast.aoi.pk, kind="suspended", reason="調査中", by_staff_id=cast.kei.pk, until=None, at=deal.at
        )
        deal.days_pass(16)
        assert [week.paid_in_at is not None for week in deal.weeks][1:] == [False] * (len(deal.weeks) - 1)


class TestAMonth:
    def test_can_be_rated_in_the_next_by_both_unseen(self, deal: HourlyDeal, cast: Cast) -> None:
        worked(deal)
        deal.step("approve", cast.aoi)
        stars = {role: dict.fromkeys(items, 4) for role, items in RATING_ITEMS.items()}
        mine = {"contract_id": deal.contract.pk, "stars": stars[Actor.CLIENT], "comment": "ていねいでした。"}
        assert refused(lambda: months.rate_month(**mine, rater_id=cast.aoi.pk, at=deal.at)) == [
            "contracts.refused.rating_closed"
        ]
        deal.at += timedelta(days=24)  # December
        assert months.rate_month(**mine, rater_id=cast.aoi.pk, at=deal.at).published_at is None
        assert refused(lambda: months.rate_month(**mine, rater_id=cast.aoi.pk, at=deal.at)) == [
            "contracts.refused.rated_already"
        ]
        theirs = {**mine, "stars": stars[Actor.WORKER]}
        months.rate_month(**theirs, rater_id=cast.ren.pk, at=deal.at)
        assert set(Rating.objects.values_list("period", "published_at")) == {(date(2026, 11, 1), deal.at)}
        view = deal.view(cast.aoi)
        assert view is not None and months.month_to_rate(view) is None
