"""The contract of an award: made of a proposal that was adopted, not of terms that two people talked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.contracts import announcements, queries
from tachiai.contracts.lifecycles.award import AWARD
from tachiai.contracts.models import Adopted, Contract
from tachiai.contracts.papers import issuing
from tachiai.contracts.walking import begin_part, walk_contract
from tachiai.conversations import actions as threads
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.readable import readable
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money.rules import schedule_at
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import Act
from tachiai.people.signing import Signature
from tachiai.terms.adopting import adopt_terms, settled
from tachiai.terms.rules import Terms


@dataclass(frozen=True)
class Chosen:
    """The proposal that is adopted, in its newest version: its words, and the ids of its `files`."""

    number: int
    version: int
    text: str
    note: str
    files: Sequence[int]
    sent_at: datetime


@dataclass(frozen=True)
class Award:
    """What an award is made of. `published`: the terms of the listing, with the prize as their price; both consents are
    to their digest. `due_on`: by when the data are due. `proof`: where the consents stand."""

    listing_id: int
    client_id: int
    worker_id: int
    title: str
    chosen: Chosen
    published: Terms
    due_on: date
    packs: tuple[str, ...]
    of_client: Signature
    of_worker: Signature
    proof: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def make_award_contract(*, award: Award, is_funded: bool, at: datetime) -> Contract:
    """The contract of an award, with a thread between the two, both consents on record and the order notice.

    `is_funded`: the prize stands in the client's wallet and is deposited at once; otherwise the deposit is awaited.
    Refusal when either side is restricted, or when the wallet does not cover the prize.
    """
    if any(people.forbidding(one, Act.AGREE, at) for one in (award.client_id, award.worker_id)):
        raise Refusal(Refused("contracts.refused.side_is_restricted"))
    terms = settled(award.published, due_on=award.due_on)
    if terms.price is None or terms.rounds is None or terms.redo_days is None:
        raise ValueError("terms with open points cannot become a contract")
    signed = {"client": award.of_client, "worker": award.of_worker}
    contract = Contract(
        reference=readable(8),
        lifecycle=AWARD.name,
        lifecycle_version=AWARD.version,
        client_id=award.client_id,
        worker_id=award.worker_id,
        listing_id=award.listing_id,
        terms_id=adopt_terms(terms=terms, published=award.published, signed=signed, proof=award.proof, at=at),
        thread_id=threads.open_thread(people=(award.client_id, award.worker_id), at=at),
        title=award.title,
        price=terms.price,
        fee_schedule=schedule_at(at).name,
        packs=list(award.packs),
        rounds_agreed=terms.rounds,
        redo_days=terms.redo_days,
        made_at=at,
        state=AWARD.first,
        entered_at=at,
    )
    begin_part(contract, 0, terms)
    enter(contract, AWARD, queries.dated_facts(contract), at)
    contract.save()
    _keep_chosen(contract, award.chosen)
    threads.place_thread(thread_id=contract.thread_id, title=contract.title, path=announcements.path_of(contract))
    if not is_funded:
        announcements.made(contract, at)
    issuing.contract_made(contract, at)
    if is_funded:
        walk_contract(contract, "deposit", by=By(Actor.CLIENT, award.client_id), at=at, answers={})
    return contract


def _keep_chosen(contract: Contract, chosen: Chosen) -> None:
    adopted = Adopted.objects.create(
        contract=contract,
        number=chosen.number,
        version=chosen.version,
        text=chosen.text,
        note=chosen.note,
        sent_at=chosen.sent_at,
    )
    adopted.files.set(chosen.files)
