"""What a division or a change of the price means in yen, as rows of the money table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tachiai.money.rules import SCHEDULES, fee_of_part
from tachiai.web import reading

if TYPE_CHECKING:
    from tachiai.contracts.models import Contract

Rows = list[Mapping[str, Any]]


def split_rows(contract: Contract, share: int) -> Rows:
    """`share` yen for the worker (before fees) of what is held for the current part, and what goes back."""
    held = contract.part_price
    fee = fee_of_part(share, contract.paid, SCHEDULES[contract.fee_schedule])
    rows = [("split_held", held, ""), ("split_worker", share, "")]
    if share:
        rows += [("fee", -fee.fee, "minus"), ("fee_tax", -fee.tax, "minus"), ("split_net", fee.net, "total")]
    return [row(name, amount, kind) for name, amount, kind in (*rows, ("split_client", held - share, "total"))]


def brief_split_rows(contract: Contract, share: int) -> Rows:
    """The same in short, to be compared: what each side gets."""
    fee = fee_of_part(share, contract.paid, SCHEDULES[contract.fee_schedule])
    rows = (("split_worker", share, ""), ("split_net", fee.net, "total"))
    return [row(*each) for each in (*rows, ("split_client", contract.part_price - share, "total"))]


def change_rows(contract: Contract, new_price: int) -> Rows:
    """What becomes of the deposit when the current part is to cost `new_price` yen; empty when it stays the same.

    A part without a deposit yet has none that could change.
    """
    old = contract.part_price
    if new_price == old or contract.state == "awaiting_deposit":
        return []
    name = "deposit_added" if new_price > old else "deposit_returned"
    return [row("deposit_kept", old, ""), row(name, abs(new_price - old), ""), row("deposit_after", new_price, "total")]


def row(name: str, amount: int, kind: str) -> Mapping[str, Any]:
    return {"label": reading.plain(f"contracts.money.{name}"), "amount": amount, "kind": kind}
