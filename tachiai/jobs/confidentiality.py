"""The text of a confidentiality agreement: our template with the choices of one side, as documents to be signed.

Two documents make one agreement. The request names the asked side by its account alone, so that nobody's name and
address can be had by asking; the counterpart is the same text with what the asked side adds of itself on signing, and
quotes the digest of the request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tachiai.documents.rules import Block, Document, Items, Note, Party, Prose, Rows
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refused
from tachiai.kernel.texts import CATALOGUE, LANGUAGES

KIND = "confidentiality"
TEMPLATE = 1
WITHOUT_END = 0
YEARS = (1, 2, 3, 5, WITHOUT_END)
LONGEST_SPECIAL = 5_000
CLAUSES = (
    "purpose",
    "secret",
    "not_secret",
    "care",
    "disclosure",
    "return",
    "term",
    "no_licence",
    "remedies",
    "governing",
    "making",
)


@dataclass(frozen=True)
class Undertaking:
    """What the asker chooses: for how many years secrets are kept (WITHOUT_END: always), what is agreed besides, and
    the language of the text."""

    years: int
    special: str = ""
    language: str = "ja"


@dataclass(frozen=True)
class ConfidentialityFacts:
    """What decides about a request: nothing but its state."""

    state: str


@dataclass(frozen=True)
class Signatory:
    """One side: account and shown name; `name` and `address` as declared, empty when not."""

    person_id: int
    role: Actor
    shown_as: str
    name: str = ""
    address: str = ""

    def as_data(self) -> dict[str, Any]:
        declared = {"name": self.name, "address": self.address}
        return {"account": self.person_id, "role": str(self.role), "shown_as": self.shown_as, **declared}


@dataclass(frozen=True)
class Signed:
    """That one side signed: the name that it gives itself in the document, when, how, and which digest."""

    name: str
    signed_at: datetime
    method: str
    digest: str


def mistakes(undertaking: Undertaking) -> tuple[tuple[str, Refused], ...]:
    """Every choice that cannot be made, with the field's name."""
    found = []
    if undertaking.years not in YEARS:
        found.append(("years", Refused("confidentiality.refused.years_unknown")))
    if undertaking.language not in LANGUAGES:
        found.append(("language", Refused("confidentiality.refused.language_unknown")))
    if len(undertaking.special) > LONGEST_SPECIAL:
        found.append(("special", Refused("terms.refused.too_long", {"most": LONGEST_SPECIAL})))
    return tuple(found)


def request_document(
    undertaking: Undertaking, *, job: str, number: str, asker: Signatory, asked: Signatory, on: date
) -> Document:
    """What the asker signs. Of the asked side it holds nothing that everybody may not know."""
    language = undertaking.language
    bare = replace(asked, name="", address="")
    return Document(
        kind=KIND,
        number=number,
        title=_said("title", language),
        language=language,
        issued_on=on,
        addressed_to=replace(_party(bare, "asked", language), lines=_lines_before_signing(bare, language)),
        issued_by=_party(asker, "asker", language),
        lead=_said("lead", language, job=job),
        blocks=_blocks(undertaking),
        data={
            "template": TEMPLATE,
            "job": job,
            "years": undertaking.years,
            "special": undertaking.special.strip(),
            "asker": asker.as_data(),
            "asked": bare.as_data(),
        },
    )


def counterpart(request: Document, asked: Signatory) -> Document:
    """What the asked side signs: the request with its own name and address added, and nothing else."""
    return replace(
        request,
        addressed_to=_party(asked, "asked", request.language),
        data={**request.data, "asked": asked.as_data(), "request": request.digest()},
    )


def is_counterpart(signed: Document, request: Document) -> bool:
    """Whether `signed` says of the agreement exactly what `request` says."""
    same = replace(signed, addressed_to=request.addressed_to, data=request.data) == request
    told = {**signed.data, "asked": request.data["asked"]}
    return same and told == {**request.data, "request": request.digest()}


def with_signatures(document: Document, signatures: Iterable[Signed]) -> Document:
    """The document with the signatures below it, to be shown: what was signed is the document without them."""
    rows = tuple((one.name, _signature(one, document.language)) for one in signatures)
    sheet = Rows(rows, _said("signatures", document.language))
    return replace(document, blocks=(*document.blocks, sheet)) if rows else document


def _signature(one: Signed, language: str) -> str:
    moment = f"{one.signed_at.astimezone(TOKYO):%Y-%m-%d %H:%M:%S %Z}"
    how = CATALOGUE.get(f"people.signed.{one.method}", language)
    return _said("signature", language, moment=moment, how=how, digest=one.digest)


def _blocks(undertaking: Undertaking) -> tuple[Block, ...]:
    language, special = undertaking.language, undertaking.special.strip()
    blocks: list[Block] = []
    for number, clause in enumerate(CLAUSES, start=1):
        blocks += _clause(number, clause, undertaking)
    blocks.append(Prose(special or _said("no_special", language), _said("special", language)))
    if special:
        blocks.append(Note(_said("special_first", language)))
    return (*blocks, Note(_said("note", language)))


def _clause(number: int, clause: str, undertaking: Undertaking) -> Iterable[Block]:
    language, key = undertaking.language, f"confidentiality_text.{clause}"
    heading = _said("heading", language, clause=number, title=CATALOGUE.get(f"{key}.title", language))
    yield Prose(_body(clause, undertaking), heading)
    if f"{key}.points" in CATALOGUE:
        yield Items(tuple(CATALOGUE.get(f"{key}.points", language).strip().splitlines()))
    if f"{key}.tail" in CATALOGUE:
        yield Prose(CATALOGUE.get(f"{key}.tail", language))


def _body(clause: str, undertaking: Undertaking) -> str:
    language = undertaking.language
    if clause != "term":
        return _said(f"{clause}.body", language)
    if undertaking.years == WITHOUT_END:
        return _said("term.endless", language)
    return _said("term.body", language, n=undertaking.years)


def _party(one: Signatory, side: str, language: str) -> Party:
    """By the declared name, else by the one that is shown; the account is named in any case."""
    account = {"number": one.person_id}
    known = _said("party.named", language, name=one.shown_as, **account) if one.name else ""
    address = one.address or _said("party.no_address", language)
    lines = (address, known or _said("party.account", language, **account))
    return Party(_role(one, side, language), one.name or one.shown_as, lines)


def _lines_before_signing(one: Signatory, language: str) -> tuple[str, ...]:
    return (_said("party.account", language, number=one.person_id), _said("party.on_signing", language))


def _role(one: Signatory, side: str, language: str) -> str:
    return _said(f"party.{side}", language, role=CATALOGUE.get(f"terms.role.{one.role}", language))


def _said(name: str, language: str, /, **params: object) -> str:
    return CATALOGUE.get(f"confidentiality_text.{name}", language, **params)
