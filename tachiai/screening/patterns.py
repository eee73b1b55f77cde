"""Patterns of the rulebook: written in ordinary spelling, folded like the texts they are tried on, run by RE2.

RE2 has no look-around and no back-references, and needs time in proportion to the text whatever a pattern says. Its
classes \\w, \\d, \\s and \\b mean ASCII: between a kana and a Latin letter there is a word boundary.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import re2

from tachiai.screening.folding import FOLDS_TO_HIRAGANA
from tachiai.screening.needles import needles
from tachiai.screening.rewriting import linear_options

_SPECIAL = frozenset(r"\.+*?()|[]{}^$-")
# One piece of a pattern that is no letter to fold: an escape, the head of a group, a class by name.
_SYNTAX = re.compile(r"\\[pP]\{\^?\w+\}|\\x\{[0-9a-fA-F]+\}|\\.|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|\[:\^?\w+:\]", re.DOTALL)
_ANYWHERE = re2._Anchor.UNANCHORED
_NEVER = re.compile(r"\\[pP]\{\^?Katakana\}|\\Q")
_ANCHOR = re.compile(r"(\\[Az])|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|([\^$])", re.DOTALL)


@dataclass(frozen=True)
class Pattern:
    """A pattern for folded texts, and whether it is tied to the beginning or end of a sentence."""

    source: str
    regexp: re2._Regexp = field(compare=False, repr=False)

    @cached_property
    def is_tied(self) -> bool:
        return any(found[1] or found[2] for found in _ANCHOR.finditer(self.source))

    @cached_property
    def needles(self) -> frozenset[str]:
        """Words of which one at least stands in every text that matches; none when nothing is certain."""
        return needles(self.source)

    def is_somewhere_in(self, text: bytes) -> bool:
        """False only if no sentence of the text can match."""
        return self.is_tied or self._match(_ANYWHERE, text, 0, len(text))[0][0] >= 0

    @cached_property
    def _match(self) -> Callable[..., list[tuple[int, int]]]:
        # The wrapper's own search makes a generator and an object for each call.
        return self.regexp._regexp.Match

    def span(self, text: bytes) -> tuple[int, int] | None:
        """Where the pattern first matches in a folded text, in bytes of UTF-8."""
        span = self._match(_ANYWHERE, text, 0, len(text))[0]
        return None if span[0] < 0 else span


def folded(pattern: str) -> Pattern:
    """`pattern` without its white space (outside of classes) and folded; ValueError or re2.error for a bad one."""
    if never := _NEVER.search(pattern):
        raise ValueError(f"{never[0]} can never be found in a folded text")
    pieces: list[str] = []
    place, in_class = 0, False
    while place < len(pattern):
        if syntax := _SYNTAX.match(pattern, place):
            pieces.append(syntax[0])
            place = syntax.end()
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
            pieces.append(_literal(character, in_class))
    source = "".join(pieces)
    return Pattern(source, re2.compile(source.encode(), linear_options()))


def _opens(pieces: list[str]) -> bool:
    return pieces[-1] == "[" or (pieces[-1] == "^" and pieces[-2] == "[")


def _literal(character: str, in_class: bool) -> str:
    new = FOLDS_TO_HIRAGANA[ord(character)]
    if new == character:
        return character
    if len(new) != 1 and in_class:
        raise ValueError(f"{character!r} is read as {new!r} and cannot stand in a class")
    safe = "".join(f"\\{one}" if one in _SPECIAL else one for one in new)
    return safe if len(new) == 1 else f"(?:{safe})"
