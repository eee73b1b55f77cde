"""What weeks cost and came to: paying one in, the sums of all, and the running timer beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.db.models.functions import JSONObject

from tachiai.contracts.hourly.models import Timer, Week, WeeklyFunding
from tachiai.contracts.hourly.months import GOING_ON, Month, may_rate, month_before, rateable
from tachiai.contracts.hourly.queries.weeks import WeekView, of_contract
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules.hourly import Sheet, WeekSpan, timer_refusals, week_of
from tachiai.kernel.refused import Refused
from tachiai.money import queries as money
from tachiai.money.queries import HeldMoney


@dataclass(frozen=True)
class Running:
    """The timer that the worker of a contract runs, in this contract or (`is_here` false) in another."""

    is_here: bool
    started_at: datetime
    stops_at: datetime
    note: str


def timer_offer(view: ContractView, week: WeekView | None, running: Running | None) -> tuple[Refused, ...]:
    """Why a timer cannot be started now in `week`, while the worker's timer is `running`; empty when it can."""
    if view.standing:
        return view.standing
    if running is not None:
        return (Refused("contracts.refused.timer_runs"),)
    if week is None or week.week.state == "awaiting_deposit":
        return (Refused("contracts.refused.week_not_paid_in"),)
    if week.week.state != "open":
        return (Refused("contracts.refused.sheet_is_closed"),)
    # What is left of the agreed hours says enough; the lines themselves are read when the timer starts.
    left = max(0, week.week.cap_minutes - week.week.minutes)
    return tuple(timer_refusals(Sheet(week.week.span, week.week.paid_in_at, left), view.at))


@dataclass(frozen=True)
class WeekFunding:
    """What the deposit of a week still needs, in yen. `week` is None before it was made."""

    span: WeekSpan
    week: Week | None
    price: int
    missing: int
    reference: str = ""
    announced: int = 0


def fundable(view: ContractView, weeks: Sequence[WeekView]) -> list[date]:
    """The Mondays of the weeks that the client may pay in now: this one and the next, unless they are among `weeks` and
    paid in already."""
    if view.contract.state != "running":
        return []
    done = {each.week.begins_on for each in weeks if each.week.state != "awaiting_deposit"}
    spans = (week_of(view.at), week_of(view.at).next)
    return [span.begins_on for span in spans if span.begins_on not in done]


def week_funding(view: ContractView, begins_on: date) -> WeekFunding:
    """How far the deposit of the week that begins on that Monday is."""
    week = of_contract(view.contract.pk).filter(begins_on=begins_on).first()
    price = week.price if week else view.contract.part_price
    missing = max(0, price - money.wallet_balance(view.contract.client_id))
    awaited = money.awaited_pay_in(week.holder) if week else None
    if awaited is None:
        return WeekFunding(WeekSpan(begins_on), week, price, missing)
    return WeekFunding(WeekSpan(begins_on), week, price, missing, awaited.reference, awaited.amount)


@dataclass(frozen=True)
class Totals:
    """What all weeks of a contract came to, in yen: `deposited` = `held` + `paid` (before fees) + `returned`."""

    weeks: int = 0
    minutes: int = 0
    deposited: int = 0
    paid: int = 0
    returned: int = 0

    @property
    def held(self) -> int:
        return self.deposited - self.paid - self.returned


@dataclass(frozen=True)
class Overview:
    """What a contract's page says of all its weeks together. `month` may be rated by the reader now."""

    totals: Totals
    timer: Running | None
    funds_each_week: bool
    month: Month | None


def overview(view: ContractView) -> Overview:
    """All of it in one query, whatever the number of weeks."""
    month = month_before(view.at)
    paid_in = Week.objects.filter(contract_id=OuterRef("pk"), paid_in_at__isnull=False).order_by().values("contract_id")
    sums = JSONObject(
        weeks=Count("pk"), minutes=Sum("minutes"), deposited=Sum("price"), paid=Sum("paid"), returned=Sum("returned")
    )
    timer = Timer.objects.filter(worker_id=OuterRef("worker_id"))
    columns = ("contract_id", "started_at", "stops_at", "note")
    row = Contract.objects.filter(pk=view.contract.pk).values(
        funds=Exists(WeeklyFunding.objects.filter(contract_id=OuterRef("pk"), is_on=True)),
        sums=Subquery(paid_in.annotate(sums=sums).values("sums")),
        can_be_rated=Exists(rateable(OuterRef("pk"), month, view.person_id)),
        **{column: Subquery(timer.values(column)) for column in columns},
    )
    found: Mapping[str, Any] = row.get()
    here, since, until, note = (found[column] for column in columns)
    is_open = found["can_be_rated"] and view.contract.state in GOING_ON and may_rate(view)
    return Overview(
        Totals(**found["sums"]) if found["sums"] else Totals(),
        Running(here == view.contract.pk, since, until, note) if since else None,
        found["funds"],
        month if is_open else None,
    )


def money_of(week: Week) -> HeldMoney:
    """Where the money of one week is, by the book."""
    return money.held_released_refunded(week.holder)
