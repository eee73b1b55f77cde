"""The engine: where hits stand, what takes them back, and that no text can make it run wild."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tachiai.screening import engine
from tachiai.screening.engine import Rulebook, shipped
from tachiai.screening.needles import ways
from tachiai.screening.normaliser import PLAIN, SQUEEZED, View
from tachiai.screening.patterns import Pattern, folded
from tachiai.screening.rewriting import Writing
from tachiai.screening.rules import PLACES, rules_in

HEAD = """
danger = "weather"
name = { ja = "x", en = "Talk of the weather" }
instead = "guideline"
help = "claims"
where = ["message"]
verdict = "warn"
mode = "enforce"
[[rule]]
id = "rain"
why = { ja = "x", en = "It may rain." }
hits = ["x", "y"]
misses = ["x", "y"]
"""


def book(more: str) -> Rulebook:
    return Rulebook(rules_in(HEAD + more, "weather"))


def pieces(rules: Rulebook, text: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in rules.judge(text, "message").hits]


class TestAHit:
    @pytest.mark.parametrize(
        ("patterns", "text", "shown"),
        [
            ("['''ライン''']", "まずﾗｲﾝで", "ﾗｲﾝ"),
            ("['''line''']", "😀 Ｌ\u200bＩＮＥ!", "Ｌ\u200bＩＮＥ"),
            ("['''株式''']", "㍿です", "㍿"),
            ("['''が''']", "カ\u3099と", "カ\u3099"),
            ("['''雨''', '''傘''']", "傘は要る、雨だから", "傘は要る、雨"),
        ],
    )
    def test_shows_the_piece_as_it_was_typed(self, patterns: str, text: str, shown: str) -> None:
        assert pieces(book(f"patterns = {patterns}"), text) == [shown]

    def test_shows_what_was_hidden_with_what_hid_it(self) -> None:
        rules = book("view = 'squeezed'\npatterns = ['''line''', '''0[0-9]{9}''']")
        assert pieces(rules, "L.I.N.E か ０９０ー１２３４ー５６７ へ") == ["L.I.N.E か ０９０ー１２３４ー５６７"]

    def test_is_given_for_every_sentence(self) -> None:
        assert pieces(book("patterns = ['''雨''']"), "雨です。晴れです。大雨です。") == ["雨", "雨"]

    def test_needs_all_patterns_in_one_sentence(self) -> None:
        assert pieces(book("patterns = ['''雨''', '''傘''']"), "雨です。傘です。") == []

    def test_may_be_tied_to_the_beginning_of_a_sentence(self) -> None:
        assert pieces(book("patterns = ['''^雨''']"), "晴れ。雨です。大雨。") == ["雨"]

    def test_is_taken_back_in_its_own_clause_only(self) -> None:
        rules = book("patterns = ['''雨''']\nnegation = '''ない'''")
        assert pieces(rules, "雨は降らない。") == []
        assert pieces(rules, "風はないが、雨です。") == ["雨"]

    def test_asks_for_its_context_and_minds_its_exceptions_anywhere(self) -> None:
        rules = book("patterns = ['''雨''']\ncontext = '''空'''\nunless = '''傘'''")
        assert (pieces(rules, "雨です。"), pieces(rules, "空です。雨です。")) == ([], ["雨"])
        assert pieces(rules, "空です。雨です。傘です。") == []

    def test_of_words_is_a_hit_on_whole_words(self) -> None:
        rules = book("patterns = ['''カス''']\ntokens = [['滓']]")
        assert pieces(rules, "カスタマーの方へ") == []
        assert pieces(rules, "このカスが。") == ["カス"]


def test_the_highest_verdict_in_force_counts_and_observed_hits_are_told_beside_it() -> None:
    strong = HEAD.split("[[rule]]")[1].replace("rain", "snow")
    rules = book(f"patterns = ['''雨''']\n[[rule]]{strong}patterns = ['''雪''']\nverdict = 'hold'\nmode = 'observe'")
    judgement = rules.judge("雨か雪", "message")
    assert (judgement.verdict, [hit.rule for hit in judgement.hits]) == ("warn", ["rain", "snow"])
    assert rules.judge("雪", "message").verdict == "allow"
    assert rules.judge("雨", "terms").hits == ()


def test_the_digest_names_the_rules_and_not_their_examples() -> None:
    first = book("patterns = ['''雨''']")
    assert first.digest != book("patterns = ['''雪''']").digest
    other = Rulebook(rules_in(HEAD.replace('["x", "y"]', '["x", "z"]') + "patterns = ['''雨''']", "weather"))
    assert first.digest == other.digest


def _composed(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(part, part).map("".join),
        st.tuples(part, part).map(lambda both: f"({both[0]}|{both[1]})"),
        st.tuples(part, st.sampled_from(("?", "*", "+", "{2}", "{0,2}", "{1,3}"))).map(
            lambda both: f"({both[0]}){both[1]}"
        ),
    )


class TestNeedles:
    @pytest.mark.parametrize(
        ("pattern", "found"),
        [
            ("a(b|c)?d", [["abd", "acd", "ad"]]),
            (r"\b(pay\w*|fees?)\b", [["fee"], ["pay"]]),
            ("(支払|払)(い|って)", [["払い", "払って"]]),
            ("(前金|手付)[^。]{0,9}(振込|送金)|現金.*手渡", [["前金", "手付"], ["振込", "送金"], ["手渡"], ["現金"]]),
            ("[ab]c", [["ac", "bc"]]),
            ("x{2,3}y?", [["x"]]),
            ("[^a]*", []),
            ("a|", []),
            (r"\x41", []),
        ],
    )
    def test_are_what_a_match_cannot_do_without(self, pattern: str, found: list[list[str]]) -> None:
        assert sorted(sorted(term) for way in ways(pattern) for term in way) == sorted(map(sorted, found))

    def test_of_one_way_are_needed_together(self) -> None:
        assert set(map(len, ways("(前金|手付)[^。]{0,9}(振込|送金)|現金.*手渡"))) == {2}

    def test_that_are_everywhere_are_not_asked_for_beside_others(self) -> None:
        assert ways("の.*違約金") == (frozenset({frozenset({"違約金"})}),)

    def test_are_known_of_every_shipped_pattern(self) -> None:
        """A pattern without any would be tried on every text."""
        without = [rule.id for rule in shipped().rules for pattern in rule.patterns if not pattern.ways]
        assert without == []

    @given(
        st.recursive(st.sampled_from(("a", "b", "c", ".", "[ab]", "[^a]")), _composed, max_leaves=8),
        st.text("abcd", max_size=12),
    )
    @settings(max_examples=300)
    def test_are_in_every_text_that_matches(self, pattern: str, text: str) -> None:
        if re.search(pattern, text) and (found := ways(pattern)):
            assert any(all(any(word in text for word in term) for term in way) for way in found)


def plainly(rules: Rulebook, text: str, where: str) -> set[tuple[str, int, int]]:
    """Every pattern of every rule tried on every sentence: rule, start, end."""
    found = set()
    for rule in rules.rules:
        view, pieces, start = View(text, rule.view), [], 0
        for line in view.text.split("\n"):
            for sentence in re.split(r"(?<=[。!?])|(?<=\.)(?=\s)", line):
                pieces.append(engine._Piece(start, sentence.encode()))
                start += len(sentence)
            start += 1
        hits = engine._hits_of(rule, pieces, view) if where in rule.where else ()
        found |= {(hit.rule, hit.start, hit.end) for hit in hits}
    return found


class TestTheSieve:
    SPOKEN = tuple(text for rule in shipped().rules for text in (*rule.hits, *rule.misses))

    @given(
        st.lists(
            st.one_of(
                st.sampled_from(SPOKEN),
                st.tuples(st.sampled_from(SPOKEN), st.integers(0, 60)).map(lambda cut: cut[0][cut[1] :]),
                st.sampled_from(("\n", "。", ". ", "3.5", "!", " ", "\u200b", "・", "L.I.N.E", "㍿", "…")),
            ),
            min_size=1,
            max_size=6,
        ).map("".join),
        st.sampled_from(PLACES),
    )
    @settings(max_examples=12, deadline=None)
    def test_loses_nothing_of_what_people_write(self, text: str, where: str) -> None:
        hits = shipped().judge(text, where).hits
        assert {(hit.rule, hit.start, hit.end) for hit in hits} == plainly(shipped(), text, where)

    @given(
        st.lists(
            st.recursive(st.sampled_from(("a", "b", "の", ".", "[ab]", "^", "$", r"\b")), _composed, max_leaves=6),
            min_size=1,
            max_size=3,
        ),
        st.sampled_from((PLAIN, SQUEEZED)),
        st.text("ab の.。!\n・", max_size=16),
    )
    @settings(max_examples=100, deadline=None)
    def test_loses_nothing_of_any_rule(self, patterns: list[str], view: str, text: str) -> None:
        rules = book(f"view = '{view}'\npatterns = {[f'(?:{pattern})' for pattern in patterns]!r}")
        hits = {(hit.rule, hit.start, hit.end) for hit in rules.judge(text, "message").hits}
        assert hits == plainly(rules, text, "message")


EVIL = (
    "が、",
    "a",
    " ",
    "@",
    "0",
    "l.",
    "ラ・",
    "ー",
    "払",
    "ください",
    "if pay agree end ",
    "(at)",
    "二ー",
    "\u200b",
    "ゼロ",
)


@pytest.mark.parametrize("piece", EVIL)
def test_work_grows_with_the_text_and_no_faster(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters handed to patterns and replacements, counted: twice the text is about twice the work."""
    done = 0

    def counted(function: Callable[..., object], size: Callable[..., int]) -> Callable[..., object]:
        def counting(*given: object) -> object:
            nonlocal done
            done += size(*given)
            return function(*given)

        return counting

    monkeypatch.setattr(Pattern, "span", counted(Pattern.span, lambda pattern, text: len(text)))
    monkeypatch.setattr(Writing, "sub", counted(Writing.sub, lambda writing, *_: len(writing.text)))
    amounts = []
    for length in (1_000, 2_000):
        done = 0
        for where in PLACES:
            shipped().judge((piece * length)[:length], where)
        amounts.append(done)
    assert amounts[1] <= 2.5 * amounts[0] + 10_000


def test_no_pattern_may_use_what_makes_matching_slow() -> None:
    for slow in (r"(a)\1", "(?=a)", "(?<!a)b"):
        with pytest.raises((ValueError, engine.re2.error)):
            folded(slow)


def test_views_of_one_text_agree_however_they_are_made() -> None:
    text = "L.I.N.E のﾗｲﾝ 090-1234"
    assert View(text, SQUEEZED, View(text, PLAIN)).text == View(text, SQUEEZED).text
