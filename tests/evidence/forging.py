"""Changing a bundle on purpose: with our own layout around it, so that only what it says is no longer true."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from tachiai.evidence.bundle import Bundle, readable
from tachiai.evidence.verifier.archive import directory
from tachiai.evidence.verifier.chain import content_digest, link_digest
from tachiai.evidence.verifier.contents import MANIFEST, RECORD, SEAL, Result, seal_text, verify

Members = dict[str, bytes]


def checked(content: bytes, expected: str = "") -> Result:
    return verify(io.BytesIO(content), expected)


def found(content: bytes) -> list[tuple[str, Mapping[str, Any]]]:
    """Every fault by its key and parameters."""
    return [(fault.key, fault.params) for fault in checked(content).faults]


def members_of(content: bytes) -> Members:
    """The members of a bundle in their order."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: Mapping[str, bytes]) -> bytes:
    """The archive of these members, laid out as ours are."""
    out = io.BytesIO()
    bundle = Bundle(out)
    for name, content in members.items():
        bundle.add(name, content)
    out.write(directory(bundle._members, bundle.size))
    return out.getvalue()


def record_of(members: Members) -> dict[str, Any]:
    return json.loads(members[RECORD])


def with_record(members: Members, change: Callable[[dict[str, Any]], None]) -> Members:
    """`change` made to the record and to nothing else."""
    record = record_of(members)
    change(record)
    return {**members, RECORD: readable(record)}


def resealed(members: Members) -> Members:
    """A forger's work: manifest and seal made anew for what the members are now, and for the chain in the record."""
    manifest, record = json.loads(members[MANIFEST]), record_of(members)
    links = [[entry["kind"], entry["item"], entry["digest"]] for entry in record["entries"]]
    manifest["chain"] = {"length": len(links), "head": links[-1][2], "links": links}
    inside = {name: content for name, content in members.items() if name not in (MANIFEST, SEAL)}
    manifest["members"] = [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in inside.items()
    ]
    written = readable(manifest)
    return {**inside, MANIFEST: written, SEAL: seal_text({MANIFEST: hashlib.sha256(written).hexdigest()})}


def relinked(record: dict[str, Any]) -> None:
    """The chain made anew from beginning to end, around whatever the entries say now."""
    previous = "0" * 64
    for number, entry in enumerate(record["entries"], 1):
        entry["number"], entry["previous"] = number, previous
        if "payload" in entry:
            entry["content"] = content_digest(entry["kind"], entry["item"], entry["at"], entry["payload"])
        entry["digest"] = previous = link_digest(record["contract"], entry)
