"""Tax in what a contract pays: consumption tax contained in the price, and income tax that the client withholds.

Tax follows the day on which it falls due, not the day of the order: of the packs that the contract pinned, the versions
that are in force on that day count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tachiai.terms.packs.library import KNOWN, in_force
from tachiai.terms.packs.schema import Invoice, Pack
from tachiai.terms.packs.schema import Withholding as Rule
from tachiai.terms.packs.tax import RateTotal, included_tax, withheld, withholding_base
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import Withholding


@dataclass(frozen=True)
class Line:
    """One line of an invoice: what for, and how much in yen, tax included. `tax` as in the terms."""

    text: str
    amount: int
    tax: str


def totals_by_rate(lines: Iterable[Line], pins: Sequence[str], day: date) -> tuple[RateTotal, ...]:
    """The totals of an invoice, highest rate first: tax is cut to whole yen once for each rate, never by line."""
    totals = included_tax(((line.tax, line.amount) for line in lines), _invoice(pins, day))
    return tuple(sorted(totals, key=lambda total: -total.percent))


def tax_in(amount: int, tax: str, pins: Sequence[str], day: date) -> int:
    """The consumption tax that one amount contains."""
    return sum(total.tax for total in totals_by_rate([Line("", amount, tax)], pins, day))


def withheld_from(gross: int, terms: Terms, pins: Sequence[str], day: date) -> int:
    """What the client keeps back of `gross` yen for the worker, to pay it to the tax office; nought unless the terms
    say so. Taken from the amount without consumption tax, because the invoice shows that apart."""
    rule = _withholding(pins, day) if terms.withholding == Withholding.WITHHELD and gross else None
    if rule is None:
        return 0
    base = withholding_base(gross, tax_in(gross, terms.tax, pins, day), tax_is_shown=True)
    return withheld(base, rule)


def _invoice(pins: Sequence[str], day: date) -> Invoice:
    """LookupError when no pack at all knows the rates."""
    found = next((pack.tax.invoice for pack in _packs(pins, day) if pack.tax.invoice), None)
    if found is None:
        raise LookupError("no pack knows the rates of consumption tax")
    return found


def _withholding(pins: Sequence[str], day: date) -> Rule | None:
    return next((pack.tax.withholding for pack in _packs(pins, day) if pack.tax.withholding), None)


def _packs(pins: Sequence[str], day: date) -> list[Pack]:
    """The packs to ask: those pinned, as in force on that day; then the others in force; then any that are known, so
    that a payment never fails for want of a rule."""
    names = {pin.partition("@")[0] for pin in pins}
    current = in_force(day)
    return [*sorted(current, key=lambda pack: pack.id not in names), *KNOWN.values()]
