"""Text into pairs of characters, alike for what was said and for what is looked for: width, kana, case and whatever
is neither letter nor digit are forgiven.

Pairs find any part of any word of any language. They keep their places, so that a phrase is found only as it was said;
the last character stands alone. `vector` and `query` are PostgreSQL literals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_QUERY = 100
MOST_TERMS = 8
# What a tsvector can hold: a place is written in 14 bits, and one pair has at most 255 places.
_LAST_PLACE = 16_383
_MOST_PLACES = 255
_KATAKANA = {sign: sign + 0x60 for sign in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_HALF_WIDTH_VOICED = "\uff9e\uff9f"


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `is_hit` when it is what was looked for."""

    text: str
    is_hit: bool = False


def vector(text: str) -> str:
    """A tsvector literal of the pairs in `text`."""
    places: dict[str, list[int]] = {}
    folded = _fold(text)
    for place in range(min(len(folded), _LAST_PLACE)):
        places.setdefault(folded[place : place + 2], []).append(place + 1)
    return " ".join(f"'{pair}':{','.join(map(str, found[:_MOST_PLACES]))}" for pair, found in places.items())


def query(asked: str) -> str | None:
    """A tsquery literal that asks for every term between spaces; None when there is nothing to look for."""
    return " & ".join(_phrase(term) for term in terms(asked)) or None


def terms(asked: str) -> list[str]:
    """What is looked for, folded; at most MOST_TERMS."""
    words = dict.fromkeys(_fold(word) for word in asked[:LONGEST_QUERY].split())
    return [word for word in words if word][:MOST_TERMS]


def excerpt(text: str, wanted: Sequence[str], *, width: int) -> list[Piece]:
    """About `width` characters of `text` around the first hit, every hit in them marked."""
    signs = list(_placed(text))
    folded = "".join(sign for sign, _ in signs)
    hits = sorted(_spans(folded, signs, wanted))
    first = hits[0][0] if hits else 0
    start = max(0, first - width // 3)
    end = min(len(text), start + width)
    pieces = [Piece("…")] if start else []
    for left, right in _merged(hits, start, end):
        pieces += [Piece(text[start:left]), Piece(text[left:right], is_hit=True)]
        start = right
    pieces.append(Piece(text[start:end] + ("…" if end < len(text) else "")))
    return [piece for piece in pieces if piece.text]


def _phrase(term: str) -> str:
    if len(term) == 1:
        return f"'{term}':*"
    return " <-> ".join(f"'{term[place : place + 2]}'" for place in range(len(term) - 1)).join("()")


def _fold(text: str) -> str:
    same = unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA)
    return same if same.isalnum() else "".join(filter(str.isalnum, same))


def _placed(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """What `_fold` makes of `text`, each sign with the stretch that it came from."""
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _belongs_to_the_one_before(text[end]):
            continue
        yield from ((sign, (start, end)) for sign in _fold(text[start:end]))
        start = end


def _belongs_to_the_one_before(sign: str) -> bool:
    return sign in _HALF_WIDTH_VOICED or unicodedata.combining(sign) != 0


def _spans(
    folded: str, signs: Sequence[tuple[str, tuple[int, int]]], wanted: Sequence[str]
) -> Iterator[tuple[int, int]]:
    for term in wanted:
        place = folded.find(term)
        while place >= 0:
            yield signs[place][1][0], signs[place + len(term) - 1][1][1]
            place = folded.find(term, place + len(term))


def _merged(spans: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Those that lie between `start` and `end`, none overlapping."""
    merged: list[tuple[int, int]] = []
    for left, right in spans:
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return [(left, right) for left, right in merged if start <= left and right <= end]
