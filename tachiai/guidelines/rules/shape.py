"""What a document and its clauses are, and what a file must say to be one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from tachiai.kernel.texts import LANGUAGES
from tachiai.kernel.typed import read

DOCUMENTS = ("terms", "job", "message")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
SEVERITIES = range(1, 6)
Said = Mapping[str, str]
"""A text in every language of `LANGUAGES`."""


class Place(StrEnum):
    """What can break a clause, and be reported for it."""

    LISTING = "listing"
    MESSAGE = "message"
    THREAD = "thread"
    PROPOSAL = "proposal"
    PROFILE = "profile"
    CONTRACT = "contract"
    RATING = "rating"


class Ground(StrEnum):
    """Why a clause forbids it: the law does, or only this place does (DSA art. 17(3)(d) and (e))."""

    ILLEGAL = "illegal"
    INCOMPATIBLE = "incompatible"


class Category(StrEnum):
    """The transparency database's categories, each after STATEMENT_CATEGORY_ (law.md 6.3)."""

    CONSUMER_INFORMATION = "CONSUMER_INFORMATION"
    CYBER_VIOLENCE = "CYBER_VIOLENCE"
    DATA_PROTECTION_AND_PRIVACY_VIOLATIONS = "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
    ILLEGAL_OR_HARMFUL_SPEECH = "ILLEGAL_OR_HARMFUL_SPEECH"
    INTELLECTUAL_PROPERTY_INFRINGEMENTS = "INTELLECTUAL_PROPERTY_INFRINGEMENTS"
    NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS = "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS"
    OTHER_VIOLATION_TC = "OTHER_VIOLATION_TC"
    PROTECTION_OF_MINORS = "PROTECTION_OF_MINORS"
    RISK_FOR_PUBLIC_SECURITY = "RISK_FOR_PUBLIC_SECURITY"
    SCAMS_AND_FRAUD = "SCAMS_AND_FRAUD"
    SELF_HARM = "SELF_HARM"
    UNSAFE_AND_PROHIBITED_PRODUCTS = "UNSAFE_AND_PROHIBITED_PRODUCTS"
    VIOLENCE = "VIOLENCE"


class Keyword(StrEnum):
    """The database's specifications of a category, each after KEYWORD_."""

    COPYRIGHT_INFRINGEMENT = "COPYRIGHT_INFRINGEMENT"
    CYBER_HARASSMENT = "CYBER_HARASSMENT"
    GOODS_SERVICES_NOT_PERMITTED = "GOODS_SERVICES_NOT_PERMITTED"
    HIDDEN_ADVERTISEMENT = "HIDDEN_ADVERTISEMENT"
    HUMAN_EXPLOITATION = "HUMAN_EXPLOITATION"
    IMPERSONATION_ACCOUNT_HIJACKING = "IMPERSONATION_ACCOUNT_HIJACKING"
    INAUTHENTIC_ACCOUNTS = "INAUTHENTIC_ACCOUNTS"
    INAUTHENTIC_LISTINGS = "INAUTHENTIC_LISTINGS"
    INAUTHENTIC_USER_REVIEWS = "INAUTHENTIC_USER_REVIEWS"
    MISLEADING_INFO_GOODS_SERVICES = "MISLEADING_INFO_GOODS_SERVICES"
    NONCOMPLIANCE_PRICING = "NONCOMPLIANCE_PRICING"
    PHISHING = "PHISHING"
    PYRAMID_SCHEMES = "PYRAMID_SCHEMES"
    OTHER = "OTHER"


@dataclass(frozen=True)
class Breach:
    """What makes a clause one that can be broken.

    `severity`: 1 (a word is enough) to 5 (people are in danger). `often`: 1 to 5, how often such a thing is met, as the
    writers of the document judge it; it orders the kinds in a report form and nothing else. `places`: where it can be
    reported; none when only staff find it. `dangers`: those of the rulebook for which the clause answers.
    `explanation`: how a decision says why something breaks it.
    """

    distinguishes: Said
    example: Said
    severity: int
    often: int
    places: tuple[Place, ...]
    category: Category
    explanation: Said
    keyword: Keyword = Keyword.OTHER
    ground: Ground = Ground.INCOMPATIBLE
    dangers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One clause. `id`: document.section-number. Without a breach it only explains, and nothing can break it."""

    id: str
    document: str
    section: str
    title: Said
    text: Said
    breach: Breach | None = None

    @property
    def anchor(self) -> str:
        """Its place on the document's page, and how people name it there: F-4."""
        return self.id.partition(".")[2]

    @property
    def places(self) -> frozenset[str]:
        return frozenset(self.breach.places if self.breach else ())

    @property
    def dangers(self) -> frozenset[str]:
        return frozenset(self.breach.dangers if self.breach else ())

    @property
    def severity(self) -> int:
        """1 to 5; 0 when nothing can break it."""
        return self.breach.severity if self.breach else 0

    @property
    def distinguishes(self) -> Said:
        return self._breach.distinguishes

    @property
    def example(self) -> Said:
        return self._breach.example

    @property
    def category(self) -> str:
        return self._breach.category

    @property
    def keyword(self) -> str:
        return self._breach.keyword

    @property
    def ground(self) -> str:
        return self._breach.ground

    @property
    def explanation(self) -> Said:
        return self._breach.explanation

    @property
    def _breach(self) -> Breach:
        """LookupError for a clause that only explains."""
        if self.breach is None:
            raise LookupError(f"nothing can break {self.id}")
        return self.breach


@dataclass(frozen=True)
class Section:
    """A chapter of a document: its name (F), title and clauses."""

    name: str
    title: Said
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Document:
    """One version of a document, published on `announced_on`, in force from `effective_on` until a newer one is.

    `digest` freezes all that its file says.
    """

    name: str
    version: str
    announced_on: date
    effective_on: date
    title: Said
    lead: Said
    sections: tuple[Section, ...]
    digest: str

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return tuple(clause for section in self.sections for clause in section.clauses)


@dataclass(frozen=True)
class _ClauseSaid:
    number: int
    title: Said
    text: Said
    breach: Breach | None = None


@dataclass(frozen=True)
class _SectionSaid:
    name: str
    title: Said
    clause: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class _DocumentSaid:
    document: str
    version: str
    announced_on: date
    effective_on: date
    title: Said
    lead: Said
    section: tuple[_SectionSaid, ...]


def document_of(data: Mapping[str, Any], where: str) -> Document:
    """The document that plain data describe. ValueError with every fault on a line: where, clause, what is wrong."""
    try:
        said = read(_DocumentSaid, dict(data), "")
    except ValueError as error:
        raise ValueError(f"{where}: {str(error).lstrip('.: ')}") from error
    faults: list[str] = []
    if said.document not in DOCUMENTS:
        faults.append(f"{where}: document is {said.document!r}, none of {', '.join(DOCUMENTS)}")
    if not VERSION.fullmatch(said.version):
        faults.append(f"{where}: version {said.version!r} is more than 20 letters, digits, dots and hyphens")
    faults += [f"{where}: {fault}" for fault in _unspoken({"title": said.title, "lead": said.lead})]
    names = [section.name for section in said.section]
    faults += [f"{where}: section {name} is there twice" for name in names if names.count(name) > 1]
    sections = [Section(each.name, each.title, _clauses(said.document, each, where, faults)) for each in said.section]
    if faults:
        raise ValueError("\n".join(dict.fromkeys(faults)))
    digest = hashlib.sha256(json.dumps(data, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
    days = said.announced_on, said.effective_on
    return Document(said.document, said.version, *days, said.title, said.lead, tuple(sections), digest)


def _clauses(document: str, section: _SectionSaid, where: str, faults: list[str]) -> tuple[Clause, ...]:
    """What can be read of a section's clauses; what is wrong is added to `faults`."""
    faults += [f"{where}: section {section.name}: {fault}" for fault in _unspoken({"title": section.title})]
    numbers = [table.get("number", 0) for table in section.clause]
    if any(type(number) is not int or number < 1 for number in numbers) or any(b <= a for a, b in pairwise(numbers)):
        faults.append(f"{where}: section {section.name}: the clauses' numbers do not rise from 1")
        return ()
    clauses = []
    for number, table in zip(numbers, section.clause, strict=True):
        name = f"{document}.{section.name}-{number}"
        try:
            said = read(_ClauseSaid, dict(table), f"{where}: {name}")
        except ValueError as error:
            faults.append(str(error))
            continue
        faults += [f"{where}: {name}: {fault}" for fault in _faults(said)]
        clauses.append(Clause(name, document, section.name, said.title, said.text, said.breach))
    return tuple(clauses)


def _faults(said: _ClauseSaid) -> Iterator[str]:
    yield from _unspoken({"title": said.title, "text": said.text})
    if said.breach is None:
        return
    breach = said.breach
    of_breach = {"distinguishes": breach.distinguishes, "example": breach.example, "explanation": breach.explanation}
    yield from _unspoken(of_breach)
    for name in ("severity", "often"):
        if getattr(breach, name) not in SEVERITIES:
            yield f"{name} is {getattr(breach, name)}, not 1 to 5"


def _unspoken(texts: Mapping[str, Said]) -> Iterator[str]:
    for name, said in texts.items():
        if set(said) != set(LANGUAGES):
            yield f"{name} must be said in {' and '.join(LANGUAGES)}"
