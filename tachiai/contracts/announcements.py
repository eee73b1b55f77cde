"""What is told to whom about a contract: kinds of notices derived from the life cycle, and what fills their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By
from tachiai.contracts.lifecycles import PLEA, lifecycle, request_called
from tachiai.contracts.models import Contract, Rating, Request
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.requests import hats, other_side
from tachiai.kernel.texts import CATALOGUE
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.rules import Said, opening_kinds, reminder_kinds, step_kinds
from tachiai.people import queries as people


def path_of(contract: Contract) -> str:
    """The page of a contract, as a path."""
    return f"/contracts/{contract.reference}/"


def made(contract: Contract, at: datetime) -> None:
    """The contract was made: both are told what comes first."""
    _tell(contract, {actor: f"contract.made.{actor}" for actor in SIDES}, at)


def taken(
    contract: Contract,
    step: Step,
    by: By,
    at: datetime,
    answers: Mapping[str, Any],
    because: Request | None = None,
    worker_share: int | None = None,
) -> None:
    """Everybody whom the step tells, except the one who took it; of what a request caused, both sides hear.

    `worker_share`: yen that went to the worker, before fees, when the step divided what was held.
    """
    kinds = step_kinds(lifecycle(contract.lifecycle, contract.lifecycle_version), step, contract.state)
    told = {actor: kind for actor, kind in kinds.items() if actor is not by.actor or because is not None}
    reason: dict[str, object] = {"reason": str(answers.get("reason", ""))}
    _tell(contract, told, at, reason | _division(contract.part_price, worker_share))


def request_opened(request: Request, by: By, at: datetime) -> None:
    """The other side, and staff where they may act at once: what is asked, and by when."""
    cycle = request_called(request.lifecycle).lifecycle
    _tell_of_request(request, opening_kinds(cycle), at, answers=request.values)


def request_taken(request: Request, step: Step, by: By, at: datetime, answers: Mapping[str, Any]) -> None:
    """Everybody whom the step tells, except the one who took it; nobody when the contract's step that follows does."""
    declared = request_called(request.lifecycle)
    if request.state not in declared.causes:
        worn = hats(by.actor, Actor(request.asked_by))
        kinds = step_kinds(declared.lifecycle, step, request.state)
        told = {actor: kind for actor, kind in kinds.items() if actor not in worn}
        _tell_of_request(request, told, at, answers=answers, taken_by=by.actor)


def request_reminder(request: Request, at: datetime) -> None:
    """The one who is waited for, and for the other side's information they too."""
    _tell_of_request(request, reminder_kinds(request_called(request.lifecycle).lifecycle, request.state), at)


def warning_kinds(request: Request) -> list[str]:
    """The kinds of notices that ask the asked side to answer this request."""
    cycle = request_called(request.lifecycle).lifecycle
    reminders = [reminder_kinds(cycle, state.name)[Actor.ASKED] for state in cycle.states if state.deadline]
    return [opening_kinds(cycle)[Actor.ASKED], *reminders]


def _tell_of_request(
    request: Request,
    kinds: Mapping[Actor, str],
    at: datetime,
    *,
    answers: Mapping[str, Any] | None = None,
    taken_by: Actor | None = None,
) -> None:
    """`answers`: what was said with it; the share named there or before divides what is held. `{next}` is what comes
    next, where the words of the life cycle say it by state."""
    answers, contract = answers or {}, request.contract
    words = request_called(request.lifecycle).lifecycle.words
    following = f"{words}.next.{request.state}"
    more: dict[str, object] = {"reason": str(answers.get("reason", "")), "request_due_at": request.due_at}
    more |= _division(contract.part_price, answers.get("worker_share", request.values.get("worker_share")))
    more |= {"next": Said(following)} if following in CATALOGUE else {}
    told = _as_sides(kinds, Actor(request.asked_by))
    _tell(contract, told, at, more, path=request_path(request), asker=Actor(request.asked_by), taken_by=taken_by)


def _as_sides(kinds: Mapping[Actor, str], asker: Actor) -> dict[Actor, str]:
    """The asker and the asked as the client and the worker that they are."""
    real = {Actor.ASKER: asker, Actor.ASKED: other_side(asker)}
    return {real.get(who, who): kind for who, kind in kinds.items()}


def _division(held: int, worker_share: int | None) -> dict[str, object]:
    """What a division of `held` yen gives to each side."""
    return {} if worker_share is None else {"share_yen": worker_share, "rest_yen": held - worker_share}


def request_path(request: Request) -> str:
    """The page of a request, as a path."""
    return f"{path_of(request.contract)}requests/{request.pk}/"


def reminder(contract: Contract, cycle: Lifecycle, at: datetime) -> None:
    """Both sides hear of the deadline: the one who must act, and the one who waits for it."""
    _tell(contract, reminder_kinds(cycle, contract.state), at)


def deposit_announced(contract: Contract, reference: str, amount: int, at: datetime) -> None:
    """Staff: a client says that money is on its way; `reference` stands on the transfer."""
    _tell(contract, {Actor.STAFF: "money.pay_in_announced"}, at, {"pay_in": reference, "amount_yen": amount})


def deposit_kept_in_wallet(contract: Contract, at: datetime) -> None:
    """The client's money came when the contract no longer waited for it."""
    _tell(contract, {Actor.CLIENT: "money.kept_in_wallet"}, at)


def rated(contract: Contract, rater: Actor, at: datetime) -> None:
    """The rated side: a rating was given, readable once both have rated."""
    _tell(contract, {Actor.WORKER if rater is Actor.CLIENT else Actor.CLIENT: "rating.received"}, at)


def side_restricted(contract: Contract, side: Actor, how: str, at: datetime) -> None:
    """The other side: staff now act for this one (`how` "suspended"), or it cannot write ("muted")."""
    _tell(contract, {(other := other_side(side)): f"contract.side_{how}.{other}"}, at)


def side_free(contract: Contract, side: Actor, how: str, at: datetime) -> None:
    """The other side: this one acts for itself, or writes, again."""
    word = {"suspended": "returned", "muted": "unmuted"}[how]
    _tell(contract, {(other := other_side(side)): f"contract.side_{word}.{other}"}, at)


def plea_opened(rating: Rating, at: datetime) -> None:
    """Staff: the rated side asks to have the rule's rating lifted."""
    _tell_of_plea(rating, opening_kinds(PLEA), at)


def plea_taken(rating: Rating, step: Step, at: datetime, answers: Mapping[str, Any]) -> None:
    """Both sides, and staff when nobody of them decided."""
    _tell_of_plea(rating, step_kinds(PLEA, step, step.to), at, {"reason": str(answers.get("reason", ""))})


def plea_reminder(rating: Rating, state: str, at: datetime) -> None:
    """Staff: a plea waits for them."""
    _tell_of_plea(rating, reminder_kinds(PLEA, state), at)


def _tell_of_plea(
    rating: Rating, kinds: Mapping[Actor, str], at: datetime, more: Mapping[str, object] | None = None
) -> None:
    """In a plea the rated side is the asker; the other side is the asked."""
    asker = other_side(Actor(rating.rater_role))
    _tell(rating.contract, _as_sides(kinds, asker), at, more, path=plea_path(rating), asker=asker)


def plea_path(rating: Rating) -> str:
    """The page of a plea, as a path."""
    return f"{path_of(rating.contract)}plea/"


def tell_of(
    contract: Contract,
    kinds: Mapping[Actor, str],
    at: datetime,
    more: Mapping[str, object],
    *,
    path: str,
    taken_by: Actor | None = None,
) -> None:
    """Tell of something that belongs to a contract and has a page of its own, with `more` gaps of its own."""
    _tell(contract, kinds, at, more, path=path, taken_by=taken_by)


def _tell(
    contract: Contract,
    kinds: Mapping[Actor, str],
    at: datetime,
    more: Mapping[str, object] | None = None,
    *,
    path: str = "",
    asker: Actor | None = None,
    taken_by: Actor | None = None,
) -> None:
    """`more`: gaps beside those of every contract. `price_yen` is what is held, or to be deposited, for the part at
    which the contract stands."""
    sides = {Actor.CLIENT: contract.client_id, Actor.WORKER: contract.worker_id}
    names = people.names(sides.values())
    params = {
        "title": contract.title,
        "reference": contract.reference,
        "price_yen": contract.part_price,
        "work_due_at": contract.work_due_at,
        "client": names[contract.client_id],
        "worker": names[contract.worker_id],
        **({"asker": names[sides[asker]], "asked": names[sides[other_side(asker)]]} if asker else {}),
        **({"taken_by": names[sides[taken_by]]} if taken_by is not None and taken_by in sides else {}),
        **({"due_at": contract.due_at} if contract.due_at else {}),
        **(more or {}),
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
