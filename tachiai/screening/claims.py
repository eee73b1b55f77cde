"""Demands for money outside the contract: recognised in a text, and what to tell the one who reads it."""

from __future__ import annotations

from dataclasses import dataclass

from tachiai.screening.rules import RULEBOOK, Rule, rules_of

CLAIMS: tuple[Rule, ...] = rules_of(RULEBOOK / "outside_money.toml")


@dataclass(frozen=True)
class Advice:
    """What the side that is asked for money reads: texts `title` and `text` under `key`, and an article's address."""

    key: str
    help_path: str


def claims_in(*texts: str) -> list[str]:
    """The ids of the demands for money outside the contract that the texts contain; sorted, each once."""
    return sorted(rule.id for rule in CLAIMS if any(rule.finds(text) for text in texts))


def advice_of(rule_id: str) -> Advice:
    """What to tell the other side of a claim. LookupError for a rule that this release does not know."""
    for rule in CLAIMS:
        if rule.id == rule_id:
            return Advice(f"screening.claim.{rule.id}", f"/guide/{rule.help}/")
    raise LookupError(f"no rule {rule_id}")
