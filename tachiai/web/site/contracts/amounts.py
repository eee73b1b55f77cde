"""What a division or a change of the price means in yen, as rows of the money table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tachiai.contracts.queries import agreed_terms
from tachiai.contracts.rules.tax import withheld_from
from tachiai.kernel.calendar import local_date
from tachiai.money.queries import HeldMoney
from tachiai.money.rules import SCHEDULES, Fee, fee_of_part
from tachiai.web import reading

if TYPE_CHECKING:
    from tachiai.contracts.models import Contract

Rows = list[Mapping[str, Any]]


def split_rows(contract: Contract, share: int) -> Rows:
    """`share` yen for the worker (before fees) of what is held for the current part, and what goes back."""
    held, fee, withheld = contract.part_price, _fee(contract, share), _withheld(contract, share)
    rows = [("split_held", held, ""), ("split_worker", share, "")]
    if share:
        rows += [("fee", -fee.fee, "minus"), ("fee_tax", -fee.tax, "minus")]
        rows += [("withheld", -withheld, "minus")] if withheld else []
        rows += [("split_net", fee.net - withheld, "total")]
    return [row(name, amount, kind) for name, amount, kind in (*rows, ("split_client", held - share, "total"))]


def brief_split_rows(contract: Contract, share: int) -> Rows:
    """The same in short, to be compared: what each side gets."""
    net = _fee(contract, share).net - _withheld(contract, share)
    rows = (("split_worker", share, ""), ("split_net", net, "total"))
    return [row(*each) for each in (*rows, ("split_client", contract.part_price - share, "total"))]


def _fee(contract: Contract, share: int) -> Fee:
    return fee_of_part(share, contract.paid, SCHEDULES[contract.fee_schedule])


def _withheld(contract: Contract, share: int) -> int:
    """What the client would keep back of the share today, as the payment itself would."""
    return withheld_from(share, agreed_terms(contract), contract.packs, local_date(reading.now()))


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


def money_rows(sums: HeldMoney) -> Rows:
    """What came in, where it went, what is held; empty before the deposit."""
    if not sums.deposited:
        return []
    rows = (
        ("deposited", sums.deposited, ""),
        ("released", sums.released, "minus"),
        ("fee", sums.fee, "minus"),
        ("fee_tax", sums.fee_tax, "minus"),
        ("withheld", sums.withheld, "minus"),
        ("refunded", sums.refunded, "minus"),
    )
    return [*(row(*each) for each in rows if each[1]), row("held", sums.held, "total")]
