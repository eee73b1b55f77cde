"""What would name somebody in a text that is published: statements of reasons carry no personal data (DSA art. 24(5)).

A machine finds what has a form (addresses, numbers) and the names it is told; a person still reads before they publish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tachiai.kernel.readable import LETTERS

MAIL, PHONE, ACCOUNT, NAME, NUMBER = KINDS = ("mail", "phone", "account", "name", "number")
_SHORTEST_NAME = 2
# Where words are written without blanks between them, so short a name also stands within other words.
_LONGEST_DOUBTFUL = 3
# Letters of scripts that put blanks between words.
_SPACED = "0-9a-z\u00aa-\u024f\u0370-\u052f\u1e00-\u1fff"
_PART = re.compile(rf"[{_SPACED}]+|[^\s{_SPACED}]")
_FORMS = (
    (MAIL, re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")),
    (PHONE, re.compile(r"(?<![\d-])\+?\d{1,4}([ -]?\(?\d{2,4}\)?){2,4}(?![\d-])")),
    (ACCOUNT, re.compile(r"(?<![\w@])@\w{3,}")),
    # What this place numbers or names: /people/12/, #1234, and references of contracts and reports.
    (NUMBER, re.compile(rf"/[a-z-]+/\d+|#\d+|\b(?=[A-Z]*\d)(?=\d*[A-Z])[{LETTERS}]{{8,12}}\b")),
)
# A phone number has at least so many digits; dates and sums of money have fewer or stand otherwise.
_PHONE_DIGITS = 10


@dataclass(frozen=True)
class Named:
    """What would name somebody: of which kind (`KINDS`), and the words themselves as the text reads when folded.

    `is_doubtful`: it may be a word like any other, which only a reader can tell.
    """

    kind: str
    words: str
    is_doubtful: bool = False


def personal_data(text: str, names: Iterable[str] = (), wording: str = "") -> tuple[Named, ...]:
    """Everything in `text` that would name somebody. `names`: those of the people concerned, however they are typed.
    `wording`: what the place says of itself, in which every word is a word; anybody may call themselves by one."""
    plain = unicodedata.normalize("NFKC", text)
    found = [
        Named(kind, match.group())
        for kind, form in _FORMS
        for match in form.finditer(plain)
        if kind != PHONE or sum(map(str.isdigit, match.group())) >= _PHONE_DIGITS
    ]
    folded, ordinary = _folded(text), _folded(wording)
    for name in names:
        parts = _PART.findall(_folded(name))
        if sum(map(len, parts)) >= _SHORTEST_NAME and (called := _called(parts)).search(folded):
            found.append(Named(NAME, name, _is_short(parts) or called.search(ordinary) is not None))
    return tuple(dict.fromkeys(found))


def _called(parts: Sequence[str]) -> re.Pattern[str]:
    """What finds a name with blanks or without, as a word of its own where words have blanks between them."""
    ends = rf"(?<![{_SPACED}])", rf"(?![{_SPACED}])"
    before, after = (end if _is_spaced(part) else "" for end, part in zip(ends, (parts[0], parts[-1]), strict=True))
    return re.compile(before + r"\s*".join(map(re.escape, parts)) + after)


def _is_short(parts: Sequence[str]) -> bool:
    return len(parts) <= _LONGEST_DOUBTFUL and not any(map(_is_spaced, parts))


def _is_spaced(part: str) -> bool:
    return re.fullmatch(rf"[{_SPACED}]+", part) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
