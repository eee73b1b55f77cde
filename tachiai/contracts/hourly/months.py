"""Ratings month by month while hourly work goes on: double blind like those at the end of a contract.

A month in which a week was paid can be rated in the month that follows; what the other side wrote is hidden until both
have rated that month, or it can no longer be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tachiai.contracts import announcements
from tachiai.contracts.hourly.models import Week
from tachiai.contracts.models import Contract, Rating
from tachiai.contracts.queries import ContractView
from tachiai.contracts.rules import RATING_ITEMS, average_stars, rating_mistakes
from tachiai.contracts.rules.hourly import WEEK_DAYS
from tachiai.kernel.calendar import add_months, end_of_day, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act

GOING_ON = ("running", "closing")


@dataclass(frozen=True)
class Month:
    """The month that may be rated now: its first day, and until when."""

    first: date
    closes_at: datetime


def month_before(at: datetime) -> Month:
    """The month before that of `at`: it can be rated until this one ends."""
    this = local_date(at).replace(day=1)
    return Month(add_months(this, -1), end_of_day(add_months(this, 1) - timedelta(days=1)))


def month_to_rate(view: ContractView) -> Month | None:
    """The month that the person of `view` may rate now and has not; None when there is none."""
    month = month_before(view.at)
    is_open = view.contract.state in GOING_ON and may_rate(view)
    return month if is_open and rateable(view.contract.pk, month, view.person_id).exists() else None


def may_rate(view: ContractView) -> bool:
    """Whether the person of `view` rates at all: a side, for itself."""
    return view.role in RATING_ITEMS and not view.is_stand_in and not view.standing


def rateable(contract_id: Any, month: Month, person_id: int) -> QuerySet[Week]:
    """The paid weeks of a contract that ended in that month, unless the person has rated it. `contract_id` may be an
    expression of a query around this one."""
    last = add_months(month.first, 1) - timedelta(days=WEEK_DAYS)
    first = month.first - timedelta(days=WEEK_DAYS - 1)
    paid = Week.objects.filter(contract_id=contract_id, begins_on__range=(first, last), paid__gt=0)
    given = Rating.objects.filter(contract_id=OuterRef("contract_id"), period=month.first, rater_id=person_id)
    return paid.exclude(Exists(given))


@transaction.atomic
def rate_month(*, contract_id: int, rater_id: int, stars: Mapping[str, int], comment: str, at: datetime) -> Rating:
    """Rate the other side for the month that has passed, once. With the second rating both are published together."""
    refuse_restricted(rater_id, Act.RATE, at)
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    if rater_id not in (contract.client_id, contract.worker_id):
        raise Refusal(Refused("lifecycle.not_yours"))
    role, month = Actor.CLIENT if rater_id == contract.client_id else Actor.WORKER, month_before(at)
    given = {rating.rater_id for rating in _given(contract_id, month.first)}
    if rater_id in given:
        raise Refusal(Refused("contracts.refused.rated_already"))
    if contract.state not in GOING_ON or not rateable(contract_id, month, rater_id).exists():
        raise Refusal(Refused("contracts.refused.rating_closed"))
    if wrong := rating_mistakes(role, stars, comment):
        raise Refusal(*(refused for _, refused in wrong))
    rating = Rating.objects.create(
        contract=contract,
        rater_id=rater_id,
        rated_id=contract.worker_id if role is Actor.CLIENT else contract.client_id,
        rater_role=role,
        period=month.first,
        stars=dict(stars),
        average=average_stars(stars),
        comment=comment.strip(),
        given_at=at,
        publish_at=month.closes_at,
        published_at=at if given else None,
    )
    if given:
        _given(contract_id, month.first).filter(published_at=None).update(published_at=at)
    announcements.rated(contract, role, at)
    return rating


def _given(contract_id: int, month: date) -> QuerySet[Rating]:
    return Rating.objects.filter(contract_id=contract_id, period=month)
