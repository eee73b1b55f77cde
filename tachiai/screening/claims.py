"""Demands for money outside the contract: recognised in a text, and what to tell the one who reads it."""

from __future__ import annotations

from dataclasses import dataclass

from tachiai.screening.engine import Rulebook
from tachiai.screening.rules import RULEBOOK, Rule, rules_of

CLAIMS: tuple[Rule, ...] = rules_of(RULEBOOK / "outside_money.toml")
_BOOK = Rulebook(CLAIMS)


@dataclass(frozen=True)
class Advice:
    """What the side that is asked for money reads: texts `title` and `text` under `key`, and an article's address."""

    key: str
    help_path: str


def claims_in(*texts: str) -> list[str]:
    """The ids of the demands for money outside the contract that the texts contain; sorted, each once."""
    return sorted({hit.rule for text in texts for hit in _BOOK.judge(text, "request").hits})


def advice_of(rule_id: str) -> Advice:
    """What to tell the other side of a claim. LookupError for a rule that this release does not know."""
    for rule in CLAIMS:
        if rule.id == rule_id:
            return Advice(f"screening.claim.{rule.id}", f"/help/{rule.help}/")
    raise LookupError(f"no rule {rule_id}")
