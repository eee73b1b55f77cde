"""What the contract's page shows of hourly work: the timer, the weeks that are not settled, deposits, the sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.months import GOING_ON, Month
from tachiai.contracts.hourly.queries import Running, Totals, WeekView
from tachiai.contracts.queries import ContractView, agreed_terms
from tachiai.contracts.rules.hourly import minutes_as_clock, whole_minutes
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refused
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.site.contracts.clock import clock_bar
from tachiai.web.site.hours.clock import week_clock
from tachiai.web.site.hours.entry import left_in, money_row, week_address, week_name


@dataclass(frozen=True)
class TimerBox:
    """The timer of this contract: running since `started_at`, or why none can be started. `left`: hours that the week
    has left."""

    started_at: datetime | None
    stops_at: datetime | None
    so_far: str
    note: str
    refused: Sequence[Refused]
    left: str


@dataclass(frozen=True)
class HoursBox:
    """`weeks`: rows of the weeks that are not settled; `deposits`: weeks that the client may pay in, with addresses;
    `totals`: what all weeks came to."""

    clock: ClockBar
    timer: TimerBox | None
    weeks: Sequence[Mapping[str, Any]]
    deposits: Sequence[Mapping[str, Any]]
    funds_each_week: bool
    may_fund: bool
    totals: Totals
    hours: str
    rate: int
    cap: int
    month: str


def hours_box(view: ContractView) -> HoursBox:
    """Everything that a hourly contract's page shows beside what every contract has."""
    near, overview = hours.weeks_at_hand(view), hours.overview(view)
    weeks, terms = [each for each in near if not each.state.final], agreed_terms(view.contract)
    is_client = view.role is Actor.CLIENT and not view.is_stand_in and not view.standing
    has_timer = view.role is Actor.WORKER and view.contract.state in GOING_ON
    return HoursBox(
        clock=hourly_clock(view, weeks),
        timer=_timer(view, weeks, overview.timer) if has_timer else None,
        weeks=[week_row(each) for each in weeks],
        deposits=_deposits(view, near) if is_client else (),
        funds_each_week=overview.funds_each_week,
        may_fund=is_client and view.contract.state == "running",
        totals=overview.totals,
        hours=minutes_as_clock(overview.totals.minutes),
        rate=terms.hourly_rate or 0,
        cap=terms.weekly_hours or 0,
        month=_month(overview.month),
    )


def hourly_clock(view: ContractView, weeks: Sequence[WeekView]) -> ClockBar:
    """The clock that runs first: of the week that comes first of those not settled, or the contract's."""
    first = hours.first_to_act(weeks, view.role)
    return week_clock(first) if first and view.contract.state != "awaiting_deposit" else clock_bar(view)


def _month(month: Month | None) -> str:
    """What the way to rating the month is called; nothing when there is none to rate."""
    return reading.plain("hours.month.title", month=reading.month_text(month.first)) if month else ""


def _timer(view: ContractView, weeks: Sequence[WeekView], running: Running | None) -> TimerBox:
    here = hours.running_week(weeks, view.at)
    left = left_in(here.week) if here else ""
    if running is None or not running.is_here:
        return TimerBox(None, None, "", "", hours.timer_offer(view, here, running), left)
    so_far = minutes_as_clock(whole_minutes(running.started_at, min(view.at, running.stops_at)))
    return TimerBox(running.started_at, running.stops_at, so_far, running.note, (), left)


def week_row(view: WeekView) -> Mapping[str, Any]:
    """One week in a list: its name, state, hours, what they are worth."""
    week = view.week
    return {
        "name": week_name(view),
        "href": week_address(view),
        "state": reading.plain(f"week.state.{week.state}"),
        "badge": "success" if week.state in ("paid", "settled") else "plain",
        "hours": minutes_as_clock(week.minutes),
        "worked": view.worked,
        "paid": week.paid,
        "clock": None if view.state.final else week_clock(view),
    }


def _deposits(view: ContractView, near: Sequence[WeekView]) -> list[Mapping[str, Any]]:
    """The weeks that the client may pay in now, the running one first."""
    return [
        {
            "label": reading.plain("hours.fund.week", first=reading.day_text(begins_on)),
            "href": reverse("hours:deposit", args=[view.contract.reference, begins_on.isoformat()]),
        }
        for begins_on in hours.fundable(view, near)
    ]


def money_of_weeks(totals: Totals) -> list[Mapping[str, Any]]:
    """What all weeks came to; empty before the first deposit. The fee of each stands on its own page."""
    if not totals.deposited:
        return []
    gone = (("paid", totals.paid), ("returned", totals.returned))
    less = [money_row(name, -amount, "minus") for name, amount in gone if amount]
    return [money_row("deposited", totals.deposited), *less, money_row("held", totals.held, "total")]
