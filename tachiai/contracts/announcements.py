"""What is told to whom about a contract: kinds of notices derived from the life cycle, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.contracts.lifecycles import PLEA, request_called
from tachiai.contracts.models import Contract, Rating, Request
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.requests import hats, other_side
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.rules import reminded, reminder_kind, step_kind
from tachiai.people import queries as people


def path_of(contract: Contract) -> str:
    """The page of a contract, as a path."""
    return f"/contracts/{contract.reference}/"


def made(contract: Contract, at: datetime) -> None:
    """The contract was made: both are told what comes first."""
    _tell(contract, {actor: f"contract.made.{actor}" for actor in SIDES}, at)


def taken(
    contract: Contract, step: Step, by: By, at: datetime, answers: Mapping[str, Any], because: Request | None = None
) -> None:
    """Everybody whom the step tells, except the one who took it; of what a request caused, both sides hear."""
    told = {
        actor: step_kind(contract.lifecycle, step.name, actor)
        for actor in step.tells
        if actor is not by.actor or because is not None
    }
    _tell(contract, told, at, reason=str(answers.get("reason", "")))


def request_opened(request: Request, by: By, at: datetime) -> None:
    """The other side, and staff where the request waits for them or they may refuse it: what is asked, and by when."""
    told = {Actor.ASKED: step_kind(request.lifecycle, "open", Actor.ASKED)}
    if any(Actor.STAFF in step.by for step in request_called(request.lifecycle).lifecycle.steps):
        told[Actor.STAFF] = step_kind(request.lifecycle, "open", Actor.STAFF)
    _tell_of_request(request, told, at, reason=str(request.values.get("reason", "")))


def request_taken(request: Request, step: Step, by: By, at: datetime, answers: Mapping[str, Any]) -> None:
    """Everybody whom the step tells, except the one who took it."""
    worn = hats(by.actor, Actor(request.asked_by))
    told = {actor: step_kind(request.lifecycle, step.name, actor) for actor in step.tells - worn}
    _tell_of_request(request, told, at, reason=str(answers.get("reason", "")))


def request_reminder(request: Request, at: datetime) -> None:
    """The one who is waited for, and for the other side's information they too."""
    cycle = request_called(request.lifecycle).lifecycle
    told = {actor: reminder_kind(cycle.name, request.state, actor) for actor in reminded(cycle)}
    _tell_of_request(request, told, at)


def warning_kinds(request: Request) -> list[str]:
    """The kinds of notices that ask the asked side to answer this request."""
    states = request_called(request.lifecycle).lifecycle.states
    reminders = [reminder_kind(request.lifecycle, state.name, Actor.ASKED) for state in states if state.deadline]
    return [step_kind(request.lifecycle, "open", Actor.ASKED), *reminders]


def _tell_of_request(request: Request, kinds: Mapping[Actor, str], at: datetime, **more: object) -> None:
    asker = Actor(request.asked_by)
    real = {Actor.ASKER: asker, Actor.ASKED: other_side(asker)}
    told = {real.get(actor, actor): kind for actor, kind in kinds.items()}
    more["request_due_at"] = request.due_at
    _tell(request.contract, told, at, path=request_path(request), **more)


def request_path(request: Request) -> str:
    """The page of a request, as a path."""
    return f"{path_of(request.contract)}requests/{request.pk}/"


def reminder(contract: Contract, cycle: Lifecycle, at: datetime) -> None:
    """Both sides hear of the deadline: the one who must act, and the one who waits for it."""
    told = {actor: reminder_kind(cycle.name, contract.state, actor) for actor in reminded(cycle)}
    _tell(contract, told, at)


def deposit_announced(contract: Contract, reference: str, amount: int, at: datetime) -> None:
    """Staff: a client says that money is on its way; `reference` stands on the transfer."""
    _tell(contract, {Actor.STAFF: "money.pay_in_announced"}, at, pay_in=reference, amount_yen=amount)


def deposit_kept_in_wallet(contract: Contract, at: datetime) -> None:
    """The client's money came when the contract no longer waited for it."""
    _tell(contract, {Actor.CLIENT: "money.kept_in_wallet"}, at)


def rated(contract: Contract, rater: Actor, at: datetime) -> None:
    """The rated side: a rating was given, readable once both have rated."""
    _tell(contract, {Actor.WORKER if rater is Actor.CLIENT else Actor.CLIENT: "rating.received"}, at)


def plea_opened(rating: Rating, at: datetime) -> None:
    """Staff: the rated side asks to have the rule's rating lifted."""
    _tell(rating.contract, {Actor.STAFF: step_kind(PLEA.name, "open", Actor.STAFF)}, at, path=plea_path(rating))


def plea_taken(rating: Rating, step: Step, at: datetime, answers: Mapping[str, Any]) -> None:
    """Both sides, and staff when nobody of them decided."""
    _tell_of_plea(rating, {who: step_kind(PLEA.name, step.name, who) for who in step.tells}, at,
                  reason=str(answers.get("reason", "")))


def plea_reminder(rating: Rating, state: str, at: datetime) -> None:
    """Staff: a plea waits for them."""
    _tell_of_plea(rating, {Actor.STAFF: reminder_kind(PLEA.name, state, Actor.STAFF)}, at)


def _tell_of_plea(rating: Rating, kinds: Mapping[Actor, str], at: datetime, **more: object) -> None:
    """In a plea the rated side is the asker; the other side is the asked."""
    asked = Actor(rating.rater_role)
    real = {Actor.ASKER: other_side(asked), Actor.ASKED: asked}
    _tell(rating.contract, {real.get(who, who): kind for who, kind in kinds.items()}, at, path=plea_path(rating), **more)


def plea_path(rating: Rating) -> str:
    """The page of a plea, as a path."""
    return f"{path_of(rating.contract)}plea/"


def _tell(
    contract: Contract, kinds: Mapping[Actor, str], at: datetime, *, path: str = "", **more: object
) -> None:
    sides = {Actor.CLIENT: contract.client_id, Actor.WORKER: contract.worker_id}
    names = people.names(sides.values())
    params = {
        "title": contract.title,
        "reference": contract.reference,
        "price_yen": contract.price,
        "work_due_at": contract.work_due_at,
        "client": names[contract.client_id],
        "worker": names[contract.worker_id],
        **({"due_at": contract.due_at} if contract.due_at else {}),
        **more,
    }
    tell_all(
        (
            Telling(person_id, kind, path or path_of(contract), params)
            for actor, kind in kinds.items()
            for person_id in _people(sides, actor)
        ),
        at=at,
    )


def _people(sides: Mapping[Actor, int], actor: Actor) -> Iterable[int]:
    return people.staff_ids() if actor is Actor.STAFF else (sides[actor],)
