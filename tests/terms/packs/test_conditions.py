"""Conditions as data: met, not met, or undecided while a fact is unknown."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.typed import plain
from tachiai.terms.packs.conditions import Condition, Verdict
from tests.terms.packs.samples import unhurried

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
FACTS = ("client.employs", "worker.employs", "client.acts_as_business")

_questions = st.builds(lambda fact, value: {"fact": fact, "is": value}, st.sampled_from(FACTS), st.booleans())


def _joined(below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = st.lists(below, min_size=1, max_size=3)
    return st.builds(lambda join, each: {join: each}, st.sampled_from(["all", "any"]), parts)


any_data = st.recursive(_questions, _joined, max_leaves=6)
known = st.fixed_dictionaries({}, optional={fact: st.booleans() for fact in FACTS})


def condition(data: Any) -> Condition:
    return Condition.from_data(data, "when")


@unhurried
@given(any_data)
def test_a_condition_goes_round_without_loss(data: dict[str, Any]) -> None:
    assert plain(condition(data)) == data


@unhurried
@given(any_data, known)
def test_is_decided_only_when_no_unknown_fact_could_change_it(data: dict[str, Any], facts: dict[str, bool]) -> None:
    """Undecided conditions may be decided all the same (a fact asked both ways): what is decided stays so."""
    unknown = [fact for fact in FACTS if fact not in facts]
    verdict, needed = condition(data).weigh(facts)
    worlds = [
        {**facts, **dict(zip(unknown, more, strict=True))} for more in product([True, False], repeat=len(unknown))
    ]
    if verdict is not UNKNOWN:
        assert {condition(data).verdict(world) for world in worlds} == {verdict}
    assert bool(needed) == (verdict is UNKNOWN)
    assert set(needed) <= set(unknown) & set(condition(data).facts())
    everything = {**facts, **dict.fromkeys(needed, True)}
    assert verdict is UNKNOWN or condition(data).verdict(everything) is verdict


@pytest.mark.parametrize(
    ("question", "facts", "expected"),
    [
        ({"fact": "client.kind", "is": "company"}, {"client.kind": "company"}, YES),
        ({"fact": "client.kind", "is_not": "company"}, {"client.kind": "company"}, NO),
        ({"fact": "client.kind", "is_not": "company"}, {}, UNKNOWN),
        ({"fact": "client.kind", "one_of": ["company", "consumer"]}, {"client.kind": "individual"}, NO),
        ({"fact": "client.kind", "none_of": ["company", "consumer"]}, {"client.kind": "individual"}, YES),
        ({"fact": "client.officers", "at_least": 2}, {"client.officers": 2}, YES),
        ({"fact": "client.officers", "above": 2}, {"client.officers": 2}, NO),
        ({"fact": "client.officers", "at_most": 1}, {"client.officers": 2}, NO),
        ({"fact": "order.category", "under": ["system", "web.coding"]}, {"order.category": "system.games"}, YES),
        ({"fact": "order.category", "under": ["system", "web.coding"]}, {"order.category": "web.coding"}, YES),
        ({"fact": "order.category", "under": ["system", "web.coding"]}, {"order.category": "web.design"}, NO),
        ({"fact": "order.category", "not_under": ["system"]}, {"order.category": "web.design"}, YES),
        ({"fact": "listing.signs", "has": "supervision"}, {"listing.signs": ("supervision",)}, YES),
        ({"fact": "listing.signs", "has": "supervision"}, {"listing.signs": ()}, NO),
        ({"fact": "listing.signs", "has": "supervision"}, {}, UNKNOWN),
    ],
)
def test_an_operator_compares_as_it_says(question: dict[str, Any], facts: dict[str, Any], expected: Verdict) -> None:
    assert condition(question).verdict(facts) is expected


@pytest.mark.parametrize(
    "data",
    [
        "client.kind == 'company'",
        {},
        {"fact": "client.kind"},
        {"is": "company"},
        {"fact": "client.kind", "is": "company", "is_not": "consumer"},
        {"fact": "client.kind", "like": "comp"},
        {"fact": "client.kind", "is": ""},
        {"fact": "client.kind", "one_of": []},
        {"fact": "client.kind", "one_of": "company"},
        {"fact": "client.employs", "is": 1},
        {"fact": "client.officers", "is": True},
        {"fact": "client.declared_at", "is": "now"},
        {"fact": "order.category", "under": ["sistem"]},
        {"all": [{"fact": "client.kind", "is": "company"}], "any": []},
        {"all": {"fact": "client.kind", "is": "company"}},
        {"all": []},
    ],
)
def test_anything_else_is_no_condition(data: Any) -> None:
    with pytest.raises(ValueError, match="^when"):
        condition(data)
