"""What to tell a writer about the tone of a message before sending. A hint only: nothing is held, kept or counted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Protocol

from tachiai.screening.tone.model import bluntness, level
from tachiai.screening.tone.sentences import own_sentences, sentences_of

# The dangers of the rulebook that are a matter of tone too.
HEATED_DANGERS = frozenset({"abuse", "threats", "pressure"})
# Margins of the model, read from the table of held-out scores that `python -m training.tone` prints: at most 1 % of the
# polite sentences, ours and the corpora's together, exceed the first. The second is for a message that also holds a
# clearly polite sentence: its writer means well.
LIMITS = {"ja": (0.8, 1.1), "en": (0.8, 1.0)}
POLITE = {"ja": -0.6, "en": -0.4}
# A row of exclamation marks after a friendly sentence is joy.
LOUD = {"ja": 0.0, "en": 0.0}
# KeiCO's scale, 4 is plain: a second model has to agree.
PLAIN_LEVEL = 3.0
CAPITAL_WORDS = 4
_SMALL_WORDS = tomllib.loads(Path(__file__).with_name("small_words.toml").read_text("utf-8"))
IN_PASSING = frozenset(chain(*_SMALL_WORDS["in_passing"].values()))
# A sentence that ends like this is not blunt by the models; not to ask them makes most Japanese messages cheap.
POLITE_ENDINGS = tuple(_SMALL_WORDS["polite_endings"])

_NO_SENTENCE = re.compile(
    r"\s*(?:[>\uff1e\u30fb\u2022*#\u25a0\u25cf\uff0d-]|\(?\d+[.)\uff0e\uff09]|[^\s:\uff1a]{1,14}[:\uff1a])"
)
_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_ROW_OF_MARKS = re.compile(r"[!?\uff01\uff1f\u203c\u2047-\u2049]{3}")
_SMALL_LETTER = re.compile("[a-z][^\\W\\d_]|[^\\W\\d_][a-z]")
_SIGNS_AT_END = "\u3002!?\uff01\uff1f\u2026~\u301c "
_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")


class Found(Protocol):
    """What of a hit of the screening engine matters here: the danger, and the characters of the text it is about."""

    @property
    def danger(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True)
class ToneHint:
    """`kind` is heated, shouting or blunt; `start` and `end` are the sentence meant, in the text as it was typed;
    texts `title` and `text` stand under `advice`.
    """

    kind: str
    start: int
    end: int
    advice: str


@dataclass
class _Sentence:
    start: int
    end: int
    words: str
    language: str

    @cached_property
    def score(self) -> float:
        return bluntness(self.words, self.language)

    @property
    def may_be_blunt(self) -> bool:
        return not self.words.rstrip(_SIGNS_AT_END).endswith(POLITE_ENDINGS)


def hint(text: str, language: str | None = None, hits: Sequence[Found] = ()) -> ToneHint | None:
    """The one hint that matters most, or None. `language` (ja or en) leaves sentences in the other one alone; without
    it each is judged in its own. `hits` are the screening engine's for this text: abuse and threats are found there.
    """
    for hit in hits:
        if hit.danger in HEATED_DANGERS:
            return _hint("heated", *_around(text, hit))
    judged = [sentence for sentence in _said_in(text) if language in (None, sentence.language)]
    loud = next((sentence for sentence in judged if _is_loud(sentence)), None)
    if loud:
        return _hint("shouting", loud.start, loud.end)
    blunt = [sentence for sentence in judged if sentence.may_be_blunt and _excess(sentence) > 0]
    worst = max(filter(_is_whole, blunt), key=_excess, default=None)
    if worst is None:
        return None
    means_well = any(sentence.score < POLITE[sentence.language] for sentence in judged)
    if worst.score <= LIMITS[worst.language][means_well] or not _second_opinion(worst):
        return None
    return _hint("blunt", worst.start, worst.end)


def _hint(kind: str, start: int, end: int) -> ToneHint:
    return ToneHint(kind, start, end, f"screening.tone.{kind}")


def _around(text: str, hit: Found) -> tuple[int, int]:
    """The sentence that holds the beginning of the hit; the hit itself when that is no sentence."""
    return next((span for span in sentences_of(text) if span[0] <= hit.start < span[1]), (hit.start, hit.end))


def _said_in(text: str) -> Iterator[_Sentence]:
    """The sentences that say something in the writer's own words."""
    for start, end, words in own_sentences(text):
        language = "en" if words.isascii() or not _JAPANESE.search(words) else "ja"
        if _LATIN.search(words) or _HIRAGANA.search(words):
            yield _Sentence(start, end, words, language)


def _is_whole(sentence: _Sentence) -> bool:
    if _NO_SENTENCE.match(sentence.words) or _SIGNS_AROUND.sub("", sentence.words).lower() in IN_PASSING:
        return False
    return sentence.language == "en" or bool(_HIRAGANA.search(sentence.words))


def _excess(sentence: _Sentence) -> float:
    return sentence.score - LIMITS[sentence.language][0]


def _second_opinion(sentence: _Sentence) -> bool:
    return sentence.language == "en" or level(sentence.words) > PLAIN_LEVEL


def _is_loud(sentence: _Sentence) -> bool:
    if _ROW_OF_MARKS.fullmatch(sentence.words[-3:]):
        return sentence.score > LOUD[sentence.language]
    if sentence.language != "en" or _SMALL_LETTER.search(sentence.words):
        return False
    words = _WORD.findall(sentence.words)
    return len(words) >= CAPITAL_WORDS and all(word.isupper() for word in words)
