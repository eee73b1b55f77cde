"""Milestones fitted to a price and a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tachiai.terms.rules import Terms


def fitted(terms: Terms, *, keep: int = 0) -> Terms:
    """`terms` with milestones that add up to its price and end on its date; the first `keep` of them stay as they are.

    Prices keep their proportions in whole yen, dates that would lie behind the last move to it. What cannot be fitted
    (no price, or fewer yen than parts) stays.
    """
    kept, free = terms.milestones[:keep], terms.milestones[keep:]
    if not free:
        return terms
    left = None if terms.price is None else terms.price - sum(part.price or 0 for part in kept)
    prices = _shares(left, [part.price or 0 for part in free])
    dates = [_not_after(part.due_on, terms.due_on) for part in free]
    dates[-1] = terms.due_on or dates[-1]
    parts = zip(free, prices, dates, strict=True)
    return replace(terms, milestones=kept + tuple(replace(part, price=price, due_on=due) for part, price, due in parts))


def _shares(amount: int | None, weights: Sequence[int]) -> list[int | None]:
    """`amount` yen in the proportion of `weights`, at least one yen each; the weights when that cannot be."""
    count = len(weights)
    if amount is None or amount < count:
        return [weight or None for weight in weights]
    if not any(weights):
        weights = [1] * count
    shares, given, weighed = [], 0, 0
    for number, weight in enumerate(weights, 1):
        weighed += weight
        up_to = min(max(amount * weighed // sum(weights), given + 1), amount - (count - number))
        shares.append(up_to - given)
        given = up_to
    return list(shares)


def _not_after(day: date | None, last: date | None) -> date | None:
    return min(day, last) if day and last else day
