"""Typed rules from the rulebook, and how one is tried on a text."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RULEBOOK = Path(__file__).with_name("rulebook")
VERDICTS = ("allow", "note", "warn", "hold", "refuse")
MODES = ("observe", "enforce")
_INVISIBLE = dict.fromkeys((0x00AD, 0x034F, 0x180E, *range(0x200B, 0x2010), 0x2060, 0xFEFF))
_JAPANESE = "ぁ-んァ-ヶー一-龥々"
_GAP = re.compile(f"(?<=[{_JAPANESE}])[ \t]+(?=[{_JAPANESE}])")
# A full stop between digits (3.5) ends no sentence.
_SENTENCE = re.compile(r"(?<=[。!?])|\n|(?<=\.)(?=\s)")
_CLAUSE = re.compile(r"(?<=が)[、,]|(?<=けど|けれ|だし|もの)[も、,の]+|;|,?\s*\b(?:but|however|although)\b")


@dataclass(frozen=True)
class Rule:
    """One danger. Every one of `patterns` must be found in one sentence, in any order; `negation` takes a hit back
    within its own clause. All are tried on normalised text. `hits` and `misses` are its tests.

    `why` is for whoever keeps the rulebook; people read the texts under screening.claim.<id> and the article `help`.
    """

    id: str
    why: str
    where: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    negation: re.Pattern[str]
    verdict: str
    mode: str
    help: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    def finds(self, text: str) -> bool:
        """Whether the text, as it was typed, says what the rule is about."""
        return any(self._in_sentence(sentence) for sentence in _SENTENCE.split(normalised(text)))

    def _in_sentence(self, sentence: str) -> bool:
        if not self._has_all(sentence):
            return False
        clauses = (sentence, *_CLAUSE.split(sentence))
        return any(self._has_all(clause) and not self.negation.search(clause) for clause in clauses)

    def _has_all(self, text: str) -> bool:
        return all(pattern.search(text) for pattern in self.patterns)


def normalised(text: str) -> str:
    """One way of writing for what reads alike: width and compatibility forms, case, invisible signs, gaps in words."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_INVISIBLE)
    return _GAP.sub("", plain)


def rules_of(path: Path) -> tuple[Rule, ...]:
    """The rules of one file. ValueError for one that lacks its examples or says what no rule may."""
    return tuple(_rule(path.stem, table) for table in tomllib.loads(path.read_text("utf-8"))["rule"])


def _rule(book: str, table: Mapping[str, Any]) -> Rule:
    name = table["id"]
    if not table["hits"] or not table["misses"]:
        raise ValueError(f"{book}: {name} has no examples")
    if table["verdict"] not in VERDICTS or table["mode"] not in MODES:
        raise ValueError(f"{book}: {name} has no such verdict or mode")
    return Rule(
        id=name,
        why=table["why"],
        where=tuple(table["where"]),
        patterns=tuple(re.compile(pattern, re.VERBOSE) for pattern in table["patterns"]),
        negation=re.compile(table["negation"], re.VERBOSE),
        verdict=table["verdict"],
        mode=table["mode"],
        help=table["help"],
        hits=tuple(table["hits"]),
        misses=tuple(table["misses"]),
    )
