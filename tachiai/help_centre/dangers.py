"""What the rulebook finds, as the guide tells it: each danger by its name, with the reasons that its rules give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tachiai.guidelines.rules import clause_of_danger
from tachiai.screening.engine import shipped
from tachiai.screening.rules import ENFORCE, VERDICTS, Rule

SHOWN = 6
"""How many reasons of a danger stand in the open, the gravest first; the others unfold."""


@dataclass(frozen=True)
class Kind:
    """A danger as an article tells it: reasons of the rules that send people to that article, each once. `elsewhere`:
    the articles to which the danger's other rules send them."""

    name: str
    shown: tuple[str, ...]
    folded: tuple[str, ...]
    elsewhere: tuple[str, ...]


def sent_to(article: str, language: str) -> list[Kind]:
    """Every danger with a rule that sends people to the article."""
    dangers = {rule.danger for rule in _in_force() if rule.help == article}
    return _kinds(article, language, lambda rule: rule.danger in dangers)


def of_chapter(chapter: str, article: str, language: str) -> list[Kind]:
    """Every danger of a chapter of the guideline, told in the article as far as its rules send people there."""
    return _kinds(article, language, lambda rule: _chapter(rule.danger) == chapter)


def _chapter(danger: str) -> str:
    """The section of the job guideline that names a danger; nothing when another document does."""
    clause = clause_of_danger(danger)
    return clause.section if clause.document == "job" else ""


def _kinds(article: str, language: str, is_told: Callable[[Rule], bool]) -> list[Kind]:
    by_danger: dict[str, list[Rule]] = {}
    for rule in filter(is_told, _in_force()):
        by_danger.setdefault(rule.danger, []).append(rule)
    return [_kind(rules, article, language) for rules in by_danger.values()]


def _kind(rules: list[Rule], article: str, language: str) -> Kind:
    gravest_first = sorted(rules, key=lambda rule: -VERDICTS.index(rule.verdict))
    reasons = _distinct(rule.why[language] for rule in gravest_first if rule.help == article)
    elsewhere = _distinct(rule.help for rule in rules if rule.help != article)
    return Kind(rules[0].name[language], reasons[:SHOWN], reasons[SHOWN:], elsewhere)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def _in_force() -> list[Rule]:
    return [rule for rule in shipped().rules if rule.mode == ENFORCE]
