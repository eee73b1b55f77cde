"""The chain: how an entry and a link get their digests, and whether every entry of a record is still the one linked."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tachiai.evidence.verifier.faults import Fault

RECORD_FORMAT = "tachiai-record-1"
BEFORE_THE_FIRST = "0" * 64


def canonical(data: Any) -> bytes:
    """The one way in which data are written before their digest is taken."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def content_digest(kind: str, item: int, at: str, payload: Any) -> str:
    """SHA-256 of one entry: what it is, when it happened, all that it says."""
    return hashlib.sha256(canonical([RECORD_FORMAT, kind, item, at, payload])).hexdigest()


def link_digest(contract: str, link: dict[str, Any]) -> str:
    """SHA-256 of one link: its entry's digest, its place, and the digest of the link before it."""
    names = ("number", "kind", "item", "at", "content", "previous", "linked_at")
    return hashlib.sha256(canonical([RECORD_FORMAT, contract, *(link[name] for name in names)])).hexdigest()


def check_record(record: dict[str, Any], chain: dict[str, Any]) -> Iterator[Fault]:
    """Every entry says what its digest says; all are there, in their order. `chain` is what the manifest lists."""
    entries, contract = record["entries"], record["contract"]
    for entry in entries:
        if _content(entry) != entry["content"] or link_digest(contract, entry) != entry["digest"]:
            yield _of_entry("entry.changed", entry)
    listed = [
        {"number": number, "kind": kind, "item": item, "digest": digest}
        for number, (kind, item, digest) in enumerate(chain["links"], 1)
    ]
    structure = _compare(entries, listed) or list(_check_order(entries))
    yield from structure
    head = entries[-1]["digest"] if entries else BEFORE_THE_FIRST
    if not structure and (head, len(entries)) != (chain["head"], chain["length"]):
        yield Fault("chain.head", {"found": head, "listed": chain["head"]})


def _content(entry: dict[str, Any]) -> str:
    """The digest of what the entry says; of one that is not for the reader's eyes, the digest that it brings."""
    if "payload" not in entry:
        return str(entry["content"])
    return content_digest(entry["kind"], entry["item"], entry["at"], entry["payload"])


def _key(entry: dict[str, Any]) -> tuple[str, int]:
    return entry["kind"], entry["item"]


def _of_entry(key: str, entry: dict[str, Any]) -> Fault:
    return Fault(key, {"number": entry["number"], "kind": entry["kind"], "item": entry["item"]})


def _compare(entries: list[dict[str, Any]], listed: list[dict[str, Any]]) -> list[Fault]:
    """The entries beside the list in the manifest: what is missing, what is too many, what stands elsewhere."""
    here, there = Counter(map(_key, entries)), Counter(map(_key, listed))
    faults = [_of_entry("entry.removed", link) for link in listed if _key(link) not in here]
    faults += [_of_entry("entry.added", entry) for entry in entries if here[_key(entry)] > there[_key(entry)]]
    if not faults:
        for at, entry in enumerate(entries):
            link = listed[at]
            if _key(entry) != _key(link):
                faults.append(_of_entry("entry.moved", entry))
            elif entry["digest"] != link["digest"]:
                faults.append(_of_entry("entry.changed", entry))
    return faults


def _check_order(entries: list[dict[str, Any]]) -> Iterator[Fault]:
    """The chain by itself: numbers without a gap, each entry linked to the digest of the one before it."""
    previous = BEFORE_THE_FIRST
    for number, entry in enumerate(entries, 1):
        if entry["previous"] != previous:
            yield _of_entry("chain.broken", entry)
            return
        if entry["number"] != number:
            yield _of_entry("entry.moved", entry)
            return
        previous = entry["digest"]
