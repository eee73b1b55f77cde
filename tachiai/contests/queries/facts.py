"""The snapshot of a contest that guards and deadlines look at."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest, ContestProposal
from tachiai.contests.rules import ContestFacts, Plan, Standing
from tachiai.jobs.queries.stopping import is_stopped
from tachiai.money import queries as money
from tachiai.people.queries import removed_by

KIND = "contest_proposal"
STANDING = Q(withdrawn_at=None)


def contest_facts(contest: Contest, *, stopped: bool | None = None) -> ContestFacts:
    """Everything that guards ask about, at a cost of at most three questions. `stopped`: whether staff have stopped the
    listing, where that is known already."""
    is_waiting = contest.state == CONTEST.first
    return ContestFacts(
        state=contest.state,
        apply_by=contest.apply_by,
        prize=contest.prize,
        prizes=contest.prizes,
        adopted=contest.adopted,
        proposals=0 if is_waiting else adoptable(contest.pk).count(),
        is_guaranteed=plan_of(contest).is_guaranteed,
        is_stopped=is_stopped(contest.listing_id) if stopped is None else stopped,
        is_ended_early=contest.ended_early_at is not None,
        funds_ready=money.wallet_balance(contest.client_id) if is_waiting else 0,
    )


def plan_of(contest: Contest) -> Plan:
    """The plan as it was deposited for."""
    return Plan.from_data(contest.plan)


def proposals_with_removals() -> QuerySet[Any]:
    """Every proposal with `removed_by`: the decision by which staff have removed it, if one did."""
    return ContestProposal.objects.annotate(removed_by=removed_by(KIND))


def adoptable(contest_id: int) -> QuerySet[ContestProposal]:
    """What can be adopted: neither withdrawn nor removed nor adopted already."""
    return adoptable_again(contest_id).filter(adopted_at=None)


def adoptable_again(contest_id: int) -> QuerySet[ContestProposal]:
    """The same with what was adopted already, for awards that lapsed."""
    return proposals_with_removals().filter(STANDING, contest_id=contest_id, removed_by=None)


def standings(contest_id: int) -> list[Standing]:
    """How every proposal stands when the clock shares what is left."""
    return [
        Standing(
            row.pk,
            row.worker_id,
            row.sent_at,
            is_out=row.withdrawn_at is not None or row.adopted_at is not None or row.removed_by is not None,
            is_marked=row.marked_at is not None and row.overturned_at is None,
        )
        for row in proposals_with_removals().filter(contest_id=contest_id).order_by("pk")
    ]
