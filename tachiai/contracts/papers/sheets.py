"""The contract sheet (契約書): everything that was agreed, in one paper for both sides."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.contracts.papers.blocks import (
    agreement_data,
    basis,
    document,
    identified,
    party,
    point_rows,
    signatures,
)
from tachiai.contracts.papers.facts import Agreement, Matter
from tachiai.contracts.papers.hours import headline, hourly_data, is_hourly, work_blocks
from tachiai.contracts.papers.kinds import CLIENT, CONTRACT_SHEET, WORKER
from tachiai.contracts.papers.words import Words
from tachiai.documents.rules import Block, Document, Items, Note, Rows
from tachiai.terms.promises import of_client, of_worker
from tachiai.terms.rules import FIELDS

# The parts and what is checked of each stand in tables of their own.
_POINTS = tuple(field for field in FIELDS if field.name not in ("milestones", "acceptance_items"))


def contract_sheet(matter: Matter, agreement: Agreement, serial: str) -> Document:
    """What holds from the moment at which the last of the two agreed."""
    words = Words.of(matter.language)
    return document(
        matter,
        CONTRACT_SHEET,
        serial,
        words,
        issued_on=agreement.agreed_on,
        lead=words("contracts.paper.sheet.lead"),
        amount=headline(agreement.terms, words),
        blocks=tuple(_blocks(matter, agreement, words)),
        data={
            "contract": matter.reference,
            "title": matter.title,
            "client_ident": identified(matter.client),
            "worker_ident": identified(matter.worker),
            "agreed_on": agreement.agreed_on.isoformat(),
            **hourly_data(agreement.terms),
            **agreement_data(agreement),
        },
    )


def _blocks(matter: Matter, agreement: Agreement, words: Words) -> Iterator[Block]:
    terms = agreement.terms
    yield Rows(tuple(_parties(matter, words)), words("contracts.paper.sheet.parties"))
    title = (words("contracts.paper.row.title"), matter.title)
    agreed = (words("contracts.paper.row.agreed_on"), words.day(agreement.agreed_on))
    yield Rows((title, agreed, *point_rows(terms, _POINTS, words)), words("contracts.paper.sheet.points"))
    yield from work_blocks(agreement, words)
    yield Items(tuple(map(words.promise, of_worker(terms))), words("contracts.paper.sheet.worker_promises"))
    yield Items(tuple(map(words.promise, of_client(terms))), words("contracts.paper.sheet.client_promises"))
    if not is_hourly(terms):
        yield Note(words("contracts.paper.sheet.silence", n=agreement.inspection.days))
    yield basis(agreement, matter, words)
    yield signatures(agreement, matter, words)


def _parties(matter: Matter, words: Words) -> Iterator[tuple[str, str]]:
    """Each side with all that identifies it and says how to reach it."""
    for role in (CLIENT, WORKER):
        side = party(matter, role, words, in_full=True)
        yield side.role, "\n".join((side.name, *side.lines))
