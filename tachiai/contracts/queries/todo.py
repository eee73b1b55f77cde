"""What waits for a person in contracts: a step of theirs, their answer to a request, their rating of the other side.

Each begins at the indexes of one person's contracts, running or ended, so it costs what that person has, whatever the
tables hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, DateTimeField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Value, When

from tachiai.clockwork.waiting import Place, places
from tachiai.contracts.lifecycles import CONTRACTS, REQUESTS
from tachiai.contracts.lifecycles.numbers import RATING_WINDOW
from tachiai.contracts.models import Contract, Rating, Request
from tachiai.contracts.queries import ContractView, as_seen_by
from tachiai.contracts.queries.requests import RequestView
from tachiai.contracts.rules import RATED_STATES, SIDES
from tachiai.contracts.rules.requests import own_answer_is_open
from tachiai.kernel.calendar import LAST_MINUTE, TOKYO
from tachiai.kernel.lifecycle import Actor, Lifecycle, State
from tachiai.kernel.requests import other_side

CONTRACT, REQUEST, RATING = "contract", "request", "rating"
_PROMISE = "work_due_at"


def places_waiting(person_id: int, at: datetime, after: Place | None = None) -> Iterator[QuerySet[Any]]:
    """For `clockwork.waiting.first`: contracts whose turn is theirs, requests that wait for them, open ratings."""
    yield _contracts(person_id, at, after)
    yield _requests(person_id, at, after)
    yield _ratings(person_id, at, after)


def contracts_waiting(ids: Iterable[int], person_id: int, at: datetime) -> dict[int, ContractView]:
    """The contracts of such places, and those of ratings, as this person meets them."""
    rows = Contract.objects.select_related("client", "worker").filter(_of(person_id), pk__in=ids)
    return {contract.pk: as_seen_by(contract, person_id, at) for contract in rows}


def requests_waiting(ids: Iterable[int], person_id: int, at: datetime) -> dict[int, RequestView]:
    """The requests of such places, as this person meets them."""
    rows = Request.objects.select_related("contract__client", "contract__worker")
    found = rows.filter(_of(person_id, "contract__"), pk__in=ids)
    return {request.pk: RequestView(request, as_seen_by(request.contract, person_id, at)) for request in found}


def _of(person_id: int, way: str = "") -> Q:
    return Q(**{f"{way}client_id": person_id}) | Q(**{f"{way}worker_id": person_id})


def _contracts(person_id: int, at: datetime, after: Place | None) -> QuerySet[Any]:
    """Running contracts in a state that waits for the side this person is on."""
    turn = _any(Q(**{f"{side}_id": person_id}, state__in=_states(side)) for side in SIDES)
    promised = Q(state__in=_promised())
    return places(
        Contract.objects.filter(turn, closed_at=None),
        thing=CONTRACT,
        until=Case(When(promised, work_due_at__gte=at, then=F(_PROMISE)), default=F("due_at")),
        late=Q(state__in=_overrun()) | promised & Q(work_due_at__lt=at) | Q(due_at__lt=at),
        after=after,
    )


def _requests(person_id: int, at: datetime, after: Place | None) -> QuerySet[Any]:
    """Open requests beside this person's running contracts that wait for the side they are on."""
    turn = _any(Q(_waits_for(side), **{f"contract__{side}_id": person_id}) for side in SIDES)
    # Said once more without what it waits for: with this alone the server finds the contracts by their indexes.
    rows = Request.objects.filter(_of(person_id, "contract__"), turn, contract__closed_at=None, closed_at=None)
    return places(rows, thing=REQUEST, until=F("due_at"), late=Q(due_at__lt=at), after=after)


def _ratings(person_id: int, at: datetime, after: Place | None) -> QuerySet[Any]:
    """Ended contracts that this person may rate and has not."""
    given = Rating.objects.filter(contract_id=OuterRef("pk"), rater_id=person_id)
    recent = Q(closed_at__gte=at - RATING_WINDOW.length - timedelta(days=1), state__in=RATED_STATES)
    rows = Contract.objects.filter(_of(person_id), recent, ~Exists(given)).annotate(closes_at=_rating_closes_at())
    return places(rows.filter(closes_at__gte=at), thing=RATING, until=F("closes_at"), late=_never(), after=after)


def _rating_closes_at() -> ExpressionWrapper:
    """`queries.rating_closes_at` as the database counts it."""
    last = ExpressionWrapper(F("closed_at") + RATING_WINDOW.length, DateTimeField())
    midnight = Func(Value("day"), last, Value(TOKYO.key), function="date_trunc", output_field=DateTimeField())
    return ExpressionWrapper(midnight + Value(_since_midnight(LAST_MINUTE)), DateTimeField())


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _never() -> Q:
    return Q(pk__in=())


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _states(side: Actor) -> list[str]:
    """The states of contracts that wait for this side."""
    return sorted({state.name for cycle in CONTRACTS for state in cycle.states if state.waits_for is side})


def _promised() -> list[str]:
    """The states whose deadline is counted from the agreed date, which is the one that people are shown."""
    declared = (state for cycle in CONTRACTS for state in cycle.states)
    return sorted({state.name for state in declared if state.deadline and state.deadline.anchor == _PROMISE})


def _overrun() -> list[str]:
    """The states that are late by their meaning: only the clock leads into them, from one that waited for the same."""
    return sorted({state.name for cycle in CONTRACTS for state in cycle.states if _is_overrun(cycle, state)})


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
    """Requests that wait for this side. Where each side answers for itself, for each that has not yet."""
    cycles = (request.lifecycle for request in REQUESTS)
    return _any(
        Q(lifecycle=cycle.name) & _any(_in_state(cycle, state, side) for state in cycle.states) for cycle in cycles
    )


def _in_state(cycle: Lifecycle, state: State, side: Actor) -> Q:
    if any(own_answer_is_open in step.guards for step in cycle.steps_from(state.name)):
        return Q(state=state.name) & ~Q(values__contains={"agreed": [side]})
    askers: Mapping[Actor | None, Q] = {
        Actor.ASKER: Q(asked_by=side),
        Actor.ASKED: Q(asked_by=other_side(side)),
        side: Q(),
    }
    return Q(state=state.name) & askers.get(state.waits_for, _never())
