"""Verbs for stories about money. Contract ids are free: the book does not know contracts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tachiai.money import actions
from tachiai.money.rules import DEPOSIT_ESCROW, RELEASE_ESCROW, RETURN_ESCROW
from tachiai.people.models import Person

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
FEES = "tiered_2020"


class Deal:
    """One contract between two people; each verb is its next step, an hour later."""

    def __init__(self, number: int, client: Person, worker: Person, price: int = 100_000):
        self.number, self.client, self.worker, self.price = number, client, worker, price
        self.steps, self.at = 0, AT

    def deposit(self) -> int:
        return self._move(DEPOSIT_ESCROW)

    def release(self) -> int:
        return self._move(RELEASE_ESCROW)

    def give_back(self) -> int:
        return self._move(RETURN_ESCROW)

    def _move(self, movement: str) -> int:
        self.steps += 1
        self.at += timedelta(hours=1)
        return self.again(movement)

    def again(self, movement: str) -> int:
        """The movement of the step taken last, once more."""
        return actions.post_movement(
            movement,
            contract_id=self.number,
            client_id=self.client.pk,
            worker_id=self.worker.pk,
            amount=self.price,
            fee_schedule=FEES,
            step_number=self.steps,
            at=self.at,
        )


def pay_in(client: Person, amount: int, *, staff: Person, contract: int = 1, at: datetime = AT) -> int:
    """Money announced for a contract and confirmed by staff; the pay-in's id."""
    announced = actions.announce_pay_in(contract_id=contract, client_id=client.pk, amount=amount, at=at)
    return actions.confirm_pay_in(pay_in_id=announced.pk, by_staff_id=staff.pk, at=at).pk
