"""Making a bundle of the whole record of one contract, for one reader."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any, BinaryIO

from django.conf import settings

from tachiai.conversations.record import files_by_number, opened
from tachiai.documents.gateways import typst_pdf
from tachiai.documents.rules import Document
from tachiai.evidence import timeline
from tachiai.evidence.actions import Record, record_bundle, whole_record
from tachiai.evidence.bundle import Bundle, NotThatFile, readable
from tachiai.evidence.gateways import timestamps
from tachiai.evidence.gateways.timestamps import Stamped
from tachiai.evidence.queries import SealedBundle
from tachiai.evidence.readme import read_me
from tachiai.evidence.script import script
from tachiai.evidence.verifier.chain import RECORD_FORMAT, canonical
from tachiai.evidence.verifier.contents import COPIES, RECORD
from tachiai.kernel.entries import Entry, moment
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people

OPERATOR = "operator"
"""Who seals on the command line: reads everything, as whoever has the database does."""


@dataclass(frozen=True)
class Reader:
    """For whom a bundle is made: `role` is client, worker, staff, or OPERATOR without a person."""

    role: str
    language: str
    person_id: int | None = None

    def may_read(self, entry: Entry) -> bool:
        return not entry.private_to or self.role == OPERATOR or self.role in entry.private_to


def seal(*, contract_id: int, reader: Reader, at: datetime, out: BinaryIO) -> SealedBundle:
    """Write the bundle of a contract into `out` and remember that it was handed out.

    Refusal that names what is wrong when the record is not the one that was linked, or a file not the one handed over.
    """
    record = whole_record(contract_id=contract_id, at=at)
    bundle, stamps = Bundle(out), list[Stamped]()

    def stamp(manifest: bytes) -> bytes | None:
        stamps.extend(filter(None, [timestamps.stamp(manifest) if timestamps.is_wanted() else None]))
        return stamps[0].response if stamps else None

    shown = [entry for entry in record.entries if reader.may_read(entry)]
    left_out = _write_members(bundle, record, shown, reader, at)
    bundle.finish(_facts(record, reader, at, left_out), stamp)
    return record_bundle(
        contract_id=contract_id,
        person_id=reader.person_id,
        role=reader.role,
        record=record,
        digest=bundle.digest,
        size=bundle.size,
        at=at,
        stamped_at=stamps[0].at if stamps else None,
    )


def _facts(record: Record, reader: Reader, at: datetime, left_out: Sequence[str]) -> dict[str, Any]:
    links = [[link.kind, link.item, link.digest] for link in record.links]
    return {
        "contract": record.contract.reference,
        "site": settings.ORIGIN,
        "sealed_at": moment(at),
        "sealed_for": reader.role,
        "program": {"name": "tachiai", "version": version("tachiai")},
        "left_out": list(left_out),
        "chain": {"length": len(links), "head": record.head, "links": links},
    }


def _write_members(
    bundle: Bundle, record: Record, shown: Sequence[Entry], reader: Reader, at: datetime
) -> Sequence[str]:
    """Everything but manifest, stamp and seal. Answers the names of papers that this machine could not typeset."""
    names = people.names(_people_in(shown))
    bundle.add("READ-ME.txt", read_me(record.contract.reference, settings.ORIGIN))
    bundle.add("verify.py", script())
    bundle.add(RECORD, _record(record, reader, names))
    typeset = {"timeline.pdf": timeline.document(record, shown, names, reader.language, at)}
    for entry in shown:
        if entry.kind in COPIES:
            name, content = _copy(entry)
            bundle.add(name, canonical(content))
            if entry.kind != "terms_version":
                typeset[name.replace(".json", ".pdf")] = Document.from_data(content)
    left_out = [name for name, document in typeset.items() if not _typeset(bundle, name, document)]
    for name, number, sha256 in _files(shown):
        _copy_file(bundle, name, number, sha256)
    return left_out


def _record(record: Record, reader: Reader, names: Mapping[int, str]) -> bytes:
    """The entries with their links. One that is not for this reader keeps its place and digest, without its content."""
    sides = {record.contract.client_id: "client", record.contract.worker_id: "worker"}
    lines = [
        {**link.as_data(), **({"payload": entry.payload} if reader.may_read(entry) else {"withheld": True})}
        for link, entry in zip(record.links, record.entries, strict=True)
    ]
    known = [{"person": one, "role": sides.get(one, "staff"), "name": name} for one, name in names.items()]
    return readable({"format": RECORD_FORMAT, "contract": record.contract.reference, "people": known, "entries": lines})


def _people_in(data: Any) -> set[int]:
    """The numbers of all persons who are named in entries or payloads."""
    if isinstance(data, Entry):
        return _people_in(data.payload)
    if isinstance(data, Mapping):
        mine = data.get("person")
        return {mine} if isinstance(mine, int) else set().union(*map(_people_in, data.values()))
    return set().union(*map(_people_in, data)) if isinstance(data, list | tuple) else set()


def _copy(entry: Entry) -> tuple[str, Any]:
    """The name of an entry's own member, and its content. Refusal when the content has not the digest on record."""
    form, digest, content = COPIES[entry.kind]
    name = form.format(**entry.payload)
    if hashlib.sha256(canonical(entry.payload[content])).hexdigest() != entry.payload[digest]:
        raise Refusal(Refused("evidence.refused.file_changed", {"name": name}))
    return name, entry.payload[content]


def _typeset(bundle: Bundle, name: str, document: Document) -> bool:
    """False on a machine without a Japanese font: everything stands in the JSON as well."""
    try:
        content = typst_pdf.pdf(document)
    except Refusal:
        return False
    bundle.add(name, content)
    return True


def _files(shown: Sequence[Entry]) -> Iterator[tuple[str, int, str]]:
    """Each file once: the name of its member, its number, its SHA-256."""
    told: set[str] = set()
    for entry in shown:
        for file in entry.payload.get("files", ()):
            if file["sha256"] not in told:
                told.add(file["sha256"])
                yield f"files/{file['sha256']}-{file['name']}", file["file"], file["sha256"]


def _copy_file(bundle: Bundle, name: str, number: int, sha256: str) -> None:
    stored = files_by_number([number])[number]
    try:
        bundle.copy(name, lambda: opened(stored), sha256)
    except NotThatFile as error:
        raise Refusal(Refused("evidence.refused.file_changed", {"name": stored.name})) from error
    except OSError as error:
        raise Refusal(Refused("evidence.refused.file_missing", {"name": stored.name})) from error
