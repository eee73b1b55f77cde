"""The doors of weeks: steps in one, its deposit, the client's standing word, and the money that arrives for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tachiai.clockwork.actions import BY_CLOCK, By, postpone
from tachiai.contracts import queries
from tachiai.contracts.announcements import deposit_kept_in_wallet
from tachiai.contracts.hourly import announcements, lines
from tachiai.contracts.hourly.facts import cycle_of, facts_of
from tachiai.contracts.hourly.models import Week, WeeklyFunding, WeekStep
from tachiai.contracts.hourly.weeks import are_open, make_week, walk_week
from tachiai.contracts.lifecycles import lifecycle
from tachiai.contracts.models import Contract
from tachiai.contracts.queries import ContractView
from tachiai.contracts.restrictions import log_stand_in
from tachiai.contracts.rules.hourly import WeekSpan, week_of
from tachiai.contracts.walking import overtake_and_answer, walk_contract
from tachiai.conversations.actions.judging import look_at_reasons
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money import queries as balances
from tachiai.money.actions import PayInConfirmed, PayInConfirming
from tachiai.money.rules import WEEK


@transaction.atomic
def take_week_step(
    *,
    week_id: int,
    step: str,
    by: By,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    expected: int | None = None,
    seen: str = "",
) -> Week:
    """Take `step` in a week: state, record, deadline, money and notices in one transaction, or nothing and a Refusal.

    `answers` by what the step asks for: `line_reasons` (number of the line to the reason), `worker_share` (yen of what
    is contested), `reason`. `expected` as in `contracts.actions.take_step`: a replay changes nothing and succeeds.
    `Warned` for reasons of lines that have to be looked at first (`seen`, as there).
    """
    contract, week = _locked(week_id)
    view = ContractView(contract, by.actor, by.person_id or 0, at)
    if by.person_id is not None and view.standing:
        raise Refusal(*view.standing)
    if expected is not None and week.steps_taken != expected:
        if _is_replay(week, step, by, expected):
            return week
        raise Refusal(Refused("contracts.refused.page_outdated"))
    if by.person_id is not None:
        log_stand_in(view, step, at)
    step_on(contract, week, step, by=by, at=at, answers=answers)
    overtake_and_answer(contract, by, at)
    if by.person_id is not None and (reasons := (answers or {}).get("line_reasons")):
        look_at_reasons(
            texts=reasons.values(),
            author_id=by.person_id,
            subject=("week", week.pk),
            at=at,
            seen=seen,
            thread_id=contract.thread_id,
        )
    return week


def step_on(
    contract: Contract, week: Week, step: str, *, by: By, at: datetime, answers: Mapping[str, Any] | None = None
) -> Week:
    """The step, and what it means for the contract: it goes on with a week that was paid in, and is complete with the
    last week that it is being closed for. Both are locked."""
    if step == "hand_in":
        lines.end_of_sheet(week, at)
    walk_week(contract, week, step, by=by, at=at, answers=answers)
    if step == "deposit":
        keep_running(contract, week, at)
    elif step == "hand_in" and at < week.span.ends_at:
        prepare_next(contract, week, at)
    complete_if_settled(contract, at)
    return week


def keep_running(contract: Contract, week: Week, at: datetime) -> None:
    """A running contract counts its idle days from the end of the last week that was paid in."""
    if contract.state != "running":
        return
    contract.work_due_at = max(contract.work_due_at, week.span.ends_at)
    cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
    postpone(contract, cycle, queries.dated_facts(contract), at)
    contract.save(update_fields=["work_due_at", "due_at", "remind_at"])


def prepare_next(contract: Contract, week: Week, at: datetime) -> Week | None:
    """Make the week after `week`, awaiting its deposit, unless the contract ends or it is there already."""
    span = max(week.span.next, week_of(at), key=lambda each: each.begins_on)
    if contract.state != "running" or Week.objects.filter(contract_id=contract.pk, begins_on=span.begins_on).exists():
        return None
    return make_week(contract, span, at)


def pay_by_itself(contract: Contract, week: Week, at: datetime) -> bool:
    """Pay a week in from the wallet, if the client said so, may act, and has enough. Whether it did."""
    is_on = WeeklyFunding.objects.filter(contract_id=contract.pk, is_on=True).exists()
    if not is_on or ContractView(contract, Actor.CLIENT, contract.client_id, at).standing:
        return False
    if balances.wallet_balance(contract.client_id) < week.price:
        return False
    by, answers = By(Actor.CLIENT, contract.client_id), {"by_standing_word": True}
    step_on(contract, week, "deposit", by=by, at=at, answers=answers)
    return True


def complete_if_settled(contract: Contract, at: datetime) -> None:
    """The clock's step, without waiting for its last moment: nothing is left to be settled."""
    if contract.state == "closing" and not are_open(contract.pk):
        walk_contract(contract, "complete", by=BY_CLOCK, at=at, answers={})


def _locked(week_id: int) -> tuple[Contract, Week]:
    """The order of locks: the contract, then its week."""
    contract_id = Week.objects.values_list("contract_id", flat=True).get(pk=week_id)
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    week = Week.objects.select_for_update(of=("self",)).get(pk=week_id)
    week.contract = contract
    return contract, week


def _is_replay(week: Week, step: str, by: By, expected: int) -> bool:
    next_one = WeekStep.objects.filter(subject_id=week.pk, number=expected + 1).first()
    return next_one is not None and (next_one.step, next_one.person_id) == (step, by.person_id)


@transaction.atomic
def fund_week(*, contract_id: int, begins_on: Any, client_id: int, at: datetime) -> Week:
    """The client pays in the week that begins on that Monday: this one or the next. Money in the wallet covers it at
    once; otherwise a pay-in is announced, which staff confirm when it has arrived. Repeating it changes nothing."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id, client_id=client_id)
    if refused := ContractView(contract, Actor.CLIENT, client_id, at).standing:
        raise Refusal(*refused)
    span = WeekSpan(begins_on)
    if span not in (week_of(at), week_of(at).next):
        raise Refusal(Refused("contracts.refused.week_is_over"))
    week = Week.objects.select_for_update(of=("self",)).filter(contract_id=contract_id, begins_on=begins_on).first()
    if contract.state != "running" and week is None:
        raise Refusal(Refused("contracts.refused.contract_not_running"))
    week = week or make_week(contract, span, at)
    week.contract = contract
    if week.state != "awaiting_deposit":
        return week
    overtake_and_answer(contract, By(Actor.CLIENT, client_id), at)
    missing = week.price - balances.wallet_balance(client_id)
    if missing <= 0:
        return step_on(contract, week, "deposit", by=By(Actor.CLIENT, client_id), at=at)
    pay_in = money.announce_pay_in(holder=week.holder, client_id=client_id, amount=missing, at=at)
    if not money.confirm_by_demo_bank(pay_in_id=pay_in.pk, at=at):
        announcements.deposit_announced(week, pay_in.reference, missing, at)
    week.refresh_from_db()
    return week


@transaction.atomic
def fund_each_week(*, contract_id: int, client_id: int, is_on: bool, at: datetime) -> bool:
    """The client's standing word: each new week is paid in from the wallet on Sunday evening when it covers it.

    Answers how it stands. Refusal when the contract is not going on, or for everybody but its client.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id, client_id=client_id)
    if refused := ContractView(contract, Actor.CLIENT, client_id, at).standing:
        raise Refusal(*refused)
    if is_on and contract.state not in ("awaiting_deposit", "running"):
        raise Refusal(Refused("contracts.refused.contract_not_running"))
    WeeklyFunding.objects.update_or_create(contract_id=contract_id, defaults={"is_on": is_on, "changed_at": at})
    return is_on


def hold_still(confirming: PayInConfirming) -> None:
    """Listener: lock the contract before money of one of its weeks moves, in the order in which its steps lock."""
    if confirming.holder.kind == WEEK:
        _locked(confirming.holder.id)


def money_arrived(confirmed: PayInConfirmed) -> None:
    """Listener: the week that waits for this money is paid in if it can be; else the money stays in the wallet."""
    if confirmed.holder.kind != WEEK:
        return
    contract, week = _locked(confirmed.holder.id)
    by = By(Actor.STAFF, confirmed.by_staff_id) if confirmed.by_staff_id else By(Actor.CLIENT, contract.client_id)
    cycle = cycle_of(week)
    if cycle.refusals(cycle.step("deposit"), facts_of(week, by.actor), by.actor, confirmed.at):
        deposit_kept_in_wallet(contract, confirmed.at)
        return
    step_on(contract, week, "deposit", by=by, at=confirmed.at)
    overtake_and_answer(contract, By(Actor.CLIENT, contract.client_id), confirmed.at)
