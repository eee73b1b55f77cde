"""What may be told of counts when some are so small that they would point at somebody.

A single count (one month, one kind, one format) of 1 to `SMALL` - 1 is never told, and in every sum it stands for the
same fixed amount, whatever it is. So nothing that is told depends on it, and no subtraction of one published number
from another brings it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

from tachiai.statistics.rules.numbers import SMALL

SMALL_AS = SMALL / 2
"""The middle of 1 to SMALL - 1: for what a small count stands in a sum."""


@dataclass(frozen=True)
class Told:
    """A sum as everybody may read it. `how`: `exact`, `about` (small counts are in it) or `few` (one small count and
    nothing else; `value` is then 0 and not to be shown)."""

    value: int
    how: str

    @property
    def length(self) -> float:
        """How long its bar is drawn."""
        return SMALL_AS if self.how == "few" else self.value


def told(counts: Iterable[int]) -> Told:
    """The sum of single counts, as it may be told."""
    kept = [count for count in counts if count]
    small = sum(1 for count in kept if count < SMALL)
    large = sum(count for count in kept if count >= SMALL)
    if not small:
        return Told(large, "exact")
    if small == 1 and not large:
        return Told(0, "few")
    return Told(floor(large + small * SMALL_AS + 0.5), "about")
