"""Reads about weeks: what stands on a sheet, what each side may do, what a contract's weeks came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from tachiai.contracts.hourly.facts import (
    SHEET_IS_OPEN,
    TALKED_OVER,
    cycle_of,
    dated_facts,
    division_of,
    facts_of,
    held_by,
    sheet_of,
    worked,
)
from tachiai.contracts.hourly.models import EntryVersion, LineWord, TimeEntry, Timer, Week, WeeklyFunding, WeekStep
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView, agreed_terms
from tachiai.contracts.rules.hourly import Division, WeekSpan, timer_refusals, week_of, whole_minutes
from tachiai.conversations.queries import FileAsked
from tachiai.kernel.lifecycle import Actor, Lifecycle, Offered, State, Step
from tachiai.kernel.refused import Refused
from tachiai.money import queries as money
from tachiai.money.queries import HeldMoney
from tachiai.money.rules import week_holder
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


def open_weeks(view: ContractView) -> list[WeekView]:
    """The weeks that are not settled, oldest first; few, because each ends on its own clock."""
    return [_view(week, view) for week in _of(view.contract.pk).filter(closed_at=None).order_by("number")]


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


def latest_steps(contract_id: int) -> list[WeekStep]:
    """The latest steps of all weeks of a contract, newest first."""
    found = WeekStep.objects.select_related("person", "subject").filter(subject__contract_id=contract_id)
    return list(found.order_by("-pk")[:STEPS])


def offers(week: Week) -> Mapping[Actor, int]:
    """What each side offers of what is contested, yen for the worker."""
    return {Actor(side): share for side, share in week.values.get("offers", {}).items()}


def timer_of(contract_id: int) -> Timer | None:
    """The timer that runs in this contract."""
    return Timer.objects.select_related("week").filter(contract_id=contract_id).first()


def timer_offer(view: ContractView, week: WeekView | None) -> tuple[Refused, ...]:
    """Why a timer cannot be started now; empty when it can."""
    if view.standing:
        return view.standing
    if week is None or week.week.state == "awaiting_deposit":
        return (Refused("contracts.refused.week_not_paid_in"),)
    if week.week.state != "open":
        return (Refused("contracts.refused.sheet_is_closed"),)
    if Timer.objects.filter(worker_id=view.contract.worker_id).exclude(contract_id=view.contract.pk).exists():
        return (Refused("contracts.refused.timer_runs"),)
    return tuple(timer_refusals(sheet_of(week.week), view.at))


def terms_of(contract: Contract) -> Terms:
    """The terms that the contract stands on: its rate and the most hours of a week."""
    return agreed_terms(contract)


def funds_each_week(contract_id: int) -> bool:
    """Whether the client's standing word pays each new week in."""
    return WeeklyFunding.objects.filter(contract_id=contract_id, is_on=True).exists()


@dataclass(frozen=True)
class WeekFunding:
    """What the deposit of a week still needs, in yen. `week` is None before it was made."""

    span: WeekSpan
    week: Week | None
    price: int
    missing: int
    reference: str = ""
    announced: int = 0


def fundable(view: ContractView) -> list[date]:
    """The Mondays of the weeks that the client may pay in now: this one and the next, unless they are already."""
    if view.contract.state != "running":
        return []
    spans = (week_of(view.at), week_of(view.at).next)
    paid = _of(view.contract.pk).filter(begins_on__in=[span.begins_on for span in spans])
    done = set(paid.exclude(state="awaiting_deposit").values_list("begins_on", flat=True))
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


def totals(contract_id: int) -> Totals:
    """The sums over all weeks that were ever paid in: one query."""
    rows = _of(contract_id).filter(paid_in_at__isnull=False)
    sums = rows.aggregate(
        weeks=Count("pk"), minutes=Sum("minutes"), deposited=Sum("price"), paid=Sum("paid"), returned=Sum("returned")
    )
    return Totals(**{name: value or 0 for name, value in sums.items()})


def money_of(week: Week) -> HeldMoney:
    """Where the money of one week is, by the book."""
    return money.held_released_refunded(week.holder)


def money_of_all(contract_id: int) -> HeldMoney:
    """The same of all weeks of a contract together."""
    return money.held_released_refunded(*map(week_holder, _of(contract_id).values_list("pk", flat=True)))


def contract_of(week_id: int) -> Contract:
    """The contract of a week."""
    return Week.objects.select_related("contract").get(pk=week_id).contract


def may_read_picture(asked: FileAsked) -> bool:
    """Listener: a picture of a line is for the two sides of its contract."""
    mine = Q(week__contract__client_id=asked.person_id) | Q(week__contract__worker_id=asked.person_id)
    return TimeEntry.objects.filter(mine, files=asked.file_id).exists()
