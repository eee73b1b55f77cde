"""What the tone model sees of a text: hashed runs of characters, and for English words and how sentences begin.

Numbers, not words: no text that the model was trained on can be read from its weights.
"""

from __future__ import annotations

import re
import unicodedata
from zlib import crc32

# A prime: multiples of characters, added up, spread well over it.
SLOTS = 262_139
LANGUAGES = ("ja", "en")
_PLACES = (1, 47_057, 92_831, 23_909, 71_993)
_OPENING, _OPENING_PAIR = 47_041, 23_011
_DIGITS = re.compile(r"\d+")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[^\sa-z]")


def features(text: str, language: str) -> tuple[set[int], ...]:
    """The slots, each below SLOTS, that a text fills, in groups that weigh the same however many are in them."""
    plain = normalised(text)
    if language == "ja":
        return (_runs(f"^{plain}$", language),)
    return _runs(f" {plain} ", language), _words(plain)


def normalised(text: str) -> str:
    """One width, one case, one blank between words; every number reads 0."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return " ".join(_DIGITS.sub("0", plain).split())


def _runs(text: str, language: str) -> set[int]:
    codes = list(map(ord, text))
    one, two, three, four, five = _PLACES
    # A loop for each length: this is most of what a hint costs.
    triples = [a * one + b * two + c * three for a, b, c in zip(codes, codes[1:], codes[2:], strict=False)]
    if language == "ja":
        pairs = [a * one + b * two for a, b in zip(codes, codes[1:], strict=False)]
        found = codes + pairs + triples
    else:
        fours = [head + code * four for head, code in zip(triples, codes[3:], strict=False)]
        found = triples + fours + [head + code * five for head, code in zip(fours, codes[4:], strict=False)]
    return {value % SLOTS for value in found}


def _words(plain: str) -> set[int]:
    words = _TOKEN.findall(plain)
    hashed = [crc32(word.encode()) % SLOTS for word in words]
    starts = [place for place, word in enumerate(words) if place == 0 or (words[place - 1] in ".!?" and word.isalpha())]
    openings = [hashed[place] + _OPENING for place in starts]
    pairs = [hashed[place] * 3 + hashed[place + 1] * 7 + _OPENING_PAIR for place in starts if place + 1 < len(words)]
    return {value % SLOTS for value in (len(words) < 4, *hashed, *openings, *pairs)}
