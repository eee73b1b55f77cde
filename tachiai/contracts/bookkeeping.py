"""What those who read the book need to know of contracts: what each should hold, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tachiai.contracts.hourly.facts import held_by
from tachiai.contracts.hourly.models import Week
from tachiai.contracts.lifecycles import CONTRACTS
from tachiai.contracts.models import Contract
from tachiai.kernel.soundness import escrow_by_state
from tachiai.money.actions import PayInConfirming
from tachiai.money.rules import CONTRACT, EFFECTS, Holder, contract_holder


@dataclass(frozen=True)
class ContractName:
    """What a person calls a contract: its reference (also its address) and its title."""

    reference: str
    title: str


def hold_still(confirming: PayInConfirming) -> None:
    """Listener: lock the contract before money of it moves, in the order in which its steps lock."""
    if confirming.holder.kind == CONTRACT:
        Contract.objects.select_for_update(of=("self",)).filter(pk=confirming.holder.id).first()


def expected_escrow() -> Iterator[tuple[Holder, int]]:
    """Every contract, and week of one, whose state says that it holds money, with how much in yen. All others should
    hold nothing."""
    for cycle in CONTRACTS:
        for state, deposits in escrow_by_state(cycle, EFFECTS).items():
            (held,) = deposits
            if held:
                waiting = Contract.objects.filter(lifecycle=cycle.name, lifecycle_version=cycle.version, state=state)
                for contract_id, price in waiting.values_list("pk", "part_price").iterator():
                    yield contract_holder(contract_id), held * price
    for week in Week.objects.filter(closed_at=None).iterator():
        if held := held_by(week):
            yield week.holder, held


def week_names(ids: Iterable[int]) -> Mapping[int, tuple[ContractName, int]]:
    """Weeks by id in one query, each as its contract and its number there; unknown ids are left out."""
    rows = Week.objects.filter(pk__in=set(ids)).values_list("pk", "contract__reference", "contract__title", "number")
    return {pk: (ContractName(reference, title), number) for pk, reference, title, number in rows}


def names(ids: Iterable[int | None]) -> Mapping[int, ContractName]:
    """Contracts by id in one query; unknown ids are left out."""
    wanted = {contract_id for contract_id in ids if contract_id is not None}
    rows = Contract.objects.filter(pk__in=wanted).values_list("pk", "reference", "title") if wanted else ()
    return {pk: ContractName(reference, title) for pk, reference, title in rows}
