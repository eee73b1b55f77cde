"""How somebody did: the figures of their face in each role, ratings that everybody reads, those of one contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from tachiai.clockwork.asking import Asked
from tachiai.contracts.lifecycles.numbers import RATING_WINDOW
from tachiai.contracts.models import Contract, Rating
from tachiai.contracts.queries.lists import PAGE
from tachiai.contracts.queries.view import ContractView
from tachiai.contracts.rules import RATED_STATES, RATING_ITEMS, completion_rate
from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.lifecycle import Actor
from tachiai.people import queries as people


@dataclass(frozen=True)
class Face:
    """How someone did in one role: figures for the profile. `completion_rate` is None before the first end."""

    contracts_completed: int
    contracts_terminated: int
    completion_rate: Fraction | None
    ratings_count: int
    average: Decimal | None


def face(person_id: int, role: Actor) -> Face:
    """The client face or the worker face of one person."""
    return faces((person_id,), role)[person_id]


def faces(person_ids: Iterable[int], role: Actor) -> dict[int, Face]:
    """The same for several people at once, in two queries."""
    ids, side = set(person_ids), f"{role}_id"
    ended = {
        row[side]: row
        for row in Contract.objects.filter(closed_at__isnull=False, **{f"{side}__in": ids})
        .values(side)
        .annotate(
            # `closed_at` stands in the index: the rows themselves are not looked at.
            completed=Count("closed_at", filter=Q(state="completed")),
            terminated=Count("closed_at", filter=Q(state="terminated")),
        )
        .order_by()
    }
    rater_role = Actor.CLIENT if role is Actor.WORKER else Actor.WORKER
    ratings = _counted(rater_role).filter(rated_id__in=ids)
    counted = ratings.values("rated_id").annotate(count=Count("pk"), mean=Avg("average")).order_by()
    rated = {row["rated_id"]: row for row in counted}
    return {pk: _face(ended.get(pk, {}), rated.get(pk, {})) for pk in ids}


def _face(ended: Mapping[str, Any], rated: Mapping[str, Any]) -> Face:
    completed, terminated, mean = ended.get("completed", 0), ended.get("terminated", 0), rated.get("mean")
    return Face(
        completed,
        terminated,
        completion_rate(completed, terminated),
        rated.get("count", 0),
        None if mean is None else Decimal(mean).quantize(Decimal("0.01")),
    )


def ratings_of(person_id: int, role: Actor, before: int | None = None) -> list[Rating]:
    """Published ratings that this person got in `role`, newest first, one page."""
    found = _published(person_id, role).select_related("rater", "contract")
    return list(found.filter(Q(pk__lt=before) if before else Q()).order_by("-pk")[:PAGE])


def next_publication_at() -> datetime | None:
    """When the next rating will be published because the other side did not answer; None when none waits."""
    waiting = _NEXT.first()
    return None if waiting is None else waiting.publish_at


_NEXT = Asked(lambda: Rating.objects.filter(published_at=None).order_by("publish_at")[:1])


def _published(person_id: int, role: Actor) -> QuerySet[Rating]:
    rater_role = Actor.CLIENT if role is Actor.WORKER else Actor.WORKER
    return _counted(rater_role).filter(rated_id=person_id)


def _counted(rater_role: Actor) -> QuerySet[Rating]:
    """Ratings by this role that everybody reads: neither lifted nor removed."""
    found = Rating.objects.filter(rater_role=rater_role, published_at__isnull=False, lifted_at__isnull=True)
    return found.alias(removed_by=people.removed_by("rating")).filter(removed_by=None)


def rating_closes_at(contract: Contract) -> datetime | None:
    """Until when the two may rate each other; None while the contract runs or when no money was ever held."""
    if contract.closed_at is None or contract.state not in RATED_STATES:
        return None
    return end_of_day(contract.closed_at + RATING_WINDOW.length)


@dataclass(frozen=True)
class RatingsView:
    """Both ratings of one contract as one side may see them: the other's only once published. `by_rule`: the one that
    the rule on silence gave to either side, with its plea if there is one."""

    mine: Rating | None
    theirs: Rating | None
    by_rule: Rating | None
    items: tuple[str, ...]
    is_open: bool
    closes_at: datetime | None


def ratings(view: ContractView) -> RatingsView:
    """What the person of `view` gave, got and may still give."""
    closes_at = rating_closes_at(view.contract)
    if closes_at is None:
        return RatingsView(None, None, None, (), False, None)
    given = Rating.objects.select_related("plea").filter(contract_id=view.contract.pk, period=None)
    given = given.annotate(removed_by=people.removed_by("rating"))
    found = {rating.rater_id: rating for rating in given}
    by_rule, mine = found.pop(None, None), found.pop(view.person_id, None)
    theirs = next((r for r in found.values() if r.published_at is not None), None)
    can = view.role in RATING_ITEMS and view.at <= closes_at and not view.standing
    return RatingsView(mine, theirs, by_rule, RATING_ITEMS.get(view.role, ()), can and mine is None, closes_at)
