"""What a text must contain, to the letter, before a pattern can be found in it: words to look for all at once.

Only what is certain is used. A part of a pattern that is not understood, or may match too many things, asks for
nothing; a pattern of such parts alone has no needles and is always tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

# So many spellings of one part are told apart at most, and so many words asked for.
_MOST_SPELLINGS, _MOST_WORDS = 64, 2_000
_HEAD = re.compile(r"\?(?:P?<\w+>|[a-zA-Z-]*:)|(?=[^?])|\Z")
_TIMES = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})\??")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
_RANGE = re.compile("(.)-(.)", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:(?P<edge>[bBAz])|(?P<digit>d)|(?P<kind>[DsSwW]|[pP]\{[^}]*\}|[pP]\w)|(?P<own>[^a-zA-Z0-9]))"
)


class _NotUnderstood(Exception):
    """Syntax that this reader does not know; the pattern is then always tried."""


@dataclass(frozen=True)
class _Part:
    """`spellings`: everything the part can match, if that is known. `words`: one of these is in whatever it matches."""

    spellings: frozenset[str] | None
    words: frozenset[str] | None


_ANYTHING, _NOTHING = _Part(None, None), _Part(frozenset({""}), None)


def needles(pattern: str) -> frozenset[str]:
    """Words of which one at least stands in every text that an RE2 pattern matches; none when nothing is certain."""
    reader = _Reader(pattern)
    try:
        part = reader.alternatives()
    except (_NotUnderstood, IndexError):
        return frozenset()
    if reader.place < len(pattern):
        return frozenset()
    return frozenset(_shortest(_words_of(part) or ()))


def _shortest(words: Iterable[str]) -> Iterable[str]:
    """Without the words that contain another of them."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(short in word for short in kept):
            kept.append(word)
    return kept


def _words_of(part: _Part) -> frozenset[str] | None:
    if part.spellings is not None and "" not in part.spellings:
        return part.spellings
    return part.words


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The longer words are the rarer ones."""
    sets = [words for words in (one, other) if words]
    return max(sets, key=lambda words: (min(map(len, words)), -len(words)), default=None)


def _literal(*spellings: str) -> _Part:
    return _Part(frozenset(spellings), None)


class _Reader:
    def __init__(self, pattern: str):
        self.pattern = pattern
        self.place = 0

    def alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._next_is("|"):
            self.place += 1
            parts.append(self._sequence())
        return _one_of(parts)

    def _next_is(self, signs: str) -> bool:
        return self.place < len(self.pattern) and self.pattern[self.place] in signs

    def _sequence(self) -> _Part:
        spellings, words, is_whole = frozenset({""}), None, True
        while self.place < len(self.pattern) and not self._next_is("|)"):
            part = self._repeated(self._atom())
            known = part.spellings
            if known is not None and len(known) * len(spellings) <= _MOST_SPELLINGS:
                spellings = frozenset(map("".join, product(spellings, known)))
                continue
            is_whole = False
            words = _better(_better(words, _words_of(_Part(spellings, None))), _words_of(part))
            spellings = known if known is not None and len(known) <= _MOST_SPELLINGS else frozenset({""})
        if is_whole:
            return _Part(spellings, None)
        return _Part(None, _better(words, _words_of(_Part(spellings, None))))

    def _repeated(self, part: _Part) -> _Part:
        while times := _TIMES.match(self.pattern, self.place):
            self.place = times.end()
            sign, least, comma, most = times.groups()
            if sign == "?":
                part = _Part(part.spellings | {""} if part.spellings is not None else None, None)
            elif sign == "*" or least == "0":
                part = _ANYTHING
            elif not (least == "1" and (not comma or most == "1")):
                part = _Part(None, _words_of(part))
        return part

    def _atom(self) -> _Part:
        sign = self.pattern[self.place]
        if sign == "\\":
            return self._escape()
        if sign == "[":
            return self._class()
        self.place += 1
        if sign == "(":
            return self._group()
        if sign in "^$":
            return _NOTHING
        return _ANYTHING if sign == "." else _literal(sign)

    def _group(self) -> _Part:
        head = _HEAD.match(self.pattern, self.place)
        if not head:
            raise _NotUnderstood
        self.place = head.end()
        part = self.alternatives()
        if not self._next_is(")"):
            raise _NotUnderstood
        self.place += 1
        return part

    def _escape(self) -> _Part:
        escape = _ESCAPE.match(self.pattern, self.place)
        if not escape:
            raise _NotUnderstood
        self.place = escape.end()
        if escape["edge"]:
            return _NOTHING
        if escape["digit"]:
            return _literal(*"0123456789")
        return _literal(escape["own"]) if escape["own"] else _ANYTHING

    def _class(self) -> _Part:
        end = _CLASS.match(self.pattern, self.place)
        if not end:
            raise _NotUnderstood
        self.place = end.end()
        said = end[0][1:-1]
        if said.startswith("^") or "\\" in said or "[:" in said:
            return _ANYTHING
        signs = _RANGE.sub(lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), said)
        return _literal(*signs) if len(signs) <= _MOST_SPELLINGS else _ANYTHING


def _one_of(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    spellings = [part.spellings for part in parts if part.spellings is not None]
    words = [found for part in parts if (found := _words_of(part)) is not None]
    if len(spellings) == len(parts):
        return _Part(frozenset().union(*spellings), None)
    if len(words) == len(parts) and sum(map(len, words)) <= _MOST_WORDS:
        return _Part(None, frozenset().union(*words))
    return _ANYTHING
