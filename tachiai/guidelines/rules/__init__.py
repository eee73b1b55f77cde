"""The documents by name, their clauses by id, by place and by danger."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from tachiai.guidelines.rules.library import Library, read_library
from tachiai.guidelines.rules.shape import DOCUMENTS, Clause, Document, Ground, Place, Section

__all__ = [
    "DOCUMENTS",
    "Clause",
    "Document",
    "Ground",
    "Place",
    "Section",
    "clause",
    "clause_of_danger",
    "clauses_for",
    "document",
    "library",
    "use",
    "versions",
    "wording",
]

_own: list[Path] = []
# What the documents need not name apart: it breaks the same clauses.
_JUDGED_AS = {"contest_proposal": "proposal", "task_question": "message"}


def use(folder: str) -> None:
    """Take an operator's documents from `folder` from now on; none when it is empty. They are read when first asked."""
    _own[:] = [Path(folder)] if folder else []
    library.cache_clear()


@lru_cache(maxsize=1)
def library() -> Library:
    """The documents of this installation. ValueError with every fault when they are not as they should be."""
    return read_library(*_own)


@lru_cache(maxsize=1)
def _shipped() -> Library:
    return read_library()


def document(name: str, on: date | None = None) -> Document:
    """The version of a document in force on a day; the newest when no day is asked. LookupError for no document."""
    return library().document(name, on)


def versions(name: str) -> tuple[Document, ...]:
    """Every version of a document, the newest first. LookupError for no document."""
    if name not in library().versions:
        raise LookupError(f"no document {name}")
    return library().versions[name][::-1]


def clause(id: str) -> Clause:
    """A clause by id, in the newest words. LookupError for none.

    What an operator's documents do not have is looked up in the shipped ones: a decision may have cited it before.
    """
    for each in (library(), _shipped()):
        if id in each.by_id:
            return each.by_id[id]
    raise LookupError(f"no clause {id}")


def clauses_for(place: str, on: date | None = None) -> tuple[Clause, ...]:
    """The clauses that something at this place can break, those met most often first: the kinds of a report."""
    place = _JUDGED_AS.get(place, place)
    offered = [each for name in library().versions for each in document(name, on).clauses if place in each.places]
    return tuple(sorted(offered, key=lambda each: -each.breach.often if each.breach else 0))


def wording() -> str:
    """All that the clauses say in explanation of a breach, in every language: ordinary words, of which none names
    anybody."""
    broken = (each for each in library().by_id.values() if each.breach)
    return "\n".join(said for each in broken for said in each.explanation.values())


def clause_of_danger(danger: str) -> Clause:
    """The one clause that answers for a danger of the rulebook. LookupError when none does."""
    if danger not in library().by_danger:
        raise LookupError(f"no clause answers for {danger}")
    return library().by_danger[danger]
