"""A text on its way from how it was typed to how it is matched, step by step, with the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import re2

Span = tuple[int, int]
By = str | Callable[[re.Match[str]], str]
Step = tuple[re.Pattern[str], By]

_NOT_AROUND = re.compile(r"\(\?<?![^()]*\)")
_AGAIN = re.compile(r"\(\?P<by>(?P<first>\[[^]]*\]\{1,3\})\)")
_CODE = re.compile(r"\\u([0-9a-f]{4})")
_MEMORY = 64 << 20


class Writing:
    """A text on its way, and where each of its characters came from if anybody wants to know.

    `is_moved` once more than single characters was replaced.
    """

    def __init__(self, text: str, spans: list[Span] | None):
        self.text = text
        self.spans = spans
        self.is_moved = False

    def each(self, table: Mapping[int, str]) -> None:
        if self.spans is not None and any(len(table[ord(one)]) != 1 for one in set(self.text)):
            lengths = ((span, len(table[ord(one)])) for one, span in zip(self.text, self.spans, strict=True))
            self.spans = [span for span, length in lengths for _ in range(length)]
        self.text = self.text.translate(table)

    def sub(self, pattern: re.Pattern[str], by: By) -> None:
        """Replace every match; `pattern` matches at least one character."""
        if self.spans is None:
            before, self.text = self.text, pattern.sub(by, self.text)
            self.is_moved |= self.text != before
            return
        spans: list[Span] = []
        pieces: list[str] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = by if isinstance(by, str) else by(match)
            pieces += self.text[done : match.start()], new
            spans += self.spans[done : match.start()]
            spans += _spans_of(new, match[0], self.spans[match.start() : match.end()])
            done = match.end()
        self.text, self.spans = "".join((*pieces, self.text[done:])), spans + self.spans[done:]


def _spans_of(new: str, old: str, spans: list[Span]) -> list[Span]:
    """Characters that only moved together keep their places; of others it is known only that they stand in `old`."""
    if len(new) == len(old):
        return spans
    kept, place = [], -1
    for character in new:
        place = old.find(character, place + 1)
        if place < 0:
            return [(spans[0][0], spans[-1][1])] * len(new)
        kept.append(spans[place])
    return kept


class Steps:
    """Replacements in a fixed order, each over the whole text. One pass of RE2 tells which of them can apply at all:
    to most texts none, and then nothing else is done."""

    def __init__(self, steps: Iterable[Step], folds: Mapping[int, str] | None = None):
        """`folds` is a table that texts have gone through already when it is asked whether a step applies."""
        self._steps = tuple(steps)
        self._needles = re2.Set.SearchSet(linear_options())
        for pattern, _ in self._steps:
            self._needles.Add(_needle(pattern.pattern).translate(folds or {}).encode())
        self._needles.Compile()

    def may_apply(self, data: bytes) -> bool:
        """Whether a step may change a text (as UTF-8); False is certain, True is not."""
        return bool(self._needles.Match(data))

    def apply(self, writing: Writing) -> None:
        for pattern, by in self._steps:
            writing.sub(pattern, by)

    def apply_some(self, writing: Writing) -> bool:
        """The same, faster for texts to which few steps apply; whether the text is another one now."""
        original, done = writing.text, -1
        waiting = self._waiting(writing, done)
        while waiting:
            before, done = writing.text, waiting.pop(0)
            writing.sub(*self._steps[done])
            if writing.text != before:
                waiting = self._waiting(writing, done)
        return writing.text != original

    def _waiting(self, writing: Writing, done: int) -> list[int]:
        return sorted(step for step in self._needles.Match(writing.text.encode()) or () if step > done)


def linear_options() -> re2.Options:
    """How RE2 runs everything here: no groups, enough memory for large sets, silent."""
    made = re2.Options()
    made.log_errors = False
    made.never_capture = True
    made.max_mem = _MEMORY
    return made


def _needle(pattern: str) -> str:
    """A pattern for RE2 that is found wherever `pattern` is: what stands around a match is taken into it."""
    again = _AGAIN.search(pattern)
    loose = pattern.replace("(?P=by)", again["first"]) if again else pattern
    loose = _NOT_AROUND.sub("", loose).replace("(?<=", "(?:").replace("(?=", "(?:")
    return _CODE.sub(lambda code: chr(int(code[1], 16)), loose)
