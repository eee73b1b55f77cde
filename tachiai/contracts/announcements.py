"""What is told to whom about a contract: kinds of notices derived from the life cycle, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.contracts.models import Contract
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.rules import reminded, reminder_kind, step_kind
from tachiai.people import queries as people


def path_of(contract: Contract) -> str:
    """The page of a contract, as a path."""
    return f"/contracts/{contract.reference}/"


def made(contract: Contract, at: datetime) -> None:
    """The contract was made: both are told what comes first."""
    _tell(contract, {actor: f"contract.made.{actor}" for actor in SIDES}, at)


def taken(contract: Contract, step: Step, by: By, at: datetime, answers: Mapping[str, Any]) -> None:
    """Everybody whom the step tells, except the one who took it."""
    told = {actor: step_kind(contract.lifecycle, step.name, actor) for actor in step.tells if actor is not by.actor}
    _tell(contract, told, at, reason=str(answers.get("reason", "")))


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


def _tell(contract: Contract, kinds: Mapping[Actor, str], at: datetime, **more: object) -> None:
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
            Telling(person_id, kind, path_of(contract), params)
            for actor, kind in kinds.items()
            for person_id in _people(sides, actor)
        ),
        at=at,
    )


def _people(sides: Mapping[Actor, int], actor: Actor) -> Iterable[int]:
    return people.staff_ids() if actor is Actor.STAFF else (sides[actor],)
