"""Weeks as the two sides of their contract meet them: which there are, what each side may do, what the clock does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet

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
from tachiai.contracts.hourly.models import Week, WeekStep
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules.hourly import Division, week_of
from tachiai.kernel.lifecycle import Actor, Lifecycle, Offered, State, Step

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


def of_contract(contract_id: int) -> QuerySet[Week]:
    return Week.objects.filter(contract_id=contract_id)


def weeks_at_hand(view: ContractView) -> list[WeekView]:
    """The weeks that are not settled, and this one and the next in any state; oldest first. Few, because each ends on
    its own clock."""
    near = Q(begins_on__in=[week_of(view.at).begins_on, week_of(view.at).next.begins_on])
    found = of_contract(view.contract.pk).filter(near | Q(closed_at=None))
    return [_view(week, view) for week in found.order_by("number")]


def unsettled_weeks(views: Sequence[ContractView]) -> dict[int, list[WeekView]]:
    """The weeks of several contracts that are not settled, by the number of the contract, in one query."""
    by_contract = {view.contract.pk: view for view in views}
    found: dict[int, list[WeekView]] = defaultdict(list)
    for week in Week.objects.filter(contract_id__in=by_contract, closed_at=None).order_by("number"):
        found[week.contract_id].append(_view(week, by_contract[week.contract_id]))
    return found


def settled_weeks(view: ContractView, before: int | None = None) -> list[WeekView]:
    """One page of the weeks that are settled, newest first; `before` is the last number seen. One more than a page when
    there are older ones."""
    found = of_contract(view.contract.pk).filter(Q(number__lt=before) if before else Q(), closed_at__isnull=False)
    return [_view(week, view) for week in found.order_by("-number")[: PAGE + 1]]


def week_called(view: ContractView, number: int) -> WeekView | None:
    """Week `number` of the contract; None when there is none."""
    found = of_contract(view.contract.pk).filter(number=number).first()
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
