"""The seal on a contract's record: what a mediation is held on stands fast, and anybody of it can check that it does.

The seal is a SHA-256 over everything that was said and done up to a point: steps, requests and their steps, deliveries,
messages with the digests of their files, and the agreed terms.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Max

from tachiai.contracts.models import Contract, ContractStep, Delivery, Request, RequestStep
from tachiai.conversations import queries as conversations
from tachiai.terms import queries as terms

Seal = Mapping[str, Any]
"""`digest`, `entries` (how many), and up to where the record goes: the last of each sort, by number or id."""


def seal(contract: Contract) -> Seal:
    """Seal the record of a locked contract as it stands now."""
    of_requests = {"subject__contract_id": contract.pk}
    upto = {
        "step": contract.steps_taken,
        "request": Request.objects.filter(contract_id=contract.pk).aggregate(last=Max("pk"))["last"] or 0,
        "request_step": RequestStep.objects.filter(**of_requests).aggregate(last=Max("pk"))["last"] or 0,
        "delivery": Delivery.objects.filter(contract_id=contract.pk).count(),
        "message": conversations.last_message_id(contract.thread_id),
        "terms": contract.terms_id,
    }
    return {**upto, **_digest(contract, upto)}


def holds(contract: Contract, sealed: Seal) -> bool:
    """Whether the record up to the seal is still what was sealed. Reads all of it."""
    return _digest(contract, sealed) == {name: sealed[name] for name in ("digest", "entries")}


def _digest(contract: Contract, upto: Seal) -> dict[str, Any]:
    digest, entries = hashlib.sha256(), 0
    for entry in _entries(contract, upto):
        digest.update(json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str).encode() + b"\n")
        entries += 1
    return {"digest": digest.hexdigest(), "entries": entries}


def _entries(contract: Contract, upto: Seal) -> Iterator[list[Any]]:
    """The record in an order that never changes: sort by sort, each by its number."""
    yield ["terms", terms.version(upto["terms"]).digest]
    columns = ("number", "step", "from_state", "to_state", "actor", "person_id", "taken_at", "answers")
    steps = ContractStep.objects.filter(subject_id=contract.pk, number__lte=upto["step"]).order_by("number")
    yield from (["step", *row] for row in steps.values_list(*columns).iterator())
    requests = Request.objects.filter(contract_id=contract.pk, pk__lte=upto["request"]).order_by("pk")
    opened = requests.values_list("pk", "lifecycle", "asked_by", "opened_by_id", "opened_at")
    yield from (["request", *row] for row in opened.iterator())
    answers = RequestStep.objects.filter(subject__contract_id=contract.pk, pk__lte=upto["request_step"]).order_by("pk")
    yield from (["request step", *row] for row in answers.values_list("subject_id", *columns).iterator())
    deliveries = Delivery.objects.filter(contract_id=contract.pk, number__lte=upto["delivery"]).order_by("number")
    for each in deliveries.prefetch_related("files"):
        files = sorted(file.sha256 for file in each.files.all())
        yield ["delivery", each.number, each.part, each.note, each.delivered_at, files]
    yield from (["message", *row] for row in conversations.record(contract.thread_id, up_to=upto["message"]))
