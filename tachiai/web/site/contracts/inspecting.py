"""What somebody who inspects has before them: what was delivered, the rounds left, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tachiai.contracts import queries as contracts
from tachiai.contracts.lifecycles.fixed_price import DELIVERED
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.deliveries import DeliveryView, deliveries_of
from tachiai.contracts.record.entries import INSPECTING
from tachiai.contracts.rules import a_part_will_follow
from tachiai.web import reading
from tachiai.web.site.contracts.clock import late_delivery
from tachiai.web.site.contracts.story import files_of


@dataclass(frozen=True)
class Inspected:
    """The delivery that a step judges. `late`: by how much it missed its date; `follows`: what comes after the step,
    a sentence."""

    delivery: DeliveryView
    files: Sequence[Mapping[str, Any]]
    late: str
    rounds: str
    follows: str


def inspected(view: ContractView, step: str) -> Inspected | None:
    """What `step` judges; None for a step that judges no delivery, or while none is under inspection."""
    if step not in INSPECTING or view.contract.state not in DELIVERED:
        return None
    contract, delivery = view.contract, deliveries_of(view.contract.pk)[0]
    return Inspected(
        delivery=delivery,
        files=files_of(delivery.files, are_open=view.opens_deliveries),
        late=late_delivery(contract.work_due_at, delivery.delivered_at),
        rounds=_rounds(contract.rounds_used, contract.rounds_agreed),
        follows=_after_rejection(view) if step == "reject" else _after_acceptance(view),
    )


def _rounds(used: int, agreed: int) -> str:
    """How many of the agreed rounds are used up; empty where none was agreed."""
    return reading.plain("contracts.page.rounds", used=used, agreed=agreed) if agreed else ""


def _after_acceptance(view: ContractView) -> str:
    is_last = not a_part_will_follow(contracts.dated_facts(view.contract))
    return reading.plain("contracts.form.then_over" if is_last else "contracts.form.then_next_part")


def _after_rejection(view: ContractView) -> str:
    contract = view.contract
    day = reading.day_text(contracts.redo_due_at(contract, view.at))
    left = contract.rounds_agreed - contract.rounds_used - 1
    if left < 1:
        return reading.plain("contracts.form.then_redo_last", day=day)
    return reading.plain("contracts.form.then_redo", n=left, day=day)
