"""One step of one locked contest: trace, money, state, deadline, notices. The actions decide which and when.

The order of locks is the listing, where a step changes it, then its contest, then a proposal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By, authorise, enter, postpone, record
from tachiai.contests import announcements, bookkeeping
from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest, ContestProposal, ContestStep
from tachiai.contests.queries.facts import contest_facts
from tachiai.kernel.lifecycle import Step
from tachiai.kernel.refused import Refusal, Refused

Effect = Callable[[Contest, datetime], None]


def locked_contest(listing_id: int, *, client_id: int | None = None) -> Contest:
    """The contest of a listing, locked. Refusal when there is none, or when it is not this client's."""
    rows = Contest.objects.select_for_update(of=("self",), no_key=True).filter(listing_id=listing_id)
    found = rows.order_by("-pk").first()
    if found is None or (client_id is not None and found.client_id != client_id):
        raise Refusal(Refused("contests.refused.no_such_contest"))
    return found


def locked_proposal(proposal_id: int) -> tuple[Contest, ContestProposal]:
    """A proposal and its contest, the contest locked first: whoever changes a proposal holds its contest."""
    known = ContestProposal.objects.filter(pk=proposal_id).values_list("contest_id", flat=True).first()
    if known is None:
        raise Refusal(Refused("contests.refused.no_such_proposal"))
    contest = Contest.objects.select_for_update(of=("self",), no_key=True).get(pk=known)
    return contest, ContestProposal.objects.select_for_update(no_key=True).get(pk=proposal_id)


def walk_contest(
    contest: Contest,
    step_name: str,
    *,
    by: By,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    effect: Effect | None = None,
) -> Step:
    """Take the step on the locked row, move its money, save it and tell whom it concerns. Refusal when it cannot be
    taken. A step without anybody in `by` is what another one brings with it. `effect`: what else it changes on the row,
    once it is allowed."""
    facts, said = contest_facts(contest), dict(answers or {})
    step = CONTEST.step(step_name) if _is_consequence(step_name) else authorise(CONTEST, step_name, facts, by, at)
    to = step.destination(facts)
    taken = record(contest, ContestStep, step, to, by=by, at=at, answers=said)
    paid = bookkeeping.move_money(contest, facts, step, taken.number, at)
    if effect is not None:
        effect(contest, at)
    if "proposal" in step.asks:
        contest.adopted += 1
    if step.to:
        enter(contest, CONTEST, replace(facts, state=to), at)
    if CONTEST.state(to).final:
        contest.closed_at = at
    contest.end_reason = str(said.get("reason", contest.end_reason))
    contest.save()
    announcements.step_taken(contest, step, by, at, paid)
    return step


def count_anew(contest: Contest, at: datetime) -> None:
    """The day from which the deadline is counted has moved, or a reminder was sent. Does not save."""
    postpone(contest, CONTEST, contest_facts(contest), at)


def _is_consequence(step_name: str) -> bool:
    return any(step.name == step_name and not step.by for step in CONTEST.steps)
