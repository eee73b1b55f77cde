"""What several papers have in common: who stands at the head, the parts with their dates and amounts, who signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from tachiai.contracts.papers.facts import Agreement, Matter, Side, moment_data
from tachiai.contracts.papers.kinds import BOTH, CLIENT, SITE, WORKER, Kind
from tachiai.contracts.papers.words import Words
from tachiai.documents.rules import Column, Document, Items, Party, Rows, Table
from tachiai.terms.rules import Field, Terms, is_empty, is_settled_otherwise


def document(matter: Matter, kind: Kind, serial: str, words: Words, *, in_full: bool = False, **parts: Any) -> Document:
    """A document of that kind between the parties that the kind names; `in_full`: with how to reach them."""
    return Document(
        kind=kind.name,
        number=serial,
        title=words(f"contracts.paper.kind.{kind.name}"),
        language=words.language,
        addressed_to=party(matter, kind.addressed_to, words, in_full=in_full),
        issued_by=party(matter, kind.issued_by, words, in_full=in_full),
        **parts,
    )


def party(matter: Matter, role: str, words: Words, *, in_full: bool) -> Party:
    """Who issues a paper, or gets it."""
    label = words(f"contracts.paper.role.{role}")
    if role == SITE:
        return Party(label, words("contracts.paper.site"), (matter.origin,))
    if role == BOTH:
        names = (matter.client.name, matter.worker.name)
        return Party(label, words("contracts.paper.both_names", client=names[0], worker=names[1]))
    side = side_of(matter, role)
    return Party(label, side.name, tuple(_lines(side, words, in_full=in_full)))


def side_of(matter: Matter, role: str) -> Side:
    return {CLIENT: matter.client, WORKER: matter.worker}[role]


def _lines(side: Side, words: Words, *, in_full: bool) -> Iterable[str]:
    """The account, which is stable and of nobody else, always; address and contact where an order is agreed."""
    yield words("contracts.paper.account", number=side.person_id)
    if side.name != side.display_name:
        yield words("contracts.paper.display_name", name=side.display_name)
    if in_full:
        yield from (line for line in (side.trader.address, side.trader.contact) if line)


def identified(side: Side) -> dict[str, Any]:
    """Which person or company this is, for machines."""
    return {
        "account": side.person_id,
        "name": side.name,
        "display_name": side.display_name,
        "trade_name": side.trader.trade_name,
        "kind": side.trader.kind,
        "country": side.trader.country,
        "region": side.trader.region,
    }


def parts_table(agreement: Agreement, words: Words) -> Table:
    """Each part with its due date, the end of its inspection, its fee with the tax in it, and its payment date."""
    names, amounts = ("part", "due_on", "inspect_by", "fee", "tax", "pay_on"), ("fee", "tax")
    columns = tuple(
        Column(words(f"contracts.paper.part.{name}"), "end" if name in amounts else "start") for name in names
    )
    parts = agreement.parts
    rows = tuple(
        (
            part_name(number, part.title, words),
            words.day(part.due_on),
            words.day(part.inspect_by),
            words.yen(part.fee),
            words.yen(part.tax),
            words.day(part.pay_on),
        )
        for number, part in enumerate(parts, 1)
    )
    fee, tax = words.yen(sum(part.fee for part in parts)), words.yen(sum(part.tax for part in parts))
    total = (words("contracts.paper.part.total"), "", "", fee, tax, "") if len(parts) > 1 else ()
    return Table(columns, rows, total, words("contracts.paper.part.title"))


def part_name(number: int, title: str, words: Words) -> str:
    """What part `number`, from 1, is called; work that is not divided is the whole."""
    if not title:
        return words("contracts.paper.part.whole")
    return words("contracts.paper.part.named", number=words("terms.milestone.number", number=number), title=title)


def items_by_part(agreement: Agreement, words: Words) -> tuple[Items, ...]:
    """What is checked at inspection, part by part."""
    return tuple(
        Items(part.acceptance_items, words("contracts.paper.items", part=part_name(number, part.title, words)))
        for number, part in enumerate(agreement.parts, 1)
        if part.acceptance_items
    )


def point_rows(terms: Terms, fields: Iterable[Field], words: Words) -> tuple[tuple[str, str], ...]:
    """Points of the terms as rows; left out is what this form of work does not have, and what needs no answer and has
    none."""
    return tuple(
        (words.label(field), words.value(field, getattr(terms, field.name), terms))
        for field in fields
        if terms.form in field.forms
        and (
            not is_empty(getattr(terms, field.name)) or not is_settled_otherwise(field, terms) or is_later(field, terms)
        )
    )


def is_later(field: Field, terms: Terms) -> bool:
    """Whether the point will be fixed later."""
    return any(each.field == field.name for each in terms.pending)


def signatures(agreement: Agreement, matter: Matter, words: Words) -> Table:
    """Who agreed, how that was confirmed, and when."""
    columns = tuple(Column(words(f"contracts.paper.signed.{name}")) for name in ("who", "how", "when"))
    rows = tuple(
        (_named(each.role, matter, words), words(f"people.signed.{each.method}"), words.moment(each.given_at))
        for each in agreement.signed
    )
    return Table(columns, rows, title=words("contracts.paper.signed.title"))


def _named(role: str, matter: Matter, words: Words) -> str:
    return words("contracts.paper.signed.name", role=words(f"terms.role.{role}"), name=side_of(matter, role).name)


def basis(agreement: Agreement, matter: Matter, words: Words) -> Rows:
    """Which contract, which version of the terms with its digest, which packs of rules."""
    rows = [
        (words("contracts.paper.row.reference"), matter.reference),
        (words("contracts.paper.row.version"), words("contracts.paper.version", number=agreement.number)),
        (words("contracts.paper.row.digest"), agreement.digest),
    ]
    if agreement.packs:
        rows.append((words("contracts.paper.row.packs"), ", ".join(agreement.packs)))
    return Rows(tuple(rows), words("contracts.paper.basis"))


def agreement_data(agreement: Agreement) -> dict[str, Any]:
    """The same for machines, with everything that was agreed."""
    return {
        "terms": agreement.terms.as_data(),
        "terms_version": agreement.number,
        "terms_digest": agreement.digest,
        "packs": list(agreement.packs),
        "signed": [{**asdict(each), "given_at": moment_data(each.given_at)} for each in agreement.signed],
        "parts": [part.as_data() for part in agreement.parts],
    }
