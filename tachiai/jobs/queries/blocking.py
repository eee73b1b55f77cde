"""What of this module stands against one person blocking another."""

from __future__ import annotations

from django.db.models import Q

from tachiai.conversations.queries.blocks import BlockAsked
from tachiai.jobs.models import Proposal
from tachiai.kernel.refused import Refused

MOST_NAMED = 5


def objections_to_blocking(asked: BlockAsked) -> list[Refused]:
    """Listener: a talk about terms is ended first, by declining or withdrawing. A proposal that nobody took up yet
    stands in nobody's way."""
    one_way = Q(client_id=asked.person_id, worker_id=asked.other_id)
    other_way = Q(client_id=asked.other_id, worker_id=asked.person_id)
    talks = Proposal.objects.filter(one_way | other_way, state="negotiating").order_by("-pk")
    return [
        Refused("jobs.refused.talk_between_you", {"title": title})
        for title in talks.values_list("listing__title", flat=True)[:MOST_NAMED]
    ]
