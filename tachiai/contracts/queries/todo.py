"""What waits for a person in contracts: a step of theirs, their answer to a request, their rating of the other side.

Each begins at the indexes of one person's contracts, running or ended, so it costs what that person has, whatever the
tables hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from tachiai.clockwork.waiting import Piece, Place
from tachiai.contracts.hourly.models import Week
from tachiai.contracts.hourly.queries import WeekView
from tachiai.contracts.lifecycles import CONTRACTS, REQUESTS
from tachiai.contracts.lifecycles import WEEK as WEEK_CYCLE
from tachiai.contracts.lifecycles.numbers import RATING_WINDOW
from tachiai.contracts.models import Contract, Rating, Request
from tachiai.contracts.queries import ContractView, as_seen_by
from tachiai.contracts.queries.requests import RequestView
from tachiai.contracts.rules import RATED_STATES, SIDES
from tachiai.contracts.rules.requests import own_answer_is_open
from tachiai.kernel.calendar import LAST_MINUTE, end_of_day
from tachiai.kernel.lifecycle import Actor, Lifecycle, State
from tachiai.kernel.requests import other_side

CONTRACT, REQUEST, RATING, WEEK = "contract", "request", "rating", "week"
_PROMISE = "work_due_at"
_EVERYONE = "everyone"
_DAY = timedelta(hours=LAST_MINUTE.hour, minutes=LAST_MINUTE.minute)


def places_waiting(person_id: int, at: datetime, after: Place | None, most: int) -> Iterator[QuerySet[Any]]:
    """For `clockwork.waiting.first`: contracts whose turn is theirs, requests that wait for them, open ratings."""
    yield from _contracts(person_id, at, after, most)
    yield _requests(person_id, after, most)
    yield _weeks(person_id, after, most)
    yield _ratings(person_id, at, after, most)


def contracts_waiting(ids: Iterable[int], person_id: int, at: datetime) -> dict[int, ContractView]:
    """The contracts of such places, and those of ratings, as this person meets them."""
    rows = Contract.objects.select_related("client", "worker").filter(_of(person_id), pk__in=ids)
    return {contract.pk: as_seen_by(contract, person_id, at) for contract in rows}


def requests_waiting(ids: Iterable[int], person_id: int, at: datetime) -> dict[int, RequestView]:
    """The requests of such places, as this person meets them."""
    rows = Request.objects.select_related("contract__client", "contract__worker")
    found = rows.filter(_of(person_id, "contract__"), pk__in=ids)
    return {request.pk: RequestView(request, as_seen_by(request.contract, person_id, at)) for request in found}


def weeks_waiting(ids: Iterable[int], person_id: int, at: datetime) -> dict[int, WeekView]:
    """The weeks of such places, as this person meets them."""
    rows = Week.objects.select_related("contract__client", "contract__worker").filter(
        _of(person_id, "contract__"), pk__in=ids
    )
    return {week.pk: WeekView(week, as_seen_by(week.contract, person_id, at)) for week in rows}


class Turns(NamedTuple):
    """What waits for a side beside running contracts, and they themselves. A request says as `turn` for which side; of
    two that both have to answer, the client first."""

    contracts: QuerySet[Contract]
    requests: QuerySet[Any]
    weeks: QuerySet[Week]


def turns_of(person_ids: Collection[int]) -> Turns:
    """What waits for a side that is one of these people."""
    own = _any(Q(**{f"{side}__in": person_ids}, state__in=sorted(_states(side))) for side in SIDES)
    turns = {side: Q(_waits_for(side), **{f"contract__{side}__in": person_ids}) for side in SIDES}
    asked, sides = _any(turns.values()), (When(turn, then=Value(side.value)) for side, turn in turns.items())
    weekly = _any(Q(state__in=_week_states(side), **{f"contract__{side}__in": person_ids}) for side in SIDES)
    # Said once more without what it waits for: with this alone the server finds the contracts by their indexes.
    theirs = Q(contract__client__in=person_ids) | Q(contract__worker__in=person_ids)
    beside = {"contract__closed_at": None, "closed_at": None}
    return Turns(
        Contract.objects.filter(own, closed_at=None),
        Request.objects.filter(theirs, asked, **beside).annotate(turn=Case(*sides)),
        Week.objects.filter(theirs, weekly, **beside),
    )


def shown_due(contract: Contract, at: datetime) -> datetime | None:
    """The date of its state that people are shown: the agreed one until it has passed, then that of the clock."""
    is_promised = contract.state in _promised() and contract.work_due_at >= at
    return contract.work_due_at if is_promised else contract.due_at


def _of(person_id: int, way: str = "") -> Q:
    return Q(**{f"{way}client_id": person_id}) | Q(**{f"{way}worker_id": person_id})


def _contracts(person_id: int, at: datetime, after: Place | None, most: int) -> Iterator[QuerySet[Any]]:
    """Running contracts in a state that waits for the side this person is on.

    Before the agreed date people are shown that date, afterwards the one on which the clock acts. Late is what the
    clock has called so, and work past its date.
    """
    promised, overrun, plain = (_turns_of(person_id, sort) for sort in (_promised(), _overrun(), _plain()))
    late, on_time = Piece(CONTRACT, False, after, most), Piece(CONTRACT, True, after, most)
    running = Contract.objects
    yield late.places(running.filter(overrun | promised & Q(work_due_at__lt=at), closed_at=None), "due_at")
    yield on_time.places(running.filter(promised, closed_at=None, work_due_at__gte=at), _PROMISE)
    yield on_time.places(running.filter(plain, closed_at=None), "due_at")


def _turns_of(person_id: int, states: frozenset[str]) -> Q:
    """Contracts in one of `states`, where it is the turn of the side this person is on."""
    turns = ((side, sorted(_states(side) & states)) for side in SIDES)
    return _any(Q(**{f"{side}_id": person_id}, state__in=waiting) for side, waiting in turns if waiting)


def _requests(person_id: int, after: Place | None, most: int) -> QuerySet[Any]:
    """Open requests beside this person's running contracts that wait for the side they are on."""
    turn = _any(Q(_waits_for(side), **{f"contract__{side}_id": person_id}) for side in SIDES)
    # Said once more without what it waits for: with this alone the server finds the contracts by their indexes.
    rows = Request.objects.filter(_of(person_id, "contract__"), turn, contract__closed_at=None, closed_at=None)
    return Piece(REQUEST, True, after, most).places(rows, "due_at")


def _weeks(person_id: int, after: Place | None, most: int) -> QuerySet[Any]:
    """Weeks of this person's running hourly contracts that wait for the side they are on."""
    turn = _any(Q(state__in=_week_states(side), **{f"contract__{side}_id": person_id}) for side in SIDES)
    rows = Week.objects.filter(_of(person_id, "contract__"), turn, contract__closed_at=None, closed_at=None)
    return Piece(WEEK, True, after, most).places(rows, "due_at")


@cache
def _week_states(side: Actor) -> list[str]:
    return [state.name for state in WEEK_CYCLE.states if state.waits_for is side]


def _ratings(person_id: int, at: datetime, after: Place | None, most: int) -> QuerySet[Any]:
    """Ended contracts that this person may rate and has not. They stand where the days run out, to the minute."""
    today = end_of_day(at) - _DAY
    given = Rating.objects.filter(contract_id=OuterRef("pk"), rater_id=person_id, period=None)
    rows = Contract.objects.filter(_of(person_id), ~Exists(given), state__in=RATED_STATES)
    recent = rows.filter(closed_at__gte=today - RATING_WINDOW.length)
    return Piece(RATING, True, after, most).places(recent, "closed_at", RATING_WINDOW.length)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


@cache
def _states(side: Actor) -> frozenset[str]:
    """The states of contracts that wait for this side."""
    return frozenset(state.name for cycle in CONTRACTS for state in cycle.states if state.waits_for is side)


@cache
def _promised() -> frozenset[str]:
    """The states whose deadline is counted from the agreed date, which is the one that people are shown."""
    declared = (state for cycle in CONTRACTS for state in cycle.states)
    return frozenset(state.name for state in declared if state.deadline and state.deadline.anchor == _PROMISE)


@cache
def _overrun() -> frozenset[str]:
    """The states that are late by their meaning: only the clock leads into them, from one that waited for the same."""
    return frozenset(state.name for cycle in CONTRACTS for state in cycle.states if _is_overrun(cycle, state))


def _plain() -> frozenset[str]:
    return frozenset.union(*map(_states, SIDES)) - _promised() - _overrun()


def _is_overrun(cycle: Lifecycle, state: State) -> bool:
    into = [
        (step, source)
        for step in cycle.steps
        for source in step.sources
        if source != state.name and state.name in step.destinations(source)
    ]
    return bool(into) and all(
        step.by == {Actor.CLOCK} and cycle.state(source).waits_for is state.waits_for for step, source in into
    )


def _waits_for(side: Actor) -> Q:
    """Open requests that wait for this side. Where each side answers for itself, for each that has not yet."""
    everyone = Q(state__in=_turns(_EVERYONE)) & ~Q(values__contains={"agreed": [side]})
    as_asker = Q(state__in=_turns(Actor.ASKER), asked_by=side)
    as_asked = Q(state__in=_turns(Actor.ASKED), asked_by=other_side(side))
    return everyone | as_asker | as_asked | Q(state__in=_turns(side))


@cache
def _turns(whose: Actor | str) -> list[str]:
    """The states of requests that wait for `whose`. LookupError when a name means one turn here and another there."""
    turns: dict[str, set[Actor | str | None]] = defaultdict(set)
    for request in REQUESTS:
        for state in request.lifecycle.states:
            if not state.final:
                turns[state.name].add(_turn(request.lifecycle, state))
    if unclear := [name for name, found in turns.items() if len(found) > 1]:
        raise LookupError(f"requests: {unclear} wait for different sides")
    return sorted(name for name, found in turns.items() if whose in found)


def _turn(cycle: Lifecycle, state: State) -> Actor | str | None:
    answers = any(own_answer_is_open in step.guards for step in cycle.steps_from(state.name))
    return _EVERYONE if answers else state.waits_for
