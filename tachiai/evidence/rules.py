"""What a link is made of, and how a record is compared with its links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tachiai.evidence.verifier.chain import BEFORE_THE_FIRST, content_digest, link_digest
from tachiai.kernel.entries import Entry, moment


@dataclass(frozen=True)
class Linked:
    """One link; see `evidence.models.Link`."""

    number: int
    kind: str
    item: int
    at: datetime
    content: str
    previous: str
    digest: str
    linked_at: datetime

    def as_row(self) -> dict[str, Any]:
        return dict(vars(self))

    def as_data(self) -> dict[str, Any]:
        """As it stands in a bundle."""
        return {**vars(self), "at": moment(self.at), "linked_at": moment(self.linked_at)}


def link_after(reference: str, entry: Entry, *, number: int, previous: str, at: datetime) -> Linked:
    """The link that binds `entry` at `number` to the digest of the link before it."""
    content = content_digest(entry.kind, entry.item, moment(entry.at), entry.payload)
    unsigned = Linked(number, entry.kind, entry.item, entry.at, content, previous, "", at)
    digest = link_digest(reference, unsigned.as_data())
    return Linked(number, entry.kind, entry.item, entry.at, content, previous, digest, at)


@dataclass(frozen=True)
class Difference:
    """What is not as it was linked: text evidence.refused.<name>."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)


def faults_of(
    reference: str, found: Mapping[tuple[str, int], Entry], links: Sequence[Linked], *, length: int, head: str
) -> list[Difference]:
    """Where the record as it stands, `found`, is not the one that `links` were made of, and where the links are not."""
    faults, previous = [], BEFORE_THE_FIRST
    for number, link in enumerate(links, 1):
        entry = found.get((link.kind, link.item))
        told = {"number": link.number, "kind": f"evidence.kind.{link.kind}", "item": link.item}
        if entry is None:
            faults.append(Difference("removed", told))
        elif content_digest(entry.kind, entry.item, moment(entry.at), entry.payload) != link.content:
            faults.append(Difference("changed", told))
        if (link.number, link.previous, link.digest) != (number, previous, link_digest(reference, link.as_data())):
            faults.append(Difference("link_changed", told))
        previous = link.digest
    if (len(links), previous) != (length, head):
        faults.append(Difference("links_missing", {"found": len(links), "expected": length}))
    return faults
