"""Who is told what of hourly work: each kind that the declarations promise is really sent, with every gap filled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tachiai.contracts.lifecycles import CONTRACT_CLOSE, HOURLY, WEEK
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.money import actions as money
from tachiai.money.models import PayIn
from tachiai.notices import rules
from tachiai.notices.models import Notice
from tests.cast import Cast
from tests.hours import HourlyDeal

pytestmark = pytest.mark.django_db


def begun(cast: Cast) -> HourlyDeal:
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    return deal


def handed_in(cast: Cast) -> HourlyDeal:
    deal = begun(cast)
    deal.at += timedelta(hours=3)
    deal.work("10:00", "11:00")
    deal.work("11:00", "12:00", "資料の整理")
    deal.step("hand_in", cast.ren)
    return deal


def contested(cast: Cast) -> HourlyDeal:
    deal = handed_in(cast)
    deal.step("contest", cast.aoi, deal.weeks[0], line_reasons={2: "頼んでいません。"})
    return deal


def deposits(cast: Cast, settings: Any) -> None:
    HourlyDeal(cast.aoi, cast.ren).days_pass(16)
    for actor in (Actor.CLIENT, Actor.WORKER):
        HourlyDeal(cast.aoi, cast.ren).take("withdraw", actor=actor, reason="事情が変わりました。")
    settings.FUNDS = "record_only"
    deal = HourlyDeal(cast.aoi, cast.ren)
    deal.deposit()
    arrived(cast, deal)
    deal.fund(date(2026, 11, 9))
    arrived(cast, deal)
    settings.FUNDS = "demo_bank"


def arrived(cast: Cast, deal: HourlyDeal) -> None:
    for awaited in PayIn.objects.filter(state="awaited"):
        money.confirm_pay_in(pay_in_id=awaited.pk, by_staff_id=cast.kei.pk, at=deal.at)


def weeks(cast: Cast) -> None:
    deal = begun(cast)
    deal.until("tue 18:00")
    deal.work("09:00", "10:00")
    deal.days_pass(60)
    begun(cast).days_pass(9)
    handed_in(cast).step("approve", cast.aoi)
    late = begun(cast)
    late.until("sun 20:00")
    late.until("sun 20:00")
    late.fund(late.weeks[-1].begins_on)


def contests(cast: Cast) -> None:
    for step, person in (("withdraw_contest", cast.aoi), ("give_up_lines", cast.ren)):
        deal = contested(cast)
        deal.step(step, person, deal.weeks[0])
    for asking, accepting in ((cast.aoi, cast.ren), (cast.ren, cast.aoi)):
        deal = contested(cast)
        deal.step("offer", asking, deal.weeks[0], worker_share=500, reason="半分です。")
        deal.step("accept_offer", accepting, deal.weeks[0])
    for decides in (True, False):
        deal = contested(cast)
        deal.take("give_up", reason="続けられません。")
        deal.days_pass(9)
        if decides:
            deal.step("decide", cast.kei, deal.weeks[0], worker_share=700, reason="記録のとおりです。")
        else:
            deal.days_pass(33)
        deal.expect("completed")


def ends(cast: Cast) -> None:
    deal = begun(cast)
    deal.fund(date(2026, 11, 9))
    deal.answer(deal.ask("contract_close", cast.aoi), "accept", cast.ren)
    begun_and_silent = begun(cast)
    begun_and_silent.ask("contract_close", cast.ren)
    begun_and_silent.days_pass(9)
    deal = begun(cast)
    deal.answer(deal.ask("contract_close", cast.aoi), "refuse", cast.ren)
    deal.answer(deal.ask("contract_close", cast.aoi), "withdraw", cast.aoi)
    for asker in (cast.aoi, cast.ren):
        deal = begun(cast)
        deal.ask("contract_close", asker)
        deal.take("give_up", reason="続けられません。")


def promised(cycle: Lifecycle, told_elsewhere: Any = ()) -> set[str]:
    """A step that only one side takes is not told to that side."""
    alone = {
        kind
        for step in cycle.steps
        for to in {to for source in step.sources for to in step.destinations(source)}
        for who, kind in rules.step_kinds(cycle, step, to).items()
        if step.by == {who}
    }
    return set(rules.derived_kinds(cycle, told_elsewhere)) - alone


def test_every_kind_that_is_promised_is_sent(cast: Cast, settings: Any) -> None:
    assert cast.kei.is_staff
    deposits(cast, settings)
    for story in (weeks, contests, ends):
        story(cast)
    told = set(Notice.objects.values_list("kind", flat=True))
    kinds = promised(HOURLY) | promised(WEEK) | promised(CONTRACT_CLOSE.lifecycle, CONTRACT_CLOSE.causes)
    assert kinds - told == set()
    for notice in Notice.objects.filter(kind__in=kinds):
        assert rules.missing(notice.kind, notice.params) == set()
