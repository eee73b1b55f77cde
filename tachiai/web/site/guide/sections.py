"""What an article of the guide is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Course:
    """What silence brings, as a table: from a state of a life cycle on. `mediation` stands for the level of this
    installation. Text: guide.course.<name>."""

    name: str
    lifecycle: str
    state: str


@dataclass(frozen=True)
class Section:
    """`points`: texts below the section's own; `borrowed`: texts of somewhere else, shown as points too. `shared`: its
    words are those of guide.any.<name>, the same in every article.

    `lists_kinds`: what the rulebook finds and sends to this article is listed, with its reasons; with `chapter`,
    everything of that chapter of the guideline for listings instead.
    """

    name: str
    points: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()
    courses: tuple[Course, ...] = ()
    lists_kinds: bool = False
    chapter: str = ""
    shared: bool = False

    def key(self, article: str) -> str:
        return f"guide.any.{self.name}" if self.shared else f"guide.{article}.{self.name}"
