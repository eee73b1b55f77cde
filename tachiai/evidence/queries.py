"""Reads about chains and about the bundles that were handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import Max

from tachiai.contracts.record.entries import UNORDERED
from tachiai.evidence.models import Chain, Link, Sealed
from tachiai.evidence.rules import Linked

SHOWN = 20


@dataclass(frozen=True)
class SealedBundle:
    """One bundle that was handed out, as pages show it. `person_name` is empty for the command line."""

    role: str
    person_name: str
    length: int
    digest: str
    size: int
    sealed_at: datetime
    stamped_at: datetime | None


@dataclass(frozen=True)
class ChainState:
    """How long the chain of a contract is, the digest of its last link, and the latest bundles, newest first."""

    length: int
    head: str
    linked_at: datetime | None
    bundles: Sequence[SealedBundle]


def links_of(chain_id: int) -> list[Linked]:
    """Every link, in order."""
    columns = [column.name for column in fields(Linked)]
    rows = Link.objects.filter(chain_id=chain_id).order_by("number").values_list(*columns)
    return [Linked(*row) for row in rows]


def linked_so_far(chain_id: int) -> tuple[dict[str, int], set[tuple[str, int]]]:
    """The last linked item of each kind whose entries come in order; and the linked entries of all other kinds."""
    links = Link.objects.filter(chain_id=chain_id).order_by()
    ordered = links.exclude(kind__in=UNORDERED).values("kind").annotate(last=Max("item"))
    known = links.filter(kind__in=UNORDERED).values_list("kind", "item")
    return dict(ordered.values_list("kind", "last")), set(known)


def chain_state(contract_id: int) -> ChainState:
    """The chain as it stands; of length 0 before its first link."""
    chain = Chain.objects.filter(contract_id=contract_id).first()
    if chain is None:
        return ChainState(0, "", None, ())
    last = Link.objects.filter(chain_id=chain.pk, number=chain.length).values_list("linked_at", flat=True).first()
    made = Sealed.objects.filter(chain_id=chain.pk).select_related("person").order_by("-pk")[:SHOWN]
    return ChainState(chain.length, chain.head, last, [sealed_bundle(one) for one in made])


def sealed_bundle(sealed: Sealed) -> SealedBundle:
    """The stored row as what the rest of the program reads."""
    return SealedBundle(
        sealed.role,
        str(sealed.person) if sealed.person else "",
        sealed.length,
        sealed.digest,
        sealed.size,
        sealed.sealed_at,
        sealed.stamped_at,
    )
