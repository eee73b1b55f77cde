"""What is to be paid in, is held or would be divided, in yen, as rows of the money table."""

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
    rows = [row("split_held", held), row("split_worker", share)]
    if share:
        rows += _less(("fee", fee.fee), ("fee_tax", fee.tax), ("withheld", withheld))
        rows += [row("split_net", fee.net - withheld, "total")]
    return [*rows, row("split_client", held - share, "total")]


def release_rows(contract: Contract) -> Rows:
    """What an acceptance pays to the worker of the current part, and what is taken from it."""
    return split_rows(contract, contract.part_price)[1:-1]


def brief_split_rows(contract: Contract, share: int) -> Rows:
    """The same in short, to be compared: what each side gets."""
    net = _fee(contract, share).net - _withheld(contract, share)
    rest = contract.part_price - share
    return [row("split_worker", share), row("split_net", net, "total"), row("split_client", rest, "total")]


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
    return [row("deposit_kept", old), row(name, abs(new_price - old)), row("deposit_after", new_price, "total")]


def pay_in_rows(due: Mapping[str, Any], missing: int) -> Rows:
    """What a deposit costs (`due`, a row), what of it lies in the wallet, what has to be paid in."""
    return [due, *_less(("in_wallet", due["amount"] - missing)), row("missing", missing, "total")]


def money_rows(sums: HeldMoney) -> Rows:
    """What came in, where it went, what is held; empty before the deposit."""
    if not sums.deposited:
        return []
    gone = _less(
        ("released", sums.released),
        ("fee", sums.fee),
        ("fee_tax", sums.fee_tax),
        ("withheld", sums.withheld),
        ("refunded", sums.refunded),
    )
    return [row("deposited", sums.deposited), *gone, row("held", sums.held, "total")]


def row(name: str, amount: int, kind: str = "") -> Mapping[str, Any]:
    return {"label": reading.plain(f"contracts.money.{name}"), "amount": amount, "kind": kind}


def _less(*parts: tuple[str, int]) -> Rows:
    """What is taken away, each part that there is."""
    return [row(name, -amount, "minus") for name, amount in parts if amount]
