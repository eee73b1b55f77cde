"""What would name somebody in a text that is published: statements of reasons carry no personal data (DSA art. 24(5)).

A machine finds what has a form (addresses, numbers) and the names it is told; a person still reads before they publish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from tachiai.kernel.readable import LETTERS

MAIL, PHONE, ACCOUNT, NAME, NUMBER = KINDS = ("mail", "phone", "account", "name", "number")
_SHORTEST_NAME = 2
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
    """What would name somebody: of which kind (`KINDS`), and the words themselves as the text reads when folded."""

    kind: str
    words: str


def personal_data(text: str, names: Iterable[str] = ()) -> tuple[Named, ...]:
    """Everything in `text` that would name somebody. `names`: those of the people concerned, however they are typed."""
    plain = unicodedata.normalize("NFKC", text)
    found = [
        Named(kind, match.group())
        for kind, form in _FORMS
        for match in form.finditer(plain)
        if kind != PHONE or sum(map(str.isdigit, match.group())) >= _PHONE_DIGITS
    ]
    packed = _packed(plain)
    for name in names:
        wanted = _packed(name)
        if len(wanted) >= _SHORTEST_NAME and wanted in packed:
            found.append(Named(NAME, name))
    return tuple(dict.fromkeys(found))


def _packed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
