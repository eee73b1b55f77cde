"""One way of writing for what reads alike, and where in the original every character of it stands.

Two views of a text: `plain` folds how single characters are written; `squeezed` also undoes what is done to hide an
address or a number. Both are for matching only: people read the original. Every step is one pass over the text, and
no pass tries a position more than a bounded number of times.
"""

from __future__ import annotations

from functools import cached_property

from tachiai.screening.folding import FOLDS_TO_HIRAGANA, fold
from tachiai.screening.rewriting import Span, Writing
from tachiai.screening.squeezing import squeeze

PLAIN, SQUEEZED = VIEWS = ("plain", "squeezed")


class View:
    """One text as it is matched (`text`, and `data` in UTF-8), and the way back to the original."""

    def __init__(self, original: str, view: str = PLAIN, folded: View | None = None):
        """`folded` is the plain view of the same original, if it is there already."""
        self.original = original
        self.view = view
        writing = Writing(original, None)
        if folded:
            writing.text, writing.is_moved = folded.text, folded._is_moved
        else:
            fold(writing)
        if view == SQUEEZED:
            squeeze(writing)
        self.text: str = writing.text
        self._is_moved: bool = writing.is_moved
        self.data = self.text.encode()

    def origin(self, start: int, end: int) -> Span:
        """Where the characters from `start` to `end` (at least one) of `text` stand in the original."""
        if self._is_in_place:
            return start, end
        return self._spans[start][0], self._spans[end - 1][1]

    @cached_property
    def _is_in_place(self) -> bool:
        return not self._is_moved and all(len(FOLDS_TO_HIRAGANA[ord(one)]) == 1 for one in set(self.original))

    @cached_property
    def _spans(self) -> list[Span]:
        writing = Writing(self.original, [(place, place + 1) for place in range(len(self.original))])
        fold(writing)
        if self.view == SQUEEZED:
            squeeze(writing)
        return writing.spans or []


def plain(text: str) -> str:
    return View(text, PLAIN).text


def squeezed(text: str) -> str:
    return View(text, SQUEEZED).text
