"""What of this module stands against one person blocking another."""

from __future__ import annotations

from django.db.models import Q

from tachiai.contracts.models import Contract
from tachiai.conversations.queries.blocks import BlockAsked
from tachiai.kernel.refused import Refused

MOST_NAMED = 5


def objections_to_blocking(asked: BlockAsked) -> list[Refused]:
    """Listener: whoever has a contract together must be able to talk. One reason for each that is open."""
    one_way = Q(client_id=asked.person_id, worker_id=asked.other_id)
    other_way = Q(client_id=asked.other_id, worker_id=asked.person_id)
    open_ones = Contract.objects.filter(one_way | other_way, closed_at__isnull=True).order_by("-pk")
    return [
        Refused("contracts.refused.open_between_you", {"reference": reference, "title": title})
        for reference, title in open_ones.values_list("reference", "title")[:MOST_NAMED]
    ]
