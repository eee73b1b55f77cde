"""Amounts of money: integers in the currency's minor unit (yen for JPY). Parts always add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Tier:
    """`percent` applies to the part of an amount up to `up_to` (minor units; None: no upper end)."""

    percent: Fraction
    up_to: int | None


def percent_of(amount: int, percent: Fraction) -> int:
    """`percent` of `amount`, fractions of a minor unit cut off (in favour of the one who is charged)."""
    return int(amount * percent / 100)


def tiered(amount: int, tiers: Sequence[Tier]) -> int:
    """The sum of each tier's percentage of the part of `amount` inside that tier, rounded down once at the end."""
    total, below = Fraction(0), 0
    for tier in tiers:
        upper = amount if tier.up_to is None else min(amount, tier.up_to)
        total += max(0, upper - below) * tier.percent / 100
        below = max(below, upper)
    return int(total)
