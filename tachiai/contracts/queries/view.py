"""One contract as one person meets it: their role, what is offered, what stands in the way, what the clock will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from tachiai.contracts.lifecycles import REQUESTS, lifecycle, request_called
from tachiai.contracts.lifecycles.fixed_price import UNDELIVERED
from tachiai.contracts.models import Contract, Request
from tachiai.contracts.rules import SIDES, ContractFacts
from tachiai.jobs.queries.secrecy import newest_state
from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.lifecycle import Actor, Lifecycle, Offered, Step
from tachiai.kernel.refused import Refused
from tachiai.money import queries as money
from tachiai.people import queries as people
from tachiai.people.queries import InForce
from tachiai.terms import queries as terms
from tachiai.terms.rules import Terms


@dataclass(frozen=True)
class ContractView:
    """One contract as one person meets it; `role` is CLIENT, WORKER or STAFF. Staff stand in for a suspended side
    with that side's role. `confidentiality`: the state of the agreement to keep secrets; empty when never asked for,
    and in lists.
    """

    contract: Contract
    role: Actor
    person_id: int
    at: datetime
    confidentiality: str = ""

    @property
    def lifecycle(self) -> Lifecycle:
        return lifecycle(self.contract.lifecycle, self.contract.lifecycle_version)

    @property
    def waits_for(self) -> Actor | None:
        return self.lifecycle.state(self.contract.state).waits_for

    @property
    def is_over(self) -> bool:
        return self.lifecycle.state(self.contract.state).final

    @property
    def sides(self) -> Mapping[Actor, int]:
        """Client and worker by their role."""
        return {Actor.CLIENT: self.contract.client_id, Actor.WORKER: self.contract.worker_id}

    @property
    def opens_deliveries(self) -> bool:
        """Whether the person may open what was delivered: both sides may, staff while they judge it in a mediation or
        can act for a suspended side."""
        is_judged = self.contract.state == "in_mediation" or (not self.is_over and bool(self.suspensions))
        return self.role in SIDES or is_judged

    @property
    def is_stand_in(self) -> bool:
        """Whether the person acts for a side that is somebody else."""
        return self.role in SIDES and self.sides[self.role] != self.person_id

    @property
    def talk(self) -> int | None:
        """The thread of the contract, for those who take part in it: whoever acts for a side does not."""
        return None if self.is_stand_in else self.contract.thread_id

    @cached_property
    def restrictions(self) -> Mapping[Actor, tuple[InForce, ...]]:
        """What restricts each side, the gravest first. Asks the database once."""
        found = people.restrictions_by_person(self.sides.values(), self.at)
        return {side: found.get(person_id, ()) for side, person_id in self.sides.items()}

    @cached_property
    def suspensions(self) -> Mapping[Actor, InForce]:
        """The suspensions in force, by side: what makes staff stand in for it."""
        stood_in = ((side, one) for side, found in self.restrictions.items() for one in found[:1])
        return {side: one for side, one in stood_in if one.spec.is_stood_in_for}

    @cached_property
    def standing(self) -> tuple[Refused, ...]:
        """Why this person may not act in this role at all: suspended themselves, or staff in place of a side that is
        not. A side of the contract never stands in for the other. Empty when they may."""
        if self.role not in SIDES:
            return ()
        if not self.is_stand_in:
            mine = self.suspensions.get(self.role)
            said = {"restriction_id": mine.id} if mine else {}
            return (Refused("contracts.refused.you_are_suspended", said),) if mine else ()
        is_free = self.person_id not in self.sides.values() and people.is_staff(self.person_id)
        return () if is_free and self.role in self.suspensions else (Refused("lifecycle.not_yours"),)


def stand_in(view: ContractView, side: str) -> ContractView | None:
    """The running contract as staff meet it in place of a suspended side; None when they may not stand in."""
    if view.role is not Actor.STAFF or view.is_over or side not in SIDES:
        return None
    instead = replace(view, role=Actor(side))
    return None if instead.standing else instead


def contract_for(person_id: int, is_staff: bool, reference: str, at: datetime) -> ContractView | None:
    """The contract called `reference` for its client, its worker or staff; None for everybody else."""
    rows = Contract.objects.select_related("client", "worker", "terms").filter(reference=reference)
    contract = rows.annotate(confidentiality=newest_state("proposal_id")).first()
    role = _role_in(contract, person_id, is_staff) if contract else None
    return ContractView(contract, role, person_id, at, contract.confidentiality or "") if contract and role else None


def opens_deliveries(contract: Contract, person_id: int, at: datetime) -> bool:
    """Whether this person may open what was delivered in the contract."""
    role = _role_in(contract, person_id, people.is_staff(person_id))
    return role is not None and ContractView(contract, role, person_id, at).opens_deliveries


def _role_in(contract: Contract, person_id: int, is_staff: bool) -> Actor | None:
    sides = {contract.client_id: Actor.CLIENT, contract.worker_id: Actor.WORKER}
    return sides.get(person_id, Actor.STAFF if is_staff else None)


def as_seen_by(contract: Contract, person_id: int, at: datetime) -> ContractView:
    """A contract out of this person's own list, in the role they have in it."""
    return ContractView(contract, Actor.CLIENT if contract.client_id == person_id else Actor.WORKER, person_id, at)


@dataclass(frozen=True)
class Funding:
    """What the deposit still needs, in yen. `reference` and `announced` are of the transfer that staff yet await."""

    price: int
    missing: int
    reference: str = ""
    announced: int = 0


def funding(view: ContractView) -> Funding:
    """How far the deposit of a contract is."""
    price = view.contract.part_price
    missing = max(0, price - money.wallet_balance(view.contract.client_id))
    awaited = money.awaited_pay_in(view.contract.holder)
    return Funding(price, missing, awaited.reference, awaited.amount) if awaited else Funding(price, missing)


def facts(contract: Contract) -> ContractFacts:
    """The snapshot that guards look at. Funds are asked for only in the state whose guard needs them."""
    dated = dated_facts(contract)
    waiting = contract.state == lifecycle(contract.lifecycle, contract.lifecycle_version).first
    return replace(dated, funds_ready=money.wallet_balance(contract.client_id)) if waiting else dated


def dated_facts(contract: Contract) -> ContractFacts:
    """What deadlines look at: the same without the funds. Asks the database nothing, so lists may use it."""
    return ContractFacts(
        state=contract.state,
        part=contract.part,
        parts=contract.parts,
        part_price=contract.part_price,
        funds_ready=0,
        work_due_at=contract.work_due_at,
        rounds_agreed=contract.rounds_agreed,
        rounds_used=contract.rounds_used,
    )


def offered(view: ContractView, beside: Sequence[Request] | None = None) -> tuple[Offered, ...]:
    """The steps of this person's role, each open or with its reasons: what draws the buttons authorises the click.

    `beside`: the open requests, asked for when not given.
    """
    blocking = open_requests(view.contract.pk) if beside is None else beside
    return tuple(
        replace(each, refused=view.standing or each.refused or blocked_by(blocking, each.step.name))
        for each in view.lifecycle.offered(facts(view.contract), view.role, view.at)
    )


def open_requests(contract_id: int) -> list[Request]:
    """What is open beside a contract; at most one of each kind."""
    return list(Request.objects.filter(contract_id=contract_id, closed_at=None).order_by("pk"))


def blocked_by(requests: Iterable[Request], step: str) -> tuple[Refused, ...]:
    """Why a step of the contract waits: one reason for each of the open `requests` that block it."""
    return tuple(
        Refused(f"contracts.refused.blocked_by.{request.lifecycle}")
        for request in requests
        if step in request_called(request.lifecycle).blocks
    )


def blocked_by_requests(contract_id: int, step: str) -> tuple[Refused, ...]:
    """The same, asking the database only for steps that a request may block at all."""
    may_be = any(step in request.blocks for request in REQUESTS)
    return blocked_by(open_requests(contract_id), step) if may_be else ()


def forecast(view: ContractView) -> tuple[tuple[datetime, Step], ...]:
    """What the clock will do if both sides stay silent."""
    return view.lifecycle.forecast(dated_facts(view.contract), view.contract.due_at)


def promised_by(view: ContractView) -> datetime | None:
    """The agreed date from which the running deadline is counted, while it lies ahead; None when there is none."""
    deadline = view.lifecycle.state(view.contract.state).deadline
    if deadline is None or deadline.anchor != "work_due_at":
        return None
    agreed: datetime = getattr(dated_facts(view.contract), deadline.anchor)
    return agreed if view.at <= agreed else None


def missed_by(view: ContractView) -> datetime | None:
    """The agreed date that has passed while the work is still awaited, or that the delivery under inspection came
    after; None when it was kept or lies ahead. Asks the database nothing."""
    contract = view.contract
    moments = {"delivered": contract.entered_at, **dict.fromkeys(UNDELIVERED, view.at)}
    moment = moments.get(contract.state)
    return contract.work_due_at if moment and moment > contract.work_due_at else None


def redo_due_at(contract: Contract, at: datetime) -> datetime:
    """Until when work that is rejected at `at` is corrected: the agreed days, or the agreed date if that is later."""
    return max(contract.work_due_at, end_of_day(at + timedelta(days=contract.redo_days)))


def agreed_terms(contract: Contract) -> Terms:
    """The terms the contract was made from."""
    return terms.version_view(contract.terms).terms


def current_items(contract: Contract) -> tuple[str, ...]:
    """The acceptance items of the part that the two are at."""
    return agreed_terms(contract).parts[contract.part].acceptance_items
