"""Verbs for stories about money. Contract ids are free: the book does not know contracts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tachiai.money import actions
from tachiai.money.actions import Moved
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    RELEASE_ESCROW,
    RETURN_ESCROW,
    RETURN_SURPLUS,
    SPLIT_ESCROW,
    TOP_UP_ESCROW,
    contract_holder,
)
from tachiai.people.models import Person

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
FEES = "tiered_2020"


class Deal:
    """One contract between two people; each verb is its next step, an hour later.

    `price` is what a step deposits or settles (of a contract in parts: the current one's), `payments` what the worker
    was paid, before fees.
    """

    def __init__(self, number: int, client: Person, worker: Person, price: int = 100_000):
        self.number, self.client, self.worker, self.price = number, client, worker, price
        self.steps, self.at = 0, AT
        self.payments: list[int] = []

    @property
    def paid(self) -> int:
        return sum(self.payments)

    def deposit(self) -> Moved:
        return self._move(DEPOSIT_ESCROW)

    def release(self, withheld: int = 0) -> Moved:
        """All of it to the worker, less the fee and the tax `withheld`."""
        return self._move(RELEASE_ESCROW, withheld=withheld)

    def give_back(self) -> Moved:
        return self._move(RETURN_ESCROW)

    def split(self, share: int, withheld: int = 0) -> Moved:
        """`share` yen to the worker, before the fee and the tax `withheld`, the rest to the client."""
        return self._move(SPLIT_ESCROW, share=share, withheld=withheld)

    def top_up(self, more: int) -> Moved:
        moved = self._move(TOP_UP_ESCROW, amount=more)
        self.price += more
        return moved

    def return_surplus(self, less: int) -> Moved:
        moved = self._move(RETURN_SURPLUS, amount=less)
        self.price -= less
        return moved

    def _move(self, movement: str, *, amount: int | None = None, share: int | None = None, withheld: int = 0) -> Moved:
        self.steps += 1
        self.at += timedelta(hours=1)
        moved = self.again(movement, amount=amount, share=share, withheld=withheld)
        self.payments += [moved.to_worker] if moved.to_worker else []
        return moved

    def again(self, movement: str, *, amount: int | None = None, share: int | None = None, withheld: int = 0) -> Moved:
        """The movement of the step taken last, once more."""
        return actions.post_movement(
            movement,
            holder=contract_holder(self.number),
            client_id=self.client.pk,
            worker_id=self.worker.pk,
            amount=self.price if amount is None else amount,
            worker_share=share,
            paid_before=self.paid,
            withheld=withheld,
            fee_schedule=FEES,
            step_number=self.steps,
            at=self.at,
        )


def pay_in(client: Person, amount: int, *, staff: Person, contract: int = 1, at: datetime = AT) -> int:
    """Money announced for a contract and confirmed by staff; the pay-in's id."""
    announced = actions.announce_pay_in(holder=contract_holder(contract), client_id=client.pk, amount=amount, at=at)
    return actions.confirm_pay_in(pay_in_id=announced.pk, by_staff_id=staff.pk, at=at).pk
