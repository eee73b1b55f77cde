"""Demands for money outside the contract: every rule's own examples, and laws that hold for any text."""

from __future__ import annotations

import time

import pytest
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as st

from tachiai.help_centre.library import library
from tachiai.kernel.texts import CATALOGUE
from tachiai.screening.claims import CLAIMS, advice_of, claims_in
from tachiai.screening.engine import Rulebook
from tachiai.screening.rules import Rule

EXAMPLES = st.sampled_from([text for rule in CLAIMS for text in (*rule.hits, *rule.misses)])
HITS = [(rule, text) for rule in CLAIMS for text in rule.hits]
MISSES = [(rule, text) for rule in CLAIMS for text in rule.misses]


class TestEveryRule:
    @pytest.mark.parametrize(("rule", "text"), HITS, ids=lambda value: getattr(value, "id", None))
    def test_finds_its_hits(self, rule: Rule, text: str) -> None:
        assert rule.id in claims_in(text)

    @pytest.mark.parametrize(("rule", "text"), MISSES, ids=lambda value: getattr(value, "id", None))
    def test_leaves_its_misses_alone(self, rule: Rule, text: str) -> None:
        assert rule.id not in claims_in(text)

    @pytest.mark.parametrize("rule", CLAIMS, ids=lambda rule: rule.id)
    def test_has_enough_examples_in_both_languages(self, rule: Rule) -> None:
        for examples in (rule.hits, rule.misses):
            assert len(set(examples)) >= 15
            assert sum(text.isascii() for text in examples) >= 3

    @pytest.mark.parametrize("rule", CLAIMS, ids=lambda rule: rule.id)
    def test_has_advice_and_an_article(self, rule: Rule) -> None:
        advice = advice_of(rule.id)
        assert {f"{advice.key}.title", f"{advice.key}.text"} <= set(CATALOGUE)
        assert resolve(advice.help_path).kwargs["name"] in library().articles


class TestTexts:
    def test_are_read_sentence_by_sentence(self) -> None:
        assert claims_in("違約金は請求しません。3万円は仮払いからお返しします。") == []
        assert claims_in("違約金は請求しません。損害賠償を請求します。") == ["damages"]

    def test_may_take_back_one_claim_and_make_another(self) -> None:
        assert claims_in("損害賠償は求めませんが、違約金を支払ってください。") == ["penalty"]

    def test_are_several_and_give_each_claim_once_in_order(self) -> None:
        said = "違約金を払ってください。"
        assert claims_in(said, "損害賠償を請求します。", said, "") == ["damages", "penalty"]

    @pytest.mark.parametrize(
        "typed",
        [
            "違約金を支払ってください",
            "違 約 金 を 支 払 っ て く だ さ い",
            "違\u200b約金を支払ってください",
            "違約金を　支払ってください",
        ],
    )
    def test_are_read_alike_however_they_are_typed(self, typed: str) -> None:
        assert claims_in(typed) == ["penalty"]

    def test_of_no_rule_are_no_claims(self) -> None:
        assert claims_in() == claims_in("") == []
        with pytest.raises(LookupError):
            advice_of("weather")


class TestAnyText:
    @given(EXAMPLES)
    def test_is_read_alike_in_full_width_and_capitals(self, text: str) -> None:
        wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
        assert claims_in(text.upper().translate(wide)) == claims_in(text)

    @given(st.text())
    def test_is_read_without_failing(self, text: str) -> None:
        assert set(claims_in(text)) <= {rule.id for rule in CLAIMS}

    @given(st.lists(EXAMPLES, max_size=4), EXAMPLES)
    def test_beside_others_loses_none_of_its_claims(self, others: list[str], text: str) -> None:
        assert set(claims_in(text)) <= set(claims_in(*others, text))

    @given(EXAMPLES, EXAMPLES)
    def test_followed_by_another_sentence_keeps_its_claims(self, first: str, second: str) -> None:
        assert set(claims_in(first)) <= set(claims_in(f"{first}\n{second}"))

    @pytest.mark.parametrize("rule", CLAIMS, ids=lambda rule: rule.id)
    @pytest.mark.parametrize("piece", ["違約金", "払", "if pay agree end ", "損害を", "ペナルティ", "しません", "が、"])
    def test_of_any_length_takes_time_in_proportion(self, rule: Rule, piece: str) -> None:
        """Ten times as long takes about ten times as long, not a hundred: no pattern can be made to run wild."""

        def seconds(length: int) -> float:
            text = (piece * length)[:length]
            return min(_timed(rule, text) for _ in range(3))

        assert seconds(20_000) < 40 * seconds(2_000) + 0.02


def _timed(rule: Rule, text: str) -> float:
    book = Rulebook([rule])
    book.judge("", "request")
    started = time.perf_counter()
    book.judge(text, "request")
    return time.perf_counter() - started
