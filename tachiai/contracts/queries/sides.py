"""Who has a contract with whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q

from tachiai.contracts.models import Contract


def states_between(person_id: int, others: Collection[int]) -> Mapping[int, set[str]]:
    """The states of the contracts that each of the others has with this person."""
    between = Q(client_id=person_id, worker__in=others) | Q(worker_id=person_id, client__in=others)
    found: dict[int, set[str]] = {}
    for client, worker, state in Contract.objects.filter(between).values_list("client_id", "worker_id", "state"):
        found.setdefault(worker if client == person_id else client, set()).add(state)
    return found
