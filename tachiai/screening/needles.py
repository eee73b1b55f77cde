"""What a text must contain, to the letter, before a pattern can be found in it: words to look for all at once.

A pattern is read as ways in which it may match, a way as terms that must all be there, a term as words of which one
must. Only what is certain is used. A part of a pattern that is not understood, or may match too many things, asks for
nothing; a pattern of such parts alone has no ways and is always tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod

# So many spellings of one part are told apart at most, and so many words asked for.
_MOST_SPELLINGS, _MOST_WAYS, _MOST_WORDS = 64, 200, 2_000
# Rough shares of a character among all; a term more common than the last is not looked for if the way has another.
_COMMON, _RARE, _MOST_COMMON = 0.04, 0.004, 0.02
_KANA_OR_LATIN = re.compile(r"[\u3041-\u30ff -~]")
_HEAD = re.compile(r"\?(?:P?<\w+>|[a-zA-Z-]*:)|(?=[^?])|\Z")
_TIMES = re.compile(r"([*+?]|\{(\d+)(,?)(\d*)\})\??")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
# Characters that stand for themselves, once.
_RUN = re.compile(r"(?:[^\\()\[|*+?{.^$](?![*+?{]))+")
_RANGE = re.compile("(.)-(.)", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:(?P<edge>[bBAz])|(?P<digit>d)|(?P<kind>[DsSwW]|[pP]\{[^}]*\}|[pP]\w)|(?P<own>[^a-zA-Z0-9]))"
)

# Of a term one word is there, of a way every term.
Term = frozenset[str]
Way = frozenset[Term]


class _NotUnderstood(Exception):
    """Syntax that this reader does not know; the pattern is then always tried."""


@dataclass(frozen=True)
class _Part:
    """`spellings`: everything the part can match, if that is known. `ways`: one of them is gone in whatever it matches;
    on a way of no terms nothing is certain."""

    spellings: frozenset[str] | None
    ways: tuple[Way, ...]


_FREE: Way = frozenset()
_ANYTHING, _NOTHING = _Part(None, (_FREE,)), _Part(frozenset({""}), (_FREE,))


def ways(pattern: str) -> tuple[Way, ...]:
    """The ways in which an RE2 pattern may match a folded sentence: of every term of one of them a word stands there.

    None at all when nothing is certain.
    """
    reader = _Reader(pattern)
    try:
        part = reader.alternatives()
    except (_NotUnderstood, IndexError):
        return ()
    found = _ways_of(part)
    if reader.place < len(pattern) or _FREE in found:
        return ()
    return tuple(dict.fromkeys(map(_telling, found)))


@lru_cache(maxsize=10_000)
def commonness(term: Term) -> float:
    """About how often one of the words begins at a character of a text, if characters came as they like."""
    return sum(prod(_COMMON if _KANA_OR_LATIN.match(sign) else _RARE for sign in word) for word in term)


def rarest(several: Iterable[Way]) -> Term:
    """The words of which one at least is there, whichever way a text matches."""
    return frozenset().union(*(min(way, key=commonness) for way in several))


def _telling(way: Way) -> Way:
    """Without terms that tell next to nothing beside the rarest, and words that contain another of their term."""
    first, *others = sorted((frozenset(_shortest(term)) for term in way), key=commonness)
    return frozenset((first, *(term for term in others if commonness(term) < _MOST_COMMON)))


def _shortest(words: Iterable[str]) -> Iterable[str]:
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(short in word for short in kept):
            kept.append(word)
    return kept


def _ways_of(part: _Part) -> tuple[Way, ...]:
    if part.spellings is not None and "" not in part.spellings:
        return (frozenset({part.spellings}),)
    return part.ways


def _both(one: tuple[Way, ...], other: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways of two parts that stand one behind the other."""
    if len(one) * len(other) > _MOST_WAYS:
        one, other = sorted((one, other), key=len)
        other = _merged(other)
    if len(one) * len(other) > _MOST_WAYS:
        one = _merged(one)
    return tuple(first | second for first, second in product(one, other))


def _merged(several: tuple[Way, ...]) -> tuple[Way, ...]:
    """One way instead: a word of the rarest term of any of them is there."""
    if _FREE in several:
        return (_FREE,)
    words = rarest(several)
    return (frozenset({words}) if len(words) <= _MOST_WORDS else _FREE,)


def _literal(*spellings: str) -> _Part:
    return _Part(frozenset(spellings), (_FREE,))


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
        done: tuple[Way, ...] = (_FREE,)
        is_whole, last = True, _NOTHING
        while self.place < len(self.pattern) and not self._next_is("|)"):
            part = self._run() or self._repeated(self._atom())
            if joined := _joined(last, part):
                last = joined
                continue
            done, is_whole, last = _both(done, _ways_of(last)), False, part
        return last if is_whole else _Part(None, _both(done, _ways_of(last)))

    def _repeated(self, part: _Part) -> _Part:
        while times := _TIMES.match(self.pattern, self.place):
            self.place = times.end()
            sign, least, comma, most = times.groups()
            if sign == "?":
                part = _Part(part.spellings | {""} if part.spellings is not None else None, (_FREE,))
            elif sign == "*" or least == "0":
                part = _ANYTHING
            elif not (least == "1" and (not comma or most == "1")):
                part = _Part(None, _ways_of(part))
        return part

    def _run(self) -> _Part | None:
        run = _RUN.match(self.pattern, self.place)
        if not run:
            return None
        self.place = run.end()
        return _literal(run[0])

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


def _joined(one: _Part, other: _Part) -> _Part | None:
    """Two parts as one, if all that they can match is known and not too much."""
    if one.spellings == {""}:
        return other
    if one.spellings is None or other.spellings is None:
        return None
    if len(one.spellings) * len(other.spellings) > _MOST_SPELLINGS:
        return None
    return _literal(*map("".join, product(one.spellings, other.spellings)))


def _one_of(parts: list[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    spelled = [part.spellings for part in parts if part.spellings is not None]
    known = frozenset().union(*spelled)
    if len(spelled) == len(parts):
        return _Part(known, (_FREE,))
    others = [way for part in parts if part.spellings is None for way in part.ways]
    found = (*(_ways_of(_literal(*known)) if spelled else ()), *others)
    if _FREE in found:
        return _ANYTHING
    return _Part(None, found if len(found) <= _MOST_WAYS else _merged(found))
