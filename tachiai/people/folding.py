"""Names alike for what people call themselves and for what is looked for: width, case, kana, spaces and the dots and
hyphens within names are forgiven.

PostgreSQL folds both sides, so that a name is found however it came into its table.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, Value
from django.db.models.functions import Collate, Concat, Lower

_HIRAGANA = "".join(map(chr, (*range(0x3041, 0x3097), 0x309D, 0x309E)))
_KATAKANA = "".join(chr(ord(sign) + 0x60) for sign in _HIRAGANA)
_LEFT_OUT = " \N{KATAKANA MIDDLE DOT}\N{MIDDLE DOT}.\N{HYPHEN}-_'\N{RIGHT SINGLE QUOTATION MARK}"
_LAST = "\U0010ffff"


def folded(name: Any) -> Collate:
    """In the order of the signs themselves, whatever the order of the database is."""
    same = Lower(Func(name, template="normalize(%(expressions)s, NFKC)"))
    return Collate(Func(same, Value(_HIRAGANA + _LEFT_OUT), Value(_KATAKANA), function="translate"), "C")


def beginning_with(asked: str) -> dict[str, Any]:
    """What `folded_name=folded("display_name")` has to be, from and up to, for names that begin with what is asked."""
    first = folded(Value(asked))
    return {"folded_name__gte": first, "folded_name__lt": Concat(first, Value(_LAST))}


NAME = folded(F("display_name"))
