"""Reads about weeks: what stands on a sheet, what each side may do, what a contract's weeks came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from tachiai.contracts.hourly.facts import (
    SHEET_IS_OPEN,
    TALKED_OVER,
    cycle_of,
    dated_facts,
    division_of,
    facts_of,
    held_by,
    worked,
)
from tachiai.contracts.hourly.models import EntryVersion, LineWord, TimeEntry, Timer, Week, WeeklyFunding, WeekStep
from tachiai.contracts.hourly.months import GOING_ON, Month, may_rate, month_before, rateable
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView, agreed_terms
from tachiai.contracts.rules.hourly import Division, Sheet, WeekSpan, timer_refusals, week_of, whole_minutes
from tachiai.conversations.queries import FileAsked
from tachiai.kernel.lifecycle import Actor, Lifecycle, Offered, State, Step
from tachiai.kernel.refused import Refused
from tachiai.money import queries as money
from tachiai.money.queries import HeldMoney
from tachiai.terms.rules import Terms

PAGE = 20
STEPS = 50


@dataclass(frozen=True)
class WeekView:
    """One week as one person meets it, through the view of its contract that they were given."""

    week: Week
    contract: ContractView

    @property
    def lifecycle(self) -> Lifecycle:
        return cycle_of(self.week)

    @property
    def state(self) -> State:
        return self.lifecycle.state(self.week.state)

    @property
    def waits_for(self) -> Actor | None:
        return self.state.waits_for

    @property
    def worked(self) -> int:
        """What its minutes are worth, in yen before fees."""
        return worked(self.week)

    @property
    def held(self) -> int:
        return held_by(self.week)

    @property
    def division(self) -> Division:
        return division_of(self.week)

    @property
    def is_sheet_open(self) -> bool:
        """Whether lines may be written and corrected."""
        return self.week.state in SHEET_IS_OPEN

    @property
    def is_talked_over(self) -> bool:
        return self.week.state in TALKED_OVER

    @property
    def may_log(self) -> bool:
        """Whether this person writes on the sheet now."""
        return self.contract.role is Actor.WORKER and self.is_sheet_open and not self.contract.standing


def _of(contract_id: int) -> QuerySet[Week]:
    return Week.objects.filter(contract_id=contract_id)


def weeks_at_hand(view: ContractView) -> list[WeekView]:
    """The weeks that are not settled, and this one and the next in any state; oldest first. Few, because each ends on
    its own clock."""
    near = Q(begins_on__in=[week_of(view.at).begins_on, week_of(view.at).next.begins_on])
    found = _of(view.contract.pk).filter(near | Q(closed_at=None))
    return [_view(week, view) for week in found.order_by("number")]


def settled_weeks(view: ContractView, before: int | None = None) -> list[WeekView]:
    """One page of the weeks that are settled, newest first; `before` is the last number seen. One more than a page when
    there are older ones."""
    found = _of(view.contract.pk).filter(Q(number__lt=before) if before else Q(), closed_at__isnull=False)
    return [_view(week, view) for week in found.order_by("-number")[: PAGE + 1]]


def week_called(view: ContractView, number: int) -> WeekView | None:
    """Week `number` of the contract; None when there is none."""
    found = _of(view.contract.pk).filter(number=number).first()
    return _view(found, view) if found else None


def _view(week: Week, view: ContractView) -> WeekView:
    week.contract = view.contract
    return WeekView(week, view)


def running_week(weeks: Sequence[WeekView], at: datetime) -> WeekView | None:
    """Of these, the one in which `at` lies; else the next to begin; else None."""
    inside = [view for view in weeks if view.week.span.begins_at <= at < view.week.span.ends_at]
    coming = [view for view in weeks if at < view.week.span.begins_at]
    return next(iter(inside or coming), None)


def first_to_act(weeks: Sequence[WeekView], role: Actor) -> WeekView | None:
    """The week whose clock comes first on the contract's page: one that waits for the reader, else the next due."""
    waiting = [view for view in weeks if view.week.due_at is not None]
    return min(waiting, key=lambda view: (view.waits_for is not role, view.week.due_at), default=None)


@dataclass(frozen=True)
class Spoken:
    """What one of the two asked or answered about a line."""

    role: str
    text: str
    at: datetime


@dataclass(frozen=True)
class LineVersion:
    """What a line said from `written_at` on."""

    number: int
    starts_at: datetime
    ends_at: datetime
    note: str
    is_struck: bool
    written_at: datetime


@dataclass(frozen=True)
class LineView:
    """One line of a sheet with its words, its pictures and, when it was corrected, all its versions."""

    id: int
    number: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    note: str
    is_struck: bool
    is_timed: bool
    is_forgotten: bool
    version: int
    contest_reason: str
    words: Sequence[Spoken]
    versions: Sequence[LineVersion]
    files: Sequence[object]


def lines_of(week_id: int) -> list[LineView]:
    """Every line of the week in the order of time, those struck out too; bounded by the rules."""
    rows = TimeEntry.objects.filter(week_id=week_id).order_by("starts_at", "number")
    words = Prefetch("words", LineWord.objects.order_by("pk"))
    versions = Prefetch("history", EntryVersion.objects.order_by("number"))
    return [_line(entry) for entry in rows.prefetch_related(words, versions, "files")]


def line_called(week_id: int, number: int) -> LineView | None:
    """One line of the week by its number."""
    return next((line for line in lines_of(week_id) if line.number == number), None)


def _line(entry: TimeEntry) -> LineView:
    return LineView(
        id=entry.pk,
        number=entry.number,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        minutes=whole_minutes(entry.starts_at, entry.ends_at),
        note=entry.note,
        is_struck=entry.is_struck,
        is_timed=entry.is_timed,
        is_forgotten=entry.is_forgotten,
        version=entry.versions,
        contest_reason=entry.contest_reason,
        words=[Spoken(word.role, word.text, word.written_at) for word in entry.words.all()],
        versions=[
            LineVersion(each.number, each.starts_at, each.ends_at, each.note, each.is_struck, each.written_at)
            for each in entry.history.all()
        ],
        files=list(entry.files.all()),
    )


def offered(view: WeekView) -> tuple[Offered, ...]:
    """The steps of this person's role, each open or with its reasons: what draws the buttons authorises the click."""
    facts = facts_of(view.week, view.contract.role)
    return tuple(
        replace(each, refused=view.contract.standing or each.refused)
        for each in view.lifecycle.offered(facts, view.contract.role, view.contract.at)
    )


def forecast(view: WeekView) -> tuple[tuple[datetime, Step], ...]:
    """What the clock will do if both sides stay silent."""
    return view.lifecycle.forecast(dated_facts(view.week), view.week.due_at)


def steps_of_week(week_id: int) -> list[WeekStep]:
    """Its latest steps, newest first."""
    return list(WeekStep.objects.select_related("person").filter(subject_id=week_id).order_by("-number")[:STEPS])


def offers(week: Week) -> Mapping[Actor, int]:
    """What each side offers of what is contested, yen for the worker."""
    return {Actor(side): share for side, share in week.values.get("offers", {}).items()}


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


def terms_of(contract: Contract) -> Terms:
    """The terms that the contract stands on: its rate and the most hours of a week."""
    return agreed_terms(contract)


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
    week = _of(view.contract.pk).filter(begins_on=begins_on).first()
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


def may_read_picture(asked: FileAsked) -> bool:
    """Listener: a picture of a line is for the two sides of its contract."""
    mine = Q(week__contract__client_id=asked.person_id) | Q(week__contract__worker_id=asked.person_id)
    return TimeEntry.objects.filter(mine, files=asked.file_id).exists()
