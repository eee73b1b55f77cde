"""What is told to whom about a contract: kinds of notices derived from the life cycle, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.contracts.models import Contract
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.notices import actions as notices
from tachiai.people import queries as people


def path_of(contract: Contract) -> str:
    """The page of a contract, as a path."""
    return f"/contracts/{contract.reference}/"


def made(contract: Contract, at: datetime) -> None:
    _tell(contract, "made", (Actor.CLIENT, Actor.WORKER), at)


def taken(contract: Contract, step: Step, by: By, at: datetime, answers: Mapping[str, Any]) -> None:
    """Tell everybody whom the step tells, except the one who took it."""
    told = [actor for actor in sorted(step.tells) if actor is not by.actor]
    _tell(contract, step.name, told, at, reason=str(answers.get("reason", "")))


def reminder(contract: Contract, cycle: Lifecycle, at: datetime) -> None:
    """Remind the one who is waited for."""
    waits_for = cycle.state(contract.state).waits_for
    if waits_for is not None:
        _tell(contract, f"remind.{contract.state}", (waits_for,), at)


def deposit_announced(contract: Contract, reference: str, amount: int, at: datetime) -> None:
    _tell(contract, "deposit_announced", (Actor.STAFF,), at, pay_in=reference, amount=f"{amount:,}")


def deposit_kept_in_wallet(contract: Contract, at: datetime) -> None:
    _tell(contract, "deposit_kept_in_wallet", (Actor.CLIENT,), at)


def rated(contract: Contract, rater: Actor, at: datetime) -> None:
    _tell(contract, "rated", (Actor.WORKER if rater is Actor.CLIENT else Actor.CLIENT,), at)


def _tell(contract: Contract, what: str, audience: Iterable[Actor], at: datetime, **more: str) -> None:
    params = {
        "title": contract.title,
        "reference": contract.reference,
        "price": f"{contract.price:,}",
        "due_at": contract.due_at.isoformat() if contract.due_at else None,
        **more,
    }
    for actor in audience:
        for person_id in _people(contract, actor):
            notices.tell(
                person_id=person_id,
                kind=f"{contract.lifecycle}.{what}.{actor}",
                params=params,
                path=path_of(contract),
                at=at,
            )


def _people(contract: Contract, actor: Actor) -> Iterable[int]:
    if actor is Actor.STAFF:
        return people.staff_ids()
    return (contract.client_id if actor is Actor.CLIENT else contract.worker_id,)
