"""The facts of papers, read from the tables with as few questions as each paper needs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from tachiai.contracts.lifecycles import lifecycle
from tachiai.contracts.lifecycles.fixed_price import DELIVERED
from tachiai.contracts.models import Contract
from tachiai.contracts.papers.facts import (
    Agreement,
    Change,
    Found,
    HandedFile,
    Handover,
    Inspection,
    Matter,
    Payment,
    Side,
    Signed,
)
from tachiai.contracts.papers.kinds import ORDER_NOTICE
from tachiai.contracts.queries import agreed_terms
from tachiai.kernel.lifecycle import Lifecycle
from tachiai.money import queries as money
from tachiai.money.rules import FEE_LINE, FEE_TAX_LINE, NET, WITHHELD
from tachiai.people import queries as people
from tachiai.terms import queries as terms_queries
from tachiai.terms.queries import TermsVersion

_PAID = (NET, FEE_LINE, FEE_TAX_LINE, WITHHELD)


@dataclass(frozen=True)
class Shelf:
    """What was issued for a contract before: how many of each kind, and the first order notice."""

    counts: Mapping[str, int]
    order_id: int | None = None
    order_serial: str = ""


# Asked in every step that issues something, so written out: putting it together anew takes longer than answering it.
_MATTER = """
SELECT listing.language, client.display_name, worker.display_name,
    (SELECT coalesce(json_agg(json_build_array(id, kind, serial) ORDER BY id), '[]')::text
     FROM contracts_paper WHERE contract_id = contract.id)
FROM contracts_contract contract
JOIN jobs_listing listing ON listing.id = contract.listing_id
JOIN people_person client ON client.id = contract.client_id
JOIN people_person worker ON worker.id = contract.worker_id
WHERE contract.id = %s
"""
_HANDOVER = """
SELECT number, part, note, delivered_at,
    (SELECT coalesce(json_agg(json_build_array(file.name, file.size, file.sha256) ORDER BY file.id), '[]')::text
     FROM contracts_delivery_files handed JOIN conversations_storedfile file ON file.id = handed.storedfile_id
     WHERE handed.delivery_id = delivery.id),
    (SELECT coalesce(json_agg(json_build_array(text, passed, reason) ORDER BY item), '[]')::text
     FROM contracts_itemfinding WHERE delivery_id = delivery.id)
FROM contracts_delivery delivery WHERE contract_id = %s ORDER BY number DESC LIMIT 1
"""


def _ask(question: str, contract: Contract) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, [contract.pk])
        answer: tuple[Any, ...] = cursor.fetchone()
        return answer


def matter_of(contract: Contract, at: datetime) -> tuple[Matter, Shelf]:
    """What every paper says, with both sides as they are declared at `at`; and what stands on the shelf already."""
    language, client, worker, shelf = _ask(_MATTER, contract)
    traders = people.traders((contract.client_id, contract.worker_id), at)
    matter = Matter(
        reference=contract.reference,
        title=contract.title,
        language=language,
        client=Side(contract.client_id, client, traders[contract.client_id]),
        worker=Side(contract.worker_id, worker, traders[contract.worker_id]),
        origin=settings.ORIGIN,
    )
    issued = json.loads(shelf)
    orders = ((paper_id, serial) for paper_id, kind, serial in issued if kind == ORDER_NOTICE.name)
    return matter, Shelf(Counter(kind for _, kind, _ in issued), *next(orders, (None, "")))


def agreement_of(contract: Contract) -> Agreement:
    """The terms in force, with both consents."""
    version = terms_queries.version_view(contract.terms)
    given = terms_queries.consents_given(version.id)
    return Agreement(
        terms=version.terms,
        number=version.number,
        digest=version.digest,
        signed=tuple(Signed(each.role, each.method, each.given_at, version.digest) for each in given),
        made_at=contract.made_at,
        inspection=longest_inspection(_cycle(contract)),
        packs=tuple(contract.packs),
    )


def longest_inspection(cycle: Lifecycle) -> timedelta:
    """From a delivery to the moment at which it counts as accepted if nobody says anything."""
    deadlines = (state.deadline for state in cycle.states if state.name in DELIVERED)
    return sum((deadline.length for deadline in deadlines if deadline), timedelta(0))


def _cycle(contract: Contract) -> Lifecycle:
    return lifecycle(contract.lifecycle, contract.lifecycle_version)


def change_of(contract: Contract, shelf: Shelf) -> Change:
    """The change that has just put the terms in force in their place."""
    after = terms_queries.version_view(contract.terms)
    if after.amends_id is None:
        raise ValueError(f"the terms of {contract.reference} take the place of no others")
    before: TermsVersion = terms_queries.version(after.amends_id)
    serial = shelf.order_serial or contract.reference
    return Change(before.terms, before.number, before.digest, agreement_of(contract), serial)


def latest_handover(contract: Contract) -> tuple[Handover, tuple[Found, ...]]:
    """The last delivery with its files, and what inspection found in it so far."""
    number, part, note, delivered_at, files, found = _ask(_HANDOVER, contract)
    handed = tuple(HandedFile(*file) for file in json.loads(files))
    handover = Handover(number, part, part_title(contract, part), note, delivered_at, handed)
    return handover, tuple(Found(*each) for each in json.loads(found))


def part_title(contract: Contract, part: int) -> str:
    """What part number `part` is called; nothing for work that is not divided."""
    return agreed_terms(contract).parts[part].title if contract.parts > 1 else ""


def inspection_of(
    contract: Contract, handover: Handover, found: tuple[Found, ...], result: str, at: datetime
) -> Inspection:
    """How the delivery was inspected; when it is deemed accepted nobody found anything, and the agreed items stand."""
    if result != "deemed":
        return Inspection(handover, result, found, at)
    items = agreed_terms(contract).parts[handover.part].acceptance_items
    cycle = _cycle(contract)
    deemed = tuple(Found(item, None) for item in items)
    return Inspection(handover, result, deemed, at, f"{cycle.name} {cycle.version}", longest_inspection(cycle))


def payment_of(contract: Contract, entry_id: int, part: int, cause: str, at: datetime) -> Payment:
    """What the entry of the book paid to the worker, line by line."""
    lines = money.lines_of(entry_id)
    return Payment(
        part=part,
        part_title=part_title(contract, part),
        lines={line: amount for line, amount in lines.items() if line in _PAID},
        tax=agreed_terms(contract).tax,
        cause=cause,
        step=contract.steps_taken,
        paid_at=at,
        funds=settings.FUNDS,
        packs=tuple(contract.packs),
    )
