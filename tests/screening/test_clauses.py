"""Clauses that leave one side without a limit: every rule's own examples, and what the others' misses show."""

from __future__ import annotations

import pytest
from django.urls import resolve

from tachiai.help_centre.library import library
from tachiai.kernel.texts import CATALOGUE
from tachiai.screening.clauses import CLAUSES, clauses_in, explained
from tachiai.screening.rules import Rule

HITS = [(rule, text) for rule in CLAUSES for text in rule.hits]
MISSES = [(rule, text) for rule in CLAUSES for text in rule.misses]


@pytest.mark.parametrize(("rule", "text"), HITS, ids=lambda value: getattr(value, "id", None))
def test_a_clause_is_found_in_its_hits(rule: Rule, text: str) -> None:
    assert rule.id in clauses_in(text)


@pytest.mark.parametrize(("rule", "text"), MISSES, ids=lambda value: getattr(value, "id", None))
def test_no_clause_is_found_in_what_only_sounds_alike(rule: Rule, text: str) -> None:
    assert clauses_in(text) == ()


@pytest.mark.parametrize("rule", CLAUSES, ids=lambda rule: rule.id)
def test_every_clause_is_explained_and_has_an_article(rule: Rule) -> None:
    told = explained(rule.id)
    assert {f"{told.key}.title", f"{told.key}.text"} <= set(CATALOGUE)
    assert resolve(told.help_path).kwargs["name"] in library().articles


def test_a_text_may_hold_several_clauses_and_an_unknown_one_has_no_explanation() -> None:
    found = clauses_in("修正は無制限です。", "Bank fees are deducted from the reward.", "修正は無制限です。")
    assert found == ("transfer_fee", "unlimited_revisions")
    with pytest.raises(LookupError):
        explained("weather")
