"""How well a rulebook does on examples: what it finds of what is harmful, and how much of what it finds is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tachiai.screening.engine import Hit, Rulebook
from tachiai.screening.rules import VERDICTS
from tests.screening.unseen.examples import Example


@dataclass(frozen=True)
class Judged:
    """An example with the hits that people would see."""

    example: Example
    hits: tuple[Hit, ...]

    @property
    def dangers(self) -> frozenset[str]:
        return frozenset(hit.danger for hit in self.hits)

    @property
    def is_found(self) -> bool:
        return bool(self.hits)

    @property
    def is_named(self) -> bool:
        """Whether the very danger was said, not only that there is one."""
        return self.example.danger in self.dangers

    def is_wrong_about(self, danger: str) -> bool:
        return danger in self.dangers and danger not in (self.example.danger, *self.example.also)


@dataclass(frozen=True)
class Share:
    """So many of so many; of nothing, nothing was wrong."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole else 1.0

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.part}/{self.whole})" if self.whole else "-"


@dataclass(frozen=True)
class Figures:
    precision: Share
    recall: Share
    false_alarms: Share


def shown(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Without rules that only observe and those that say nothing."""
    return tuple(hit for hit in hits if hit.mode == "enforce" and VERDICTS.index(hit.verdict) >= VERDICTS.index("note"))


def judged(rulebook: Rulebook, examples: Iterable[Example]) -> list[Judged]:
    return [Judged(each, shown(rulebook.judge(each.text, each.where).hits)) for each in examples]


def overall(rows: Sequence[Judged]) -> Figures:
    """A text counts as found when any danger is: warned of is warned of."""
    found = [row for row in rows if row.is_found]
    harmful = [row for row in rows if row.example.is_harmful]
    right = sum(row.is_found for row in harmful)
    wrong, harmless = len(found) - right, len(rows) - len(harmful)
    return Figures(Share(right, len(found)), Share(right, len(harmful)), Share(wrong, harmless))


def about(danger: str, rows: Sequence[Judged]) -> Figures:
    """Only what is said about one danger. A danger that a text has beside its own counts neither way."""
    of_it = [row for row in rows if row.example.danger == danger]
    others = [row for row in rows if danger not in (row.example.danger, *row.example.also)]
    right = sum(row.is_named for row in of_it)
    wrong = sum(row.is_wrong_about(danger) for row in others)
    return Figures(Share(right, right + wrong), Share(right, len(of_it)), Share(wrong, len(others)))
