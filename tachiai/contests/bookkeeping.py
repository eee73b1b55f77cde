"""The money of contests: what each step moves, and what each contest should hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from tachiai.contests.lifecycles import CONTEST, RUNNING
from tachiai.contests.models import Contest, ContestProposal
from tachiai.contests.queries.facts import standings
from tachiai.contests.rules import ContestFacts, by_worker, is_promised, shares, sharing
from tachiai.kernel.lifecycle import Step
from tachiai.money import actions as money
from tachiai.money.actions import PayInConfirming
from tachiai.money.rules import DEPOSIT_ESCROW, LISTING, PAY_PART, RETURN_REST, Holder, listing_holder


def hold_still(confirming: PayInConfirming) -> None:
    """Listener: lock the contest before money of it moves, in the order in which its steps lock."""
    if confirming.holder.kind == LISTING:
        rows = Contest.objects.select_for_update(of=("self",), no_key=True).filter(listing_id=confirming.holder.id)
        rows.order_by("-pk").first()


def expected_escrow() -> Iterator[tuple[Holder, int]]:
    """Every contest whose state says that it holds money, with how much in yen: the prizes that were not given."""
    rows = Contest.objects.filter(state__in=RUNNING).values_list("listing_id", "prize", "prizes", "adopted")
    for listing_id, prize, prizes, adopted in rows.iterator():
        yield listing_holder(listing_id), prize * (prizes - adopted)


def move_money(contest: Contest, facts: ContestFacts, step: Step, number: int, at: datetime) -> Mapping[int, int]:
    """Every movement of the step, which is number `number` of the locked contest; answers what workers got of it, in
    yen before the fee, by person. Whichever way it leaves its first state, no deposit is awaited any more."""
    if facts.state == CONTEST.first:
        money.cancel_pay_in(holder=listing_holder(contest.listing_id))
    if not step.moves:
        return {}
    if PAY_PART in step.moves:
        return _share(contest, facts, number, at)
    amounts = {DEPOSIT_ESCROW: facts.deposit, RETURN_REST: facts.held}
    for movement in step.moves:
        _post(contest, movement, amounts.get(movement, contest.prize), number, at)
    return {}


def _share(contest: Contest, facts: ContestFacts, number: int, at: datetime) -> Mapping[int, int]:
    """What was left, among those who met the brief if that was promised; else, or when nobody stands, back."""
    among = sharing(standings(contest.pk)) if is_promised(facts) else ()
    parts = shares(facts.held, among)
    for proposal_id, amount in parts.items():
        ContestProposal.objects.filter(pk=proposal_id).update(shared=amount)
    paid = by_worker(parts, among)
    for worker_id, amount in sorted(paid.items()):
        _post(contest, PAY_PART, amount, number, at, worker_id)
    if rest := facts.held - sum(paid.values()):
        _post(contest, RETURN_REST, rest, number, at)
    return paid


def _post(
    contest: Contest, movement: str, amount: int, number: int, at: datetime, worker_id: int | None = None
) -> None:
    money.post_movement(
        movement,
        holder=listing_holder(contest.listing_id),
        client_id=contest.client_id,
        worker_id=worker_id,
        amount=amount,
        fee_schedule=contest.fee_schedule,
        step_number=number,
        at=at,
        apart=f":{worker_id}" if worker_id else "",
    )
