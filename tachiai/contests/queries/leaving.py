"""What of contests stands against closing an account, and against blocking a client."""

from __future__ import annotations

from django.db.models import QuerySet

from tachiai.contests.lifecycles import RUNNING
from tachiai.contests.models import Contest, ContestProposal
from tachiai.contests.queries.facts import STANDING
from tachiai.conversations.queries.blocks import BlockAsked
from tachiai.jobs.queries.closing import each_named
from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Listener: whoever has a contest running chooses first; a maker leaves nothing that could still be adopted."""
    running = Contest.objects.filter(client_id=asked.person_id, state__in=RUNNING)
    return [
        *each_named("contests.refused.contest_running", running, "title"),
        *each_named("contests.refused.proposal_stands", _standing_in_running(asked.person_id), "contest__title"),
    ]


def objections_to_blocking(asked: BlockAsked) -> list[Refused]:
    """Listener: a maker takes back first what this client could still adopt, for the two would have to talk then."""
    in_theirs = _standing_in_running(asked.person_id).filter(contest__client_id=asked.other_id)
    return list(each_named("contests.refused.proposal_before_block", in_theirs, "contest__title"))


def _standing_in_running(worker_id: int) -> QuerySet[ContestProposal]:
    rows = ContestProposal.objects.filter(STANDING, worker_id=worker_id, adopted_at=None)
    return rows.filter(contest__state__in=RUNNING)
