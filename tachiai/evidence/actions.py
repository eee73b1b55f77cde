"""Linking: what is new on record is bound to the chain, early by a sweep and in full whenever it matters."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from tachiai.clockwork.actions import RETRY_AFTER, ROUND, Swept
from tachiai.contracts import record
from tachiai.contracts.record import RecordSealed
from tachiai.contracts.record.entries import KINDS, entries
from tachiai.contracts.record.following import contracts_in, newest
from tachiai.evidence import queries
from tachiai.evidence.models import Chain, Followed, Link, Sealed
from tachiai.evidence.queries import SealedBundle
from tachiai.evidence.rules import Linked, faults_of, link_after
from tachiai.evidence.verifier.chain import BEFORE_THE_FIRST
from tachiai.kernel.entries import WHOLE, Entry, Piece
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import log_staff_act

if TYPE_CHECKING:
    from tachiai.contracts.models import Contract

log = logging.getLogger(__name__)
STRETCH = 1_000


@dataclass(frozen=True)
class Record:
    """The whole record of one contract with its links, the two side by side, as it was found to be sound."""

    contract: Contract
    entries: Sequence[Entry]
    links: Sequence[Linked]

    @property
    def head(self) -> str:
        return self.links[-1].digest if self.links else BEFORE_THE_FIRST


@transaction.atomic
def extend(*, contract_id: int, at: datetime) -> int:
    """Link every entry of a contract that is not linked yet, in the order in which things happened. Answers how many.

    Holds the chain's row and asks for no other lock: whoever holds the contract may call it.
    """
    return _extend(_locked(contract_id), at)


def seal_chain(sealed: RecordSealed) -> None:
    """Listener: what a mediation is held on is linked in the moment it is sealed."""
    extend(contract_id=sealed.contract_id, at=sealed.at)


@transaction.atomic
def whole_record(*, contract_id: int, at: datetime) -> Record:
    """Read the record from end to end, compare it with the links, and link what is new.

    Refusal that names every entry which was changed or removed since it was linked, and every link which was.
    """
    chain, contract = _locked(contract_id), record.contract_numbered(contract_id)
    found = {(entry.kind, entry.item): entry for entry in entries(contract, WHOLE)}
    links = queries.links_of(chain.pk)
    if faults := faults_of(contract.reference, found, links, length=chain.length, head=chain.head):
        log.error("contract %s: its record differs from what was linked: %s", contract.reference, faults[:5])
        raise Refusal(*(Refused(f"evidence.refused.{fault.name}", fault.params) for fault in faults))
    linked = {(link.kind, link.item) for link in links}
    links += _append(chain, contract, (entry for key, entry in found.items() if key not in linked), at)
    return Record(contract, [found[link.kind, link.item] for link in links], links)


@transaction.atomic
def record_bundle(
    *,
    contract_id: int,
    person_id: int | None,
    role: str,
    record: Record,
    digest: str,
    size: int,
    at: datetime,
    stamped_at: datetime | None,
) -> SealedBundle:
    """Remember that a bundle of `record` was handed out; to staff, also in the log of what they did."""
    chain = Chain.objects.get(contract_id=contract_id)
    sealed = Sealed.objects.create(
        chain=chain,
        person_id=person_id,
        role=role,
        length=len(record.links),
        head=record.head,
        digest=digest,
        size=size,
        sealed_at=at,
        stamped_at=stamped_at,
    )
    if role == "staff" and person_id is not None:
        log_staff_act(
            staff_id=person_id, act="export_record", subject_kind="contracts.contract", subject_id=contract_id, at=at
        )
    return queries.sealed_bundle(sealed)


def sweep(at: datetime) -> Swept:
    """See which contracts have something new, and link it: a round of contracts. Any number of workers may do so.

    Inside a transaction of the caller's there is nothing to follow: what it wrote may still be undone.
    """
    if connection.in_atomic_block:
        return Swept()
    follow(at)
    swept = Swept()
    if Chain.objects.filter(wanted_at__lte=at).exists():
        while swept.fired + swept.failed < ROUND and _link_next(swept, at):
            pass
    return swept


@transaction.atomic
def follow(at: datetime) -> None:
    """Mark the chains of contracts about which rows were written: at most STRETCH numbers of each table at a time.

    A number is given out before its row is committed. So the numbers seen now are followed only when every transaction
    has ended that ran just after; whatever they wrote can be read then. What is missed all the same, because somebody
    wrote a row by hand, is linked by the next `extend`.
    """
    place = Followed.objects.select_for_update(skip_locked=True).first()
    if place is None:
        Followed.objects.get_or_create(only=True)
        return
    if place.seen != place.upto:
        if _oldest_transaction() < place.horizon:
            return
        _want(_contracts_between(place.upto, place.seen), at)
        place.upto = place.seen
        place.save()
    now_there = {source: min(number, place.upto.get(source, 0) + STRETCH) for source, number in newest().items()}
    if now_there != place.seen:
        place.seen, place.horizon = now_there, _next_transaction()
        place.save()


def _contracts_between(upto: dict[str, int], seen: dict[str, int]) -> set[int]:
    moved = {source: number for source, number in seen.items() if number > upto.get(source, 0)}
    return {one for source, number in moved.items() for one in contracts_in(source, upto.get(source, 0), number)}


def _want(contract_ids: Iterable[int], at: datetime) -> None:
    # In the order of contracts, so that two workers never wait for each other.
    chains = [Chain(contract_id=one, head=BEFORE_THE_FIRST, wanted_at=at) for one in sorted(contract_ids)]
    Chain.objects.bulk_create(chains, update_conflicts=True, unique_fields=["contract"], update_fields=["wanted_at"])


def _link_next(swept: Swept, at: datetime) -> bool:
    """Link what is new of one contract that waits for it and that nobody else is at; False when there is none."""
    chain = None
    try:
        with transaction.atomic():
            waiting = Chain.objects.filter(wanted_at__lte=at).order_by("wanted_at")
            chain = waiting.select_for_update(skip_locked=True).first()
            if chain is None:
                return False
            chain.wanted_at = None
            _extend(chain, at)
        swept.fired += 1
    except Exception:
        if chain is None:
            raise
        log.exception("contract %s: its record could not be linked", chain.contract_id)
        Chain.objects.filter(pk=chain.pk).update(wanted_at=at + RETRY_AFTER)
        swept.failed += 1
    return True


def _locked(contract_id: int) -> Chain:
    fresh = Chain(contract_id=contract_id, head=BEFORE_THE_FIRST)
    mine = Chain.objects.select_for_update().filter(contract_id=contract_id)
    if (found := mine.first()) is None:
        Chain.objects.bulk_create([fresh], ignore_conflicts=True)
        found = mine.get()
    return found


def _extend(chain: Chain, at: datetime) -> int:
    contract = record.contract_numbered(chain.contract_id)
    last, known = queries.linked_so_far(chain.pk)
    new = (entry for entry in entries(contract, Piece(after=last)) if (entry.kind, entry.item) not in known)
    return len(_append(chain, contract, new, at))


def _append(chain: Chain, contract: Contract, new: Iterable[Entry], at: datetime) -> list[Linked]:
    """Link these entries to a locked chain, and save it."""
    links: list[Linked] = []
    number, head = chain.length, chain.head
    for entry in sorted(new, key=lambda entry: (entry.at, KINDS.index(entry.kind), entry.item)):
        number += 1
        links.append(link_after(contract.reference, entry, number=number, previous=head, at=at))
        head = links[-1].digest
    Link.objects.bulk_create((Link(chain=chain, **link.as_row()) for link in links), batch_size=1_000)
    chain.length, chain.head = number, head
    chain.save()
    return links


def _oldest_transaction() -> int:
    return _asked("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def _next_transaction() -> int:
    return _asked("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")


def _asked(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
