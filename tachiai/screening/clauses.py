"""Clauses in terms that leave one side without a limit: recognised, and explained to both."""

from __future__ import annotations

from dataclasses import dataclass

from tachiai.screening.engine import Rulebook
from tachiai.screening.rules import RULEBOOK, Rule, rules_of

CLAUSES: tuple[Rule, ...] = rules_of(RULEBOOK / "terms_clauses.toml")
_BOOK = Rulebook(CLAUSES)


@dataclass(frozen=True)
class Explained:
    """What both sides read about a clause: texts `title` and `text` under `key`, and an article's address."""

    clause: str
    key: str
    help_path: str


def clauses_in(*texts: str) -> tuple[str, ...]:
    """The ids of the clauses that the texts contain; sorted, each once."""
    return tuple(sorted({hit.rule for text in texts for hit in _BOOK.judge(text, "terms").hits}))


def explained(clause: str) -> Explained:
    """What a clause means and what to agree to instead. LookupError for one that this release does not know."""
    for rule in CLAUSES:
        if rule.id == clause:
            return Explained(clause, f"screening.clause.{clause}", f"/help/{rule.help}/")
    raise LookupError(f"no clause {clause}")
