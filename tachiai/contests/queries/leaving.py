"""What of contests stands against closing an account, and against blocking a client."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from tachiai.contests.lifecycles import RUNNING
from tachiai.contests.models import Contest, ContestProposal
from tachiai.contests.queries.facts import STANDING
from tachiai.conversations.queries.blocks import BlockAsked
from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked

MOST_NAMED = 20


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Listener: whoever has a contest running chooses first; a maker leaves nothing that could still be adopted."""
    running = Contest.objects.filter(client_id=asked.person_id, state__in=RUNNING)
    return [
        *_named("contest_running", running, "title"),
        *_named("proposal_stands", _standing_in_running(asked.person_id), "contest__title"),
    ]


def objections_to_blocking(asked: BlockAsked) -> list[Refused]:
    """Listener: a maker takes back first what this client could still adopt, for the two would have to talk then."""
    in_theirs = _standing_in_running(asked.person_id).filter(contest__client_id=asked.other_id)
    return [*_named("proposal_before_block", in_theirs, "contest__title")]


def _standing_in_running(worker_id: int) -> QuerySet[ContestProposal]:
    rows = ContestProposal.objects.filter(STANDING, worker_id=worker_id, adopted_at=None)
    return rows.filter(contest__state__in=RUNNING)


def _named(why: str, rows: QuerySet[Contest] | QuerySet[ContestProposal], title: str) -> Iterator[Refused]:
    for one in rows.order_by("-pk").values_list(title, flat=True)[:MOST_NAMED]:
        yield Refused(f"contests.refused.{why}", {"title": one})
