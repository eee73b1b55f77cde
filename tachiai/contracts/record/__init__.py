"""The record of a contract, and the seal on it: what a mediation is held on stands fast, and either side can check it.

The seal is a SHA-256 over the agreed terms and all that was done and said up to a point, as `entries` has it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tachiai.contracts.models import Contract
from tachiai.contracts.record.entries import entries
from tachiai.kernel.entries import WHOLE, Entry, Piece, moment
from tachiai.terms import queries as terms

SEALED = ("step", "request", "request_step", "request_file", "delivery", "message", "message_reply", "message_edit")

Seal = Mapping[str, Any]
"""`digest`, `entries` (how many), `terms` (the version agreed to), and `upto`: of each kind the last item in it."""


@dataclass(frozen=True)
class RecordSealed:
    """The record of a contract was sealed as it stood at `at`."""

    contract_id: int
    at: datetime


def seal(contract: Contract) -> Seal:
    """Seal the record of a locked contract as it stands now."""
    upto: dict[str, int] = {}
    for entry in entries(contract, WHOLE, SEALED):
        upto[entry.kind] = max(entry.item, upto.get(entry.kind, 0))
    sealed = {"terms": contract.terms_id, "upto": upto}
    return {**sealed, **_digest(contract, sealed)}


def holds(contract: Contract, sealed: Seal) -> bool:
    """Whether the record up to the seal is still what was sealed. Reads all of it."""
    return "upto" in sealed and _digest(contract, sealed) == {name: sealed[name] for name in ("digest", "entries")}


def _digest(contract: Contract, sealed: Seal) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    for line in _lines(contract, sealed):
        digest.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        count += 1
    return {"digest": digest.hexdigest(), "entries": count}


def _lines(contract: Contract, sealed: Seal) -> Iterator[list[Any]]:
    """The record in an order that never changes: kind by kind, each by its number."""
    yield ["terms", terms.version(sealed["terms"]).digest]
    found: list[Entry] = list(entries(contract, Piece(upto=sealed["upto"]), SEALED))
    for entry in sorted(found, key=lambda entry: (SEALED.index(entry.kind), entry.item)):
        yield [entry.kind, entry.item, moment(entry.at), entry.payload]


def contract_numbered(contract_id: int) -> Contract:
    """The contract whose record is asked for; Contract.DoesNotExist when there is none."""
    return Contract.objects.get(pk=contract_id)


def contract_called(reference: str) -> Contract | None:
    """The contract with that reference, for whoever may see every contract."""
    return Contract.objects.filter(reference=reference).first()
