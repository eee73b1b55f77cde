"""What contests ask about the contracts that were made of adopted proposals."""

from __future__ import annotations

from collections.abc import Iterable

from tachiai.contracts.models import Contract

_UNPAID = ("awaiting_deposit", "lapsed")


def has_lapsed(contract_id: int | None) -> bool:
    """Whether its deposit never came, so that nothing came of the award."""
    return contract_id is not None and Contract.objects.filter(pk=contract_id, state="lapsed").exists()


def deposited(contract_ids: Iterable[int]) -> set[int]:
    """Those of the contracts whose deposit was made: their data belong to the client's eyes."""
    found = Contract.objects.filter(pk__in=set(contract_ids)).exclude(state__in=_UNPAID)
    return set(found.values_list("pk", flat=True))
