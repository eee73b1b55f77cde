"""What is different between two versions of a document: clause by clause, with the words that changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain

from tachiai.guidelines.rules.shape import Clause, Document

# A word of Latin letters or digits, a run of kanji, of katakana or of hiragana; any other sign by itself.
WORD = re.compile(r"[A-Za-z0-9]+|[一-龥々]+|[ァ-ヶー]+|[ぁ-ん]+|\s+|.", re.DOTALL)


class Change(StrEnum):
    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"


class Mark(StrEnum):
    KEPT = "kept"
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some words in a row: in both versions, in the old one only, or in the new one only."""

    mark: Mark
    words: str


@dataclass(frozen=True)
class ClauseChange:
    """A clause that differs. `parts`: name of each text that differs (title, text, ...) to its pieces."""

    change: Change
    clause: Clause
    parts: dict[str, tuple[Piece, ...]]


def differences(old: Document, new: Document, language: str) -> list[ClauseChange]:
    """The clauses whose words differ in this language: those of `new` in its order, then those that are gone."""
    before, after = ({clause.id: clause for clause in each.clauses} for each in (old, new))
    changes = []
    for name in dict.fromkeys(chain(after, before)):
        told = [_told(clauses.get(name), language) for clauses in (before, after)]
        parts = {part: pieces(told[0].get(part, ""), told[1].get(part, "")) for part in dict.fromkeys(chain(*told))}
        differing = {part: each for part, each in parts.items() if any(piece.mark != Mark.KEPT for piece in each)}
        if differing:
            change = Change.GONE if name not in after else Change.CHANGED if name in before else Change.ADDED
            changes.append(ClauseChange(change, after.get(name) or before[name], differing))
    return changes


def _told(clause: Clause | None, language: str) -> dict[str, str]:
    """The texts of a clause as its reader sees them; none when there is no clause."""
    if clause is None:
        return {}
    said = {"title": clause.title, "text": clause.text}
    if clause.breach:
        said |= {"distinguishes": clause.distinguishes, "example": clause.example}
    return {name: text[language] for name, text in said.items()}


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Both texts laid over one another, word by word: what is old stands before what takes its place."""
    return tuple(Piece(mark, words) for mark, words in _pieces(WORD.findall(old), WORD.findall(new)) if words)


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[Mark, str]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Mark.KEPT, "".join(old[a:b])
        else:
            yield Mark.OLD, "".join(old[a:b])
            yield Mark.NEW, "".join(new[c:d])
