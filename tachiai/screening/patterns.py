"""Patterns of the rulebook: written in ordinary spelling, folded like the texts they are tried on, run by RE2.

RE2 has no look-around and no back-references, and needs time in proportion to the text whatever a pattern says. Its
classes \\w, \\d, \\s and \\b mean ASCII: between a kana and a Latin letter there is a word boundary.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import re2

from tachiai.screening.faults import Fault
from tachiai.screening.folding import FOLDS_TO_HIRAGANA
from tachiai.screening.needles import Way, ways
from tachiai.screening.rewriting import linear_options

_SPECIAL = frozenset(r"\.+*?()|[]{}^$-")
# One piece of a pattern that is no letter to fold: an escape, the head of a group, a class by name.
_SYNTAX = re.compile(r"\\[pP]\{\^?\w+\}|\\x\{[0-9a-fA-F]+\}|\\.|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|\[:\^?\w+:\]", re.DOTALL)
# What needs no more than its letters folded, in a class or out of it.
_RUN = re.compile(r"[^\\\[\](\s]+")
_ANYWHERE = re2._Anchor.UNANCHORED
_NEVER = re.compile(r"\\[pP]\{\^?Katakana\}|\\Q")


@dataclass(frozen=True)
class Pattern:
    """A pattern for folded texts."""

    source: str
    regexp: re2._Regexp = field(compare=False, repr=False)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """What a sentence must hold for the pattern to match (`needles`); none when nothing is certain."""
        return ways(self.source)

    @cached_property
    def _match(self) -> Callable[..., list[tuple[int, int]]]:
        # The wrapper's own search makes a generator and an object for each call.
        return self.regexp._regexp.Match

    def span(self, text: bytes) -> tuple[int, int] | None:
        """Where the pattern first matches in a folded text, in bytes of UTF-8."""
        span = self._match(_ANYWHERE, text, 0, len(text))[0]
        return None if span[0] < 0 else span


@lru_cache(maxsize=64)  # what takes hits back is often the same for all rules of a file
def folded(pattern: str) -> Pattern:
    """`pattern` without its white space (outside of classes) and folded; Fault or re2.error for a bad one."""
    if never := _NEVER.search(pattern):
        raise Fault("never", sign=never[0])
    pieces: list[str] = []
    place, in_class = 0, False
    while place < len(pattern):
        if syntax := _SYNTAX.match(pattern, place):
            pieces.append(syntax[0])
            place = syntax.end()
            continue
        if run := _RUN.match(pattern, place):
            pieces.append(run[0].translate(_LITERALS[in_class]))
            place = run.end()
            continue
        character = pattern[place]
        place += 1
        if character == "[" and not in_class:
            in_class = True
            pieces.append(character)
        elif character == "]" and in_class and not _opens(pieces):
            in_class = False
            pieces.append(character)
        elif in_class or not character.isspace():
            pieces.append(character.translate(_LITERALS[in_class]))
    source = "".join(pieces)
    return Pattern(source, re2.compile(source.encode(), linear_options()))


def _opens(pieces: list[str]) -> bool:
    return pieces[-1] == "[" or (pieces[-1] == "^" and pieces[-2] == "[")


class _Literals(dict[int, str]):
    """How a character is written in a pattern for folded texts; worked out when it is first met."""

    def __init__(self, in_class: bool):
        self._in_class = in_class

    def __missing__(self, code: int) -> str:
        self[code] = _literal(chr(code), self._in_class)
        return self[code]


def _literal(character: str, in_class: bool) -> str:
    new = FOLDS_TO_HIRAGANA[ord(character)]
    if new == character:
        return character
    if len(new) != 1 and in_class:
        raise Fault("class", sign=character, read_as=new)
    safe = "".join(f"\\{one}" if one in _SPECIAL else one for one in new)
    return safe if len(new) == 1 else f"(?:{safe})"


_LITERALS = (_Literals(in_class=False), _Literals(in_class=True))
