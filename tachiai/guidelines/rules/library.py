"""Every version of every document: those that come with the program, and an operator's own, which win."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from tachiai.guidelines.rules.shape import DOCUMENTS, Clause, Document, document_of

# What terms.9-1 promises; also the two weeks that law.md 5.1 names for new standards.
NOTICE = timedelta(days=14)
FOLDER = Path(__file__).parents[1] / "documents"


@dataclass(frozen=True)
class Library:
    """The versions of each document, the oldest first."""

    versions: Mapping[str, tuple[Document, ...]]

    def document(self, name: str, on: date | None = None) -> Document:
        """The version in force on a day; the first one before that; the newest when no day is asked. LookupError."""
        if name not in self.versions:
            raise LookupError(f"no document {name}")
        versions = self.versions[name]
        begun = [version for version in versions if on is None or version.effective_on <= on]
        return begun[-1] if begun else versions[0]

    @cached_property
    def newest(self) -> tuple[Clause, ...]:
        """The clauses of the newest versions."""
        return tuple(clause for versions in self.versions.values() for clause in versions[-1].clauses)

    @cached_property
    def by_id(self) -> Mapping[str, Clause]:
        """Every clause as its newest version says it."""
        every = (version for versions in self.versions.values() for version in versions)
        return {clause.id: clause for version in every for clause in version.clauses}

    @cached_property
    def by_danger(self) -> Mapping[str, Clause]:
        return {danger: clause for clause in self.newest for danger in clause.dangers}


def read_library(own: Path | None = None) -> Library:
    """The shipped documents; one that stands in an operator's `own` folder replaces the shipped one with all its
    versions. ValueError with every fault on a line of its own: file, clause and what is wrong."""
    faults: list[str] = []
    shipped = _read(FOLDER, faults)
    if own is not None and not own.is_dir():
        faults.append(f"{own}: there is no such folder")
    ours = _read(own, faults) if own is not None else {}
    if own is not None and own.is_dir():
        faults += _strays(own)
        faults += _sudden(ours, shipped)
    versions = {**shipped, **ours}
    library = Library({name: versions[name] for name in DOCUMENTS if name in versions})
    faults += _told_twice(library)
    if faults:
        raise ValueError("\n".join(faults))
    return library


def _read(folder: Path, faults: list[str]) -> Mapping[str, tuple[Document, ...]]:
    found: dict[str, list[Document]] = {}
    for path in (each for place in _seen_in(folder) for each in _seen_in(place) if each.suffix == ".toml"):
        name = f"{path.parent.name}/{path.name}"
        try:
            document = document_of(tomllib.loads(path.read_text("utf-8")), name)
        except tomllib.TOMLDecodeError as error:
            faults.append(f"{name}: {error}")
        except ValueError as error:
            faults += str(error).splitlines()
        else:
            if (document.name, document.version) != (path.parent.name, path.stem):
                faults.append(f"{name}: the file says {document.name}/{document.version}")
            found.setdefault(document.name, []).append(document)
    ordered = {name: tuple(sorted(each, key=lambda version: version.effective_on)) for name, each in found.items()}
    for name, versions in ordered.items():
        days = Counter(version.effective_on for version in versions)
        faults += [f"{name}: two versions begin on {day}" for day, n in days.items() if n > 1]
        faults += _hasty(versions[1:])
    return ordered


def _hasty(versions: Sequence[Document]) -> list[str]:
    hasty = [each for each in versions if each.effective_on - each.announced_on < NOTICE]
    return [f"{each.name}/{each.version}.toml: takes effect less than {NOTICE.days} days after" for each in hasty]


def _strays(own: Path) -> list[str]:
    """What lies in an operator's folder and is read by nobody, though it was meant for somebody."""
    places = _seen_in(own)
    known = ", ".join(f"{name}/" for name in DOCUMENTS)
    strays = [path for path in places if path.name not in DOCUMENTS or not path.is_dir()]
    inside = [path for place in places if place not in strays for path in _seen_in(place)]
    return [
        *(f"{path.name}: documents lie in {known}" for path in strays),
        *(f"{path.parent.name}/{path.name}: no .toml file" for path in inside if path.suffix != ".toml"),
    ]


def _seen_in(folder: Path) -> list[Path]:
    """What an operator put there; what their system hides there beside it (`.DS_Store`, `._1.toml`) was meant for
    nobody."""
    return [path for path in sorted(folder.glob("*")) if not path.name.startswith(".")]


def _sudden(ours: Mapping[str, Sequence[Document]], shipped: Mapping[str, Sequence[Document]]) -> Iterator[str]:
    """The first version of one's own follows on shipped ones that people have agreed to."""
    for name, versions in ours.items():
        before = shipped.get(name, ())
        if before and versions[0].effective_on > before[0].effective_on:
            yield f"{name}: its first version must be {before[0].version}.toml; copy the older files too"


def _told_twice(library: Library) -> Iterator[str]:
    told: dict[str, str] = {}
    for clause in library.newest:
        for danger in sorted(clause.dangers):
            if danger in told:
                yield f"{clause.id}: {told[danger]} answers for {danger} already"
            told[danger] = clause.id
