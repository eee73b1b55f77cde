"""Patterns of the rulebook: written in ordinary spelling, folded like the texts they are tried on, run by RE2.

RE2 has no look-around and no back-references, and needs time in proportion to the text whatever a pattern says. Its
classes \\w, \\d, \\s and \\b mean ASCII: between a kana and a Latin letter there is a word boundary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import re2

from tachiai.screening.normaliser import FOLDS, HIRAGANA

_SPECIAL = frozenset(r"\.+*?()|[]{}^$-")
# One piece of a pattern that is no letter to fold: an escape, the head of a group, a class by name.
_SYNTAX = re.compile(r"\\[pP]\{\^?\w+\}|\\x\{[0-9a-fA-F]+\}|\\.|\(\?P?<\w+>|\(\?[a-zA-Z-]*[:)]|\[:\^?\w+:\]", re.DOTALL)
_NEVER = re.compile(r"\\[pP]\{\^?Katakana\}|\\Q")
_ANCHOR = re.compile(r"(\\[Az])|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|([\^$])", re.DOTALL)
_MEMORY = 64 << 20


@dataclass(frozen=True)
class Pattern:
    """A folded pattern. `loose` finds it anywhere in a text of many sentences: it is not tied to a beginning or end."""

    source: str
    regexp: re2._Regexp = field(compare=False, repr=False)

    @property
    def loose(self) -> str:
        return _ANCHOR.sub(lambda found: "(?:)" if found[1] or found[2] else found[0], self.source)

    def span(self, text: bytes) -> tuple[int, int] | None:
        """Where the pattern first matches in a folded text, in bytes of UTF-8."""
        found = self.regexp.search(text)
        return found.span() if found else None


def options() -> re2.Options:
    made = re2.Options()
    made.log_errors = False
    made.never_capture = True
    made.max_mem = _MEMORY
    return made


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
    return Pattern(source, re2.compile(source.encode(), options()))


def _opens(pieces: list[str]) -> bool:
    return pieces[-1] == "[" or (pieces[-1] == "^" and pieces[-2] == "[")


def _literal(character: str, in_class: bool) -> str:
    new = FOLDS[ord(character)].translate(HIRAGANA)
    if new == character:
        return character
    if len(new) != 1 and in_class:
        raise ValueError(f"{character!r} is read as {new!r} and cannot stand in a class")
    safe = "".join(f"\\{one}" if one in _SPECIAL else one for one in new)
    return safe if len(new) == 1 else f"(?:{safe})"
