"""Reads for the staff desk: requests that wait for staff, and whose requests demanded money outside the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from tachiai.clockwork.queries import MOST_COUNTED, Backlog
from tachiai.contracts.hourly.models import Week
from tachiai.contracts.lifecycles import PLEA, REQUESTS, WEEK, lifecycle, request_called
from tachiai.contracts.lifecycles.guards import LIMITS
from tachiai.contracts.models import Contract, Plea, Request
from tachiai.contracts.queries.todo import Turns, shown_due, turns_of
from tachiai.contracts.rules.requests import may_be_refused_until
from tachiai.kernel.calendar import TOKYO, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.people import queries as people

PAGE = 50
CLAIMS_OF_ONE = 20
COUNTED = timedelta(days=90)
WAITS_FOR_STAFF = sorted(
    {state.name for request in REQUESTS for state in request.lifecycle.states if state.waits_for is Actor.STAFF}
)


@dataclass(frozen=True)
class Waiting:
    """Something that staff may or must decide. `words` and `state` name its texts; `due_at` is when it is too late.

    `request_id` is None for a plea, of which a contract has at most one, for a contested week, of number `week`, and
    for a step of the contract itself. `stands_in`: the suspended side in whose place staff act.
    """

    words: str
    state: str
    contract: Contract
    request_id: int | None
    asked_at: datetime
    due_at: datetime
    week: int | None = None
    stands_in: Actor | None = None


def waiting_for_staff(at: datetime) -> list[Waiting]:
    """What waits for staff: proposals and decisions in mediations, contact reminders that may still be refused, pleas,
    and what waits for a suspended side; earliest deadline first. At most a page: what is decided makes room."""
    found = (*_mediations(), *_refusable(at), *_pleas(), *_weeks(), *_turns(at))
    return sorted(found, key=lambda each: each.due_at)[:PAGE]


def staff_backlog(at: datetime) -> Backlog:
    """What waits for staff as of `at`."""
    asked = _waiting_requests() | _refusable_reminders(at)
    opened: list[QuerySet[Any, datetime]] = [
        rows.order_by().values_list("opened_at", flat=True) for rows in (asked, _open_pleas())
    ]
    entered: tuple[QuerySet[Any], ...] = (_contested_weeks(), *_suspended_turns(at))
    opened += [rows.order_by().values_list("entered_at", flat=True) for rows in entered]
    found = list(opened[0].union(*opened[1:], all=True)[:MOST_COUNTED])
    return Backlog(len(found), min(found, default=None))


def _mediations() -> Iterator[Waiting]:
    for request in _waiting_requests().select_related("contract").order_by("due_at")[:PAGE]:
        if request.due_at is not None:
            yield _waiting(request, request.due_at)


def _refusable(at: datetime) -> Iterator[Waiting]:
    for request in _refusable_reminders(at).select_related("contract").order_by("opened_at")[:PAGE]:
        yield _waiting(request, may_be_refused_until(request.opened_at, LIMITS))


def _waiting(request: Request, due_at: datetime) -> Waiting:
    words = request_called(request.lifecycle).lifecycle.words
    return Waiting(words, request.state, request.contract, request.pk, request.opened_at, due_at)


def _pleas() -> Iterator[Waiting]:
    for plea in _open_pleas().select_related("rating__contract").order_by("due_at")[:PAGE]:
        if plea.due_at is not None:
            yield Waiting(PLEA.words, plea.state, plea.rating.contract, None, plea.opened_at, plea.due_at)


def _weeks() -> Iterator[Waiting]:
    for week in _contested_weeks().select_related("contract").order_by("due_at")[:PAGE]:
        if week.due_at is not None:
            yield _weekly(week, week.due_at)


def _weekly(week: Week, due_at: datetime) -> Waiting:
    return Waiting(WEEK.words, week.state, week.contract, None, week.entered_at, due_at, week=week.number)


def _turns(at: datetime) -> Iterator[Waiting]:
    """What waits for a side that is suspended."""
    turns = _suspended_turns(at)
    for contract in turns.contracts.order_by("due_at")[:PAGE]:
        cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
        side = cycle.state(contract.state).waits_for
        if (due_at := shown_due(contract, at)) is not None:
            asked = Waiting(cycle.words, contract.state, contract, None, contract.entered_at, due_at)
            yield replace(asked, stands_in=side)
    for request in turns.requests.select_related("contract").order_by("due_at")[:PAGE]:
        if request.due_at is not None:
            yield replace(_waiting(request, request.due_at), stands_in=Actor(request.turn))
    for week in turns.weeks.select_related("contract").order_by("due_at")[:PAGE]:
        if week.due_at is not None:
            side = next(each.waits_for for each in WEEK.states if each.name == week.state)
            yield replace(_weekly(week, week.due_at), stands_in=side)


def _suspended_turns(at: datetime) -> Turns:
    """A contact reminder that may still be refused is there as such already."""
    turns = turns_of(people.suspended_ids(at))
    return turns._replace(requests=turns.requests.exclude(_may_be_refused(at)))


def _contested_weeks() -> QuerySet[Week]:
    """Where staff decide; elsewhere such a week waits for the agreed rule alone."""
    waiting = Week.objects.filter(state="decision")
    return waiting if settings.MEDIATION_LEVEL == "decision" else waiting.none()


def _waiting_requests() -> QuerySet[Request]:
    return Request.objects.filter(closed_at=None, state__in=WAITS_FOR_STAFF)


def _refusable_reminders(at: datetime) -> QuerySet[Request]:
    return Request.objects.filter(_may_be_refused(at))


def _may_be_refused(at: datetime) -> Q:
    return Q(lifecycle="contact_reminder", state="asked", opened_at__gte=_asked_since(at))


def _asked_since(at: datetime) -> datetime:
    """The start of the earliest day whose contact reminders staff may still refuse at `at`."""
    day = datetime.combine(local_date(at), time(0), tzinfo=TOKYO)
    while at <= may_be_refused_until(day - timedelta(days=1), LIMITS):
        day -= timedelta(days=1)
    return day


def _open_pleas() -> QuerySet[Plea]:
    return Plea.objects.filter(closed_at=None)


@dataclass(frozen=True)
class Claimant:
    """How many requests of the last 90 days carry a demand of this person for money outside the contract."""

    person_id: int
    as_client: int
    as_worker: int
    latest_at: datetime

    @property
    def total(self) -> int:
        return self.as_client + self.as_worker


def claimants(at: datetime) -> list[Claimant]:
    """Who demanded money outside a contract in the 90 days before `at`, most often first; at most a page."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMANTS, [at - COUNTED, PAGE])
        return [Claimant(*row) for row in cursor.fetchall()]


_CLAIMANTS = """
SELECT person_id, count(*) FILTER (WHERE side = 'client') AS as_client, count(*) FILTER (WHERE side = 'worker') AS
       as_worker, max(opened_at) AS latest_at
FROM (SELECT DISTINCT request.id, request.opened_at, claim->>'side' AS side,
             CASE claim->>'side' WHEN 'client' THEN contract.client_id ELSE contract.worker_id END AS person_id
      FROM contracts_request request
      JOIN contracts_contract contract ON contract.id = request.contract_id
      CROSS JOIN LATERAL jsonb_array_elements(request.claims) claim
      WHERE NOT (request.claims = '[]'::jsonb) AND request.opened_at >= %s) found
GROUP BY person_id ORDER BY count(*) DESC, latest_at DESC LIMIT %s
"""


@dataclass(frozen=True)
class Claim:
    """One request in which a person demanded money outside the contract: `rules` are ids of `screening.claims`."""

    contract: Contract
    request_id: int
    words: str
    opened_at: datetime
    rules: tuple[str, ...]


def claims_of(person_id: int, at: datetime) -> list[Claim]:
    """The latest of the 90 days before `at`, newest first."""
    mine = Q(contract__client_id=person_id) | Q(contract__worker_id=person_id)
    carried = Request.objects.filter(mine, ~Q(claims=[]), opened_at__gte=at - COUNTED).select_related("contract")
    found = (_claim(request, person_id) for request in carried.order_by("-opened_at")[: 2 * CLAIMS_OF_ONE])
    return [claim for claim in found if claim.rules][:CLAIMS_OF_ONE]


def _claim(request: Request, person_id: int) -> Claim:
    side = Actor.CLIENT if request.contract.client_id == person_id else Actor.WORKER
    rules = sorted({claim["rule"] for claim in request.claims if claim["side"] == side})
    words = request_called(request.lifecycle).lifecycle.words
    return Claim(request.contract, request.pk, words, request.opened_at, tuple(rules))
