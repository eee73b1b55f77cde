"""Notices that follow the order notice: what was left open is fixed (supplementary), or what was agreed is changed."""

from __future__ import annotations

from collections.abc import Iterator

from tachiai.contracts.papers.blocks import agreement_data, basis, document, parts_table, signatures
from tachiai.contracts.papers.facts import Change, Matter
from tachiai.contracts.papers.kinds import CHANGE_NOTICE, SUPPLEMENTARY_NOTICE, Kind
from tachiai.contracts.papers.words import Words
from tachiai.documents.rules import Block, Column, Document, Note, Rows, Table
from tachiai.terms.rules import Terms, differences

_PENDING = "pending"


def kind_of(before: Terms, after: Terms) -> Kind:
    """Supplementary when every point that differs was announced as pending, and none becomes pending anew."""
    announced = {each.field for each in before.pending}
    changed = {change.field.name for change in differences(before, after)} - {_PENDING}
    still = set(after.pending) <= set(before.pending)
    return SUPPLEMENTARY_NOTICE if changed and changed <= announced and still else CHANGE_NOTICE


def change_notice(matter: Matter, change: Change, serial: str) -> Document:
    """The client's notice of what holds now instead, linked to the first order notice."""
    words, before, after = Words.of(matter.language), change.before, change.after
    kind = kind_of(before, after.terms)
    return document(
        matter,
        kind,
        serial,
        words,
        issued_on=after.agreed_on,
        lead=words(f"contracts.paper.{kind.short}.lead", serial=change.order_serial),
        amount=words.yen(after.terms.price or 0),
        blocks=tuple(_blocks(matter, change, kind, words)),
        data={
            "contract": matter.reference,
            "title": matter.title,
            "relates_to": change.order_serial,
            "changed_on": after.agreed_on.isoformat(),
            "changed": [each.field.name for each in differences(before, after.terms)],
            "before": before.as_data(),
            "before_version": change.before_number,
            "before_digest": change.before_digest,
            **agreement_data(after),
        },
    )


def _blocks(matter: Matter, change: Change, kind: Kind, words: Words) -> Iterator[Block]:
    before, after = change.before, change.after.terms
    yield Rows(
        (
            (words("contracts.paper.row.title"), matter.title),
            (words("contracts.paper.row.order"), change.order_serial),
            (words("contracts.paper.row.changed_on"), words.day(change.after.agreed_on)),
        )
    )
    names = ("point", "before", "after")
    rows = tuple(row for each in differences(before, after) for row in words.changes(each, before, after))
    yield Table(
        tuple(Column(words(f"contracts.paper.changed.{name}")) for name in names),
        rows,
        title=words(f"contracts.paper.{kind.short}.changed"),
    )
    yield parts_table(change.after, words)
    yield Note(words("contracts.paper.changed.rest"))
    yield basis(change.after, matter, words)
    yield signatures(change.after, matter, words)
