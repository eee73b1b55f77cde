"""Who has never had a contract."""

from __future__ import annotations

from django.db.models import Q

from tachiai.contracts.models import Contract


def has_had_contract(person_id: int) -> bool:
    """On either side, running or ended: one arm for each of the four indexes of sides."""
    arms = Q()
    for side in ("client_id", "worker_id"):
        for runs in (True, False):
            arms |= Q(**{side: person_id}, closed_at__isnull=runs)
    return Contract.objects.filter(arms).exists()
