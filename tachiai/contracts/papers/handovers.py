"""The delivery note (納品書) of each delivery and the inspection note (検収書) of each inspection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tachiai.contracts.papers.blocks import document, part_name
from tachiai.contracts.papers.facts import Found, Handover, Inspection, Matter, moment_data
from tachiai.contracts.papers.kinds import DEEMED_ACCEPTANCE, DELIVERY_NOTE, INSPECTION_NOTE, Kind
from tachiai.contracts.papers.words import Words
from tachiai.documents.rules import Block, Column, Document, Note, Prose, Rows, Table
from tachiai.kernel.calendar import local_date


def delivery_note(matter: Matter, handover: Handover, serial: str) -> Document:
    """What the worker handed over, file by file, and the moment at which this site received it."""
    words = Words.of(matter.language)
    return document(
        matter,
        DELIVERY_NOTE,
        serial,
        words,
        issued_on=local_date(handover.delivered_at),
        lead=words("contracts.paper.delivery.lead"),
        blocks=tuple(_delivered(matter, handover, words)),
        data={"contract": matter.reference, "title": matter.title, **_handover_data(handover)},
    )


def _delivered(matter: Matter, handover: Handover, words: Words) -> Iterator[Block]:
    yield Rows(tuple(_handover_rows(matter, handover, words)))
    if handover.note:
        yield Prose(handover.note, words("contracts.paper.delivery.note"))
    if handover.files:
        names = (("name", "start"), ("size", "end"), ("sha256", "start"))
        columns = tuple(Column(words(f"contracts.paper.file.{name}"), align) for name, align in names)
        rows = tuple((f.name, words("contracts.paper.file.bytes", n=f"{f.size:,}"), f.sha256) for f in handover.files)
        yield Table(columns, rows, title=words("contracts.paper.delivery.files"))
        yield Note(words("contracts.paper.delivery.digests"))
    else:
        yield Note(words("contracts.paper.delivery.no_files"))


def _handover_rows(matter: Matter, handover: Handover, words: Words) -> Iterator[tuple[str, str]]:
    yield words("contracts.paper.row.title"), matter.title
    yield words("contracts.paper.row.reference"), matter.reference
    if handover.part_title:
        yield words("contracts.paper.row.part"), part_name(handover.part + 1, handover.part_title, words)
    yield words("contracts.paper.row.delivery"), words("contracts.paper.delivery.number", number=handover.number)
    yield words("contracts.paper.row.received_at"), words.moment(handover.delivered_at)


def _handover_data(handover: Handover) -> dict[str, Any]:
    return {
        "delivery": handover.number,
        "part": handover.part,
        "part_title": handover.part_title,
        "note": handover.note,
        "received_at": moment_data(handover.delivered_at),
        "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in handover.files],
    }


def kind_of(inspection: Inspection) -> Kind:
    """The inspection note; issued by this site when the delivery counts as accepted by rule."""
    return DEEMED_ACCEPTANCE if inspection.rule else INSPECTION_NOTE


def inspection_note(matter: Matter, inspection: Inspection, serial: str) -> Document:
    """How every agreed item stood in one delivery, or by which rule the delivery counts as accepted."""
    words = Words.of(matter.language)
    return document(
        matter,
        kind_of(inspection),
        serial,
        words,
        issued_on=local_date(inspection.inspected_at),
        lead=words(f"contracts.paper.inspection.{inspection.result}.lead"),
        blocks=tuple(_inspected(matter, inspection, words)),
        data={
            "contract": matter.reference,
            "title": matter.title,
            **_handover_data(inspection.handover),
            "result": inspection.result,
            "inspected_at": moment_data(inspection.inspected_at),
            "rule": inspection.rule or None,
            "items": [{"text": each.text, "passed": each.passed, "reason": each.reason} for each in inspection.found],
        },
    )


def _inspected(matter: Matter, inspection: Inspection, words: Words) -> Iterator[Block]:
    rows = list(_handover_rows(matter, inspection.handover, words))
    rows.append((words("contracts.paper.row.inspected_at"), words.moment(inspection.inspected_at)))
    rows.append((words("contracts.paper.row.result"), words(f"contracts.paper.inspection.{inspection.result}.result")))
    yield Rows(tuple(rows))
    columns = tuple(Column(words(f"contracts.paper.inspection.item.{name}")) for name in ("text", "result", "reason"))
    found = tuple((each.text, _standing(each, words), each.reason) for each in inspection.found)
    yield Table(columns, found, title=words("contracts.paper.inspection.items"))
    if inspection.rule:
        days = inspection.allowed.days
        yield Note(words("contracts.paper.inspection.rule", n=days, rule=inspection.rule))


def _standing(found: Found, words: Words) -> str:
    """Nobody looked at the items of a delivery that is deemed accepted, and the note does not say that they did."""
    if found.passed is None:
        return words("contracts.paper.inspection.item.deemed")
    return words(f"contracts.paper.inspection.item.{'passed' if found.passed else 'failed'}")
