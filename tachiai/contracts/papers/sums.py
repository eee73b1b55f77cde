"""Consumption tax in amounts that contain it: by rate, and for each rate rounded once for a whole paper (law 3.1)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

_RATES: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("rates.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Line:
    """One line of an invoice: what for, and how much in yen, tax included. `tax` as in the terms."""

    text: str
    amount: int
    tax: str


@dataclass(frozen=True)
class RateTotal:
    """All lines of one rate together: `total` contains `tax`."""

    percent: int
    total: int
    tax: int

    @property
    def before_tax(self) -> int:
        return self.total - self.tax


def percent_on(tax: str, day: date) -> int:
    """The rate of a choice on that day, in percent. LookupError before the first one or for an unknown choice."""
    begun = [rate for rate in _RATES[tax] if rate["valid_from"] <= day]
    if not begun:
        raise LookupError(f"no rate of {tax!r} is known for {day}")
    return int(max(begun, key=lambda rate: rate["valid_from"])["percent"])


def totals_by_rate(lines: Iterable[Line], day: date) -> tuple[RateTotal, ...]:
    """The totals of an invoice, highest rate first: the tax of each rate is cut to whole yen once, never by line."""
    sums: dict[int, int] = {}
    for line in lines:
        percent = percent_on(line.tax, day)
        sums[percent] = sums.get(percent, 0) + line.amount
    rates = sorted(sums, reverse=True)
    return tuple(RateTotal(percent, sums[percent], _contained(sums[percent], percent)) for percent in rates)


def tax_in(amount: int, tax: str, day: date) -> int:
    """The tax that one amount contains."""
    return _contained(amount, percent_on(tax, day))


def _contained(amount: int, percent: int) -> int:
    return amount * percent // (100 + percent)
