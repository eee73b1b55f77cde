"""Tax on a contract, in whole units of the currency, with exact fractions on the way: contained, withheld, credited;
and interest on what is paid late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from tachiai.kernel.amounts import Tier, tiered
from tachiai.kernel.invoice_number import has_valid_check_digit, is_invoice_number
from tachiai.terms.packs.conditions import Verdict
from tachiai.terms.packs.kinds import Answer
from tachiai.terms.packs.schema import Credit, Interest, Invoice, Withholding

__all__ = [
    "NUMBERS",
    "NumberForm",
    "RateTotal",
    "has_valid_check_digit",
    "included_tax",
    "input_credit",
    "is_invoice_number",
    "late_interest",
    "withheld",
    "withholding_base",
    "withholding_duty",
]


@dataclass(frozen=True)
class NumberForm:
    """How a registration number is written. A wrong check digit is a reason to look again, never to refuse."""

    is_number: Callable[[str], bool]
    check_digit_fits: Callable[[str], bool]


NUMBERS: Mapping[str, NumberForm] = {"t_and_13_digits": NumberForm(is_invoice_number, has_valid_check_digit)}


@dataclass(frozen=True)
class RateTotal:
    """All lines of an invoice with one rate: `gross` with tax, of which `tax`."""

    rate: str
    percent: Fraction
    gross: int
    tax: int


def included_tax(lines: Iterable[tuple[str, int]], invoice: Invoice) -> tuple[RateTotal, ...]:
    """The tax contained in the lines of one invoice, given as (rate, amount with tax): rounded down once for each rate,
    never line by line. KeyError for a rate that the pack does not know."""
    gross: dict[str, int] = {}
    for rate, amount in lines:
        gross[rate] = gross.get(rate, 0) + amount
    found = ((rate, invoice.rates[rate], total) for rate, total in gross.items())
    return tuple(
        RateTotal(rate, percent, total, int(total * percent / (100 + percent))) for rate, percent, total in found
    )


def withheld(amount: int, rule: Withholding) -> int:
    """What is kept back from one payment of `amount`, a fraction dropped. ValueError below nought."""
    if amount < 0:
        raise ValueError(f"nothing can be withheld from {amount}")
    return tiered(amount, [Tier(bracket.total, bracket.up_to) for bracket in rule.brackets])


def withholding_base(gross: int, tax: int, *, tax_is_shown: bool) -> int:
    """The amount that withholding is taken from: without the consumption tax only where the invoice shows it."""
    return gross - tax if tax_is_shown else gross


def withholding_duty(facts: Mapping[str, Any], rule: Withholding) -> Answer:
    """Whether tax is usually withheld for this work between these two; the client decides. `ask` while nobody knows."""
    group, _, leaf = facts.get("order.category", "").partition(".")
    usual = rule.categories.get(group, {}).get(leaf, Answer.ASK)
    between = rule.when.verdict(facts)
    if Answer.NO is usual or between is Verdict.NO:
        return Answer.NO
    return Answer.ASK if Answer.ASK is usual or between is Verdict.UNKNOWN else Answer.YES


def late_interest(
    unpaid: int, rule: Interest, *, due_on: date, paid_on: date, reference: Fraction | None = None
) -> int:
    """Interest on `unpaid` from the day after `due_on` to `paid_on`, a fraction dropped, and the fixed sum, if any.

    ValueError when the rate stands on top of a `reference` rate that is not given.
    """
    days = (paid_on - due_on).days
    if days <= 0 or unpaid <= 0:
        return 0
    if rule.over_reference and reference is None:
        raise ValueError("the reference rate is needed")
    percent = rule.percent + (reference or 0) if rule.over_reference else rule.percent
    return int(unpaid * percent * days / (100 * rule.days_in_year)) + rule.fixed_sum


def input_credit(stages: Iterable[Credit], on: date) -> Credit | None:
    """How much of the tax a client may count on that day for a worker who is not registered; None: no stage."""
    return next((stage for stage in stages if stage.from_on <= on <= stage.to_on), None)
