"""Every rule of every file of the rulebook, by its own examples; and what a file may not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachiai.screening.engine import Rulebook
from tachiai.screening.rules import RULEBOOK, Rule, rules_in, rules_of

FILES = sorted(RULEBOOK.glob("*.toml"))


def loaded(path: Path) -> tuple[Rule, ...]:
    """The rules of a file; none of a broken one, so that its own test says why and the others still run."""
    try:
        return rules_of(path)
    except ValueError:
        return ()


RULES = [rule for path in FILES for rule in loaded(path)]
BOOKS = {rule.id: Rulebook([rule]) for rule in RULES}


EACH_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.danger}-{rule.id}")


def is_met(rule: Rule, text: str) -> bool:
    return bool(BOOKS[rule.id].judge(text, rule.where[0]).hits)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_sound(path: Path) -> None:
    assert rules_of(path)


@EACH_RULE
def test_a_rule_is_met_by_its_hits(rule: Rule) -> None:
    assert [text for text in rule.hits if not is_met(rule, text)] == []


@EACH_RULE
def test_a_rule_is_not_met_by_its_misses(rule: Rule) -> None:
    assert [text for text in rule.misses if is_met(rule, text)] == []


def test_no_two_rules_have_one_id() -> None:
    assert Rulebook(RULES).rules == tuple(RULES)


class TestAFile:
    SOUND = """
danger = "weather"
name = { ja = "x", en = "Talk of the weather" }
instead = "guideline"
help = "claims"
where = ["message"]
verdict = "warn"
mode = "observe"

[[rule]]
id = "rain"
why = { ja = "x", en = "It may rain." }
patterns = ['''rain''']
negation = '''no\\srain'''
hits = ["Rain!", "It rains."]
misses = ["Sun!", "There is\u3000no rain."]
"""

    def test_is_taken_when_it_is_whole(self) -> None:
        (rule,) = rules_in(self.SOUND, "weather")
        assert (rule.danger, rule.where, rule.view) == ("weather", ("message",), "plain")
        assert rule.why["en"] == "It may rain."
        assert rule.patterns[0].source == "rain"

    def test_lends_its_rules_what_they_do_not_say_themselves(self) -> None:
        own = 'id = "rain"\nverdict = "hold"\nhelp = "record"'
        (rule,) = rules_in(self.SOUND.replace('id = "rain"', own), "weather")
        assert (rule.verdict, rule.help, rule.mode) == ("hold", "record", "observe")

    def test_takes_hits_back_with_its_own_negation_and_the_file_s(self) -> None:
        (rule,) = rules_in(self.SOUND.replace('danger = "w', 'negation = "snow"\ndanger = "w'), "weather")
        book = Rulebook([rule])
        assert book.judge("rain", "message").hits
        assert not book.judge("no rain", "message").hits and not book.judge("rain or snow", "message").hits

    @pytest.mark.parametrize(
        ("there", "instead", "said"),
        [
            ('hits = ["Rain!", "It rains."]', "", "hits is missing"),
            ('hits = ["Rain!", "It rains."]', 'hits = ["Rain!"]', "2 examples"),
            ('hits = ["Rain!", "It rains."]', 'hits = ["Rain!", "Rain!"]', "2 examples"),
            ('"Sun!", ', "", "2 examples"),
            ('verdict = "warn"', 'verdict = "shout"', "verdict is shout, none of allow, note"),
            ('mode = "observe"', 'mode = "maybe"', "mode is maybe"),
            ('where = ["message"]', 'where = ["pigeon"]', "where is pigeon"),
            ('instead = "guideline"', 'instead = "prayer"', "instead is prayer, none of change_request, "),
            ("patterns = [", 'view = "sideways"\npatterns = [', "view is sideways"),
            ("patterns = [", "pattern = [", "not known here: pattern."),
            ('en = "It may rain."', 'fr = "Il pleut."', "both languages are needed: why.ja, why.en"),
            ("'''rain'''", "'''(rain'''", "missing"),
            ("'''rain'''", "'''(?<=x)rain'''", "invalid"),
            ("'''rain'''", "'''\\p{Katakana}'''", "never be found"),
            ("[[rule]]", "colour = 1\n[[rule]]", "not known here: colour."),
            ('id = "rain"', "", "without an id"),
            ('where = ["message"]', 'where = "message"', "where must be a list"),
            ('verdict = "warn"', "verdict = 1", "verdict must be a text"),
            ('ja = "x", en = "It', 'ja = " ", en = "It', "why.ja is missing"),
            ("patterns = [", "tokens = 1\npatterns = [", "tokens must be a list"),
            ("'''rain'''", "'''[\N{SQUARE KIRO}]'''", "cannot stand within"),
            ("[[rule]]", "rule = [1]\n[other]", "not known here: other"),
            ("[[rule]]", "[rule]", "there is no line [[rule]]"),
            ('verdict = "warn"', "verdict = ", "line 7 cannot be read from character 11"),
            ('misses = ["Sun!", "There is\u3000no rain."]', "misses = '''", "not closed"),
        ],
    )
    def test_is_refused_by_name_and_reason(self, there: str, instead: str, said: str) -> None:
        text = self.SOUND.replace(there, instead, 1)
        assert text != self.SOUND
        with pytest.raises(ValueError, match="weather: ") as refused:
            rules_in(text, "weather")
        assert said in str(refused.value)

    def test_is_refused_when_it_says_a_rule_twice_or_none(self) -> None:
        head, rule = self.SOUND.split("[[rule]]")
        with pytest.raises(ValueError, match="weather: rain is said twice"):
            rules_in(self.SOUND + "[[rule]]" + rule, "weather")
        with pytest.raises(ValueError, match="weather: there is no line"):
            rules_in(head, "weather")

    def test_bears_the_name_of_its_danger(self, tmp_path) -> None:
        path = tmp_path / "sunshine.toml"
        path.write_text(self.SOUND)
        with pytest.raises(ValueError, match="sunshine: "):
            rules_of(path)
