"""Japanese text into words: one dictionary for the whole process, one tokenizer for each thread."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

from sudachipy import Dictionary, SplitMode, Tokenizer

# Sudachi takes at most some 49,000 bytes at once.
LONGEST_PIECE = 4_000
_local = threading.local()


@dataclass(frozen=True)
class Morpheme:
    """One word of a text: its normalised form, and from where to before where it stands (characters)."""

    normal: str
    start: int
    end: int


def tokenizer() -> Tokenizer:
    """Tokenizers are not for sharing between threads; the dictionary under them is."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = _dictionary().tokenizer()
    return _local.tokenizer


@lru_cache(maxsize=32)
def morphemes(text: str) -> tuple[Morpheme, ...]:
    """The words of a text, compounds whole (Sudachi's mode C)."""
    return tuple(
        Morpheme(word.normalized_form(), place + word.begin(), place + word.end())
        for place in range(0, len(text), LONGEST_PIECE)
        for word in tokenizer().tokenize(text[place : place + LONGEST_PIECE], SplitMode.C)
    )


@lru_cache(maxsize=1)
def _dictionary() -> Dictionary:
    return Dictionary(dict="small")
