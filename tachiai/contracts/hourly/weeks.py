"""One step of one locked week of a locked contract, with all that follows from it in the same transaction.

The order of locks is always the contract, then its weeks. The doors (`actions`, `clock`) lock and decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import BY_CLOCK, By, authorise, enter, record
from tachiai.contracts import queries
from tachiai.contracts.hourly import announcements, papers
from tachiai.contracts.hourly.facts import cycle_of, dated_facts, division_of, facts_of, held_by, worked
from tachiai.contracts.hourly.models import TimeEntry, Week, WeekStep
from tachiai.contracts.lifecycles import WEEK
from tachiai.contracts.models import Contract
from tachiai.contracts.rules import LONGEST_REASON, unanswered
from tachiai.contracts.rules.hourly import WeekSpan, contest_mistakes, first_week, share_mistake, whole_minutes
from tachiai.contracts.rules.requests import share_by_rule
from tachiai.contracts.rules.tax import withheld_from
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Step
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.actions import Moved
from tachiai.money.rules import (
    DEPOSIT_ESCROW,
    MOVEMENTS,
    SPLIT_ESCROW,
    SPLIT_PART,
    to_worker,
)
from tachiai.terms.rules import Terms

Answers = Mapping[str, Any]
SPLITS = (SPLIT_ESCROW, SPLIT_PART)
MINUTES = 60
CLOSING = "closing"


def begin_hourly(contract: Contract, terms: Terms) -> None:
    """Set a new contract to hourly work on these terms: its price is the deposit of one week. Does not save."""
    if terms.hourly_rate is None or terms.weekly_hours is None:
        raise ValueError("terms with open points cannot become a contract")
    contract.price = contract.part_price = terms.hourly_rate * terms.weekly_hours
    contract.rounds_agreed = contract.redo_days = 0
    contract.work_due_at = first_week(contract.made_at).ends_at


def make_week(contract: Contract, span: WeekSpan, at: datetime) -> Week:
    """A week of a locked contract, awaiting its deposit, on the terms that hold now."""
    terms = queries.agreed_terms(contract)
    if terms.hourly_rate is None or terms.weekly_hours is None:
        raise ValueError("terms with open points have no weeks")
    week = Week(
        contract=contract,
        number=Week.objects.filter(contract_id=contract.pk).count() + 1,
        begins_on=span.begins_on,
        rate=terms.hourly_rate,
        cap_minutes=terms.weekly_hours * MINUTES,
        price=terms.hourly_rate * terms.weekly_hours,
        made_at=at,
        lifecycle_version=WEEK.version,
        state=WEEK.first,
        entered_at=at,
    )
    enter(week, WEEK, dated_facts(week), at)
    week.save()
    return week


def open_first(contract: Contract, by: By, at: datetime) -> None:
    """The first deposit of a locked contract: its week is made and paid in. The contract's own step tells of it."""
    week = make_week(contract, first_week(at), at)
    contract.work_due_at = week.span.ends_at
    walk_week(contract, week, "deposit", by=by, at=at, tells=False)


def walk_week(
    contract: Contract,
    week: Week,
    step_name: str,
    *,
    by: By,
    at: datetime,
    answers: Answers | None = None,
    is_consequence: bool = False,
    tells: bool = True,
) -> Week:
    """Take a step of a locked week: on the word of `by`, or as a consequence of something that has been allowed."""
    week.contract, answers = contract, answers or {}
    cycle = cycle_of(week)
    facts = facts_of(week, by.actor)
    step = cycle.step(step_name) if is_consequence else authorise(cycle, step_name, facts, by, at)
    _refuse_unanswered(week, step, answers)
    to = step.destination(facts)
    taken = record(week, WeekStep, step, to, by=by, at=at, answers=_as_record(answers))
    _remember(contract, week, step, by, at, answers)
    division, moved = _move_money(contract, week, step, by, taken.number, at, answers)
    if to != week.state:
        enter(week, cycle, replace(dated_facts(week), state=to), at)
    week.closed_at = at if cycle.state(to).final else None
    week.save()
    if tells:
        announcements.taken(week, step, by, at, answers, division)
    if moved is not None and moved.to_worker:
        papers.week_paid(contract, week, moved, at)
    return week


def _refuse_unanswered(week: Week, step: Step, answers: Answers) -> None:
    asked = tuple(ask for ask in step.asks if ask == "reason")
    wrong = [refused for _, refused in unanswered(asked, answers, 0)]
    if "worker_share" in step.asks and (mistake := share_mistake(answers.get("worker_share"), held_by(week))):
        wrong.append(mistake)
    if "line_reasons" in step.asks:
        numbers = TimeEntry.objects.filter(week_id=week.pk, is_struck=False).values_list("number", flat=True)
        wrong += contest_mistakes(numbers, answers.get("line_reasons", {}), LONGEST_REASON)
    if wrong:
        raise Refusal(*wrong)


def _as_record(answers: Answers) -> dict[str, Any]:
    """Answers as they stand in the step's record: JSON, keys as text."""
    return {
        name: {str(key): text for key, text in value.items()} if isinstance(value, Mapping) else value
        for name, value in answers.items()
    }


def _remember(contract: Contract, week: Week, step: Step, by: By, at: datetime, answers: Answers) -> None:
    """Keep on the row what later steps build on. Does not save the week."""
    if step.name == "deposit":
        week.paid_in_at = at
        money.cancel_pay_in(holder=week.holder)
    elif step.name in ("lapse", "call_off"):
        money.cancel_pay_in(holder=week.holder)
    elif step.name == "contest":
        _mark_contested(week, answers["line_reasons"])
    elif step.name == "offer":
        week.values.setdefault("offers", {})[by.actor] = answers["worker_share"]


def _mark_contested(week: Week, reasons: Mapping[int, str]) -> None:
    chosen = list(TimeEntry.objects.filter(week_id=week.pk, is_struck=False, number__in=reasons))
    for entry in chosen:
        entry.contest_reason = reasons[entry.number].strip()
    TimeEntry.objects.bulk_update(chosen, ["contest_reason"])
    week.contested_minutes = sum(whole_minutes(entry.starts_at, entry.ends_at) for entry in chosen)
    if not division_of(week).contested:
        raise Refusal(Refused("contracts.refused.contest_is_worth_nothing"))


def _move_money(
    contract: Contract, week: Week, step: Step, by: By, number: int, at: datetime, answers: Answers
) -> tuple[tuple[int, int], Moved | None]:
    """The movement of the step. Answers what it gave to the worker (before fees) and back to the client, in yen."""
    if not step.moves:
        return _said(week, step, answers), None
    (movement,) = step.moves
    amount, share = _amount(week, movement), _share(contract, week, step, by, answers)
    if not amount:
        return (0, 0), None
    gross = to_worker(MOVEMENTS[movement], amount, share)
    moved = money.post_movement(
        movement,
        holder=week.holder,
        client_id=contract.client_id,
        worker_id=contract.worker_id,
        amount=amount,
        worker_share=share,
        paid_before=week.paid,
        withheld=withheld_from(gross, queries.agreed_terms(contract), contract.packs, local_date(at)) if gross else 0,
        fee_schedule=contract.fee_schedule,
        step_number=number,
        at=at,
    )
    if movement == DEPOSIT_ESCROW:
        return (0, 0), moved
    week.paid += moved.to_worker
    week.returned += amount - moved.to_worker
    contract.paid += moved.to_worker
    contract.save(update_fields=["paid"])
    return (moved.to_worker, amount - moved.to_worker), moved


def _said(week: Week, step: Step, answers: Answers) -> tuple[int, int]:
    """What a step that moves nothing speaks of: the division that is offered, or what the hours are worth."""
    if "worker_share" in step.asks:
        return int(answers["worker_share"]), held_by(week) - int(answers["worker_share"])
    return worked(week), week.price - worked(week)


def _amount(week: Week, movement: str) -> int:
    """How much a movement takes, in yen: the week is still in the state before the step."""
    if movement == SPLIT_PART:
        divided = division_of(week)
        return divided.undisputed + divided.unused
    return week.price if movement == DEPOSIT_ESCROW else held_by(week)


def _share(contract: Contract, week: Week, step: Step, by: By, answers: Answers) -> int | None:
    """The worker's part of a movement that divides."""
    if step.moves[0] not in SPLITS:
        return None
    if step.name == "contest":
        return division_of(week).undisputed
    if step.name in ("approve", "fix"):
        return worked(week)
    if step.name == "settle_by_rule":
        return share_by_rule(queries.agreed_terms(contract).deadlock, held_by(week))
    if step.name == "accept_offer":
        offers: Mapping[str, int] = week.values["offers"]
        return next(share for side, share in offers.items() if side != by.actor)
    return int(answers["worker_share"])


def are_open(contract_id: int) -> bool:
    """Whether a week of the contract is still to be settled."""
    return Week.objects.filter(contract_id=contract_id, closed_at=None).exists()


def locked_weeks(contract: Contract) -> list[Week]:
    """The weeks of a locked contract that are not settled, oldest first."""
    found = Week.objects.select_for_update(of=("self",)).filter(contract_id=contract.pk, closed_at=None)
    return list(found.order_by("number"))


def wind_up(contract: Contract, at: datetime) -> None:
    """A locked contract is being closed: no further week. Those not paid in are called off, and the deposit of one that
    has not begun goes back; all others go on to their end."""
    for week in locked_weeks(contract):
        if week.state == "awaiting_deposit":
            walk_week(contract, week, "call_off", by=BY_CLOCK, at=at, is_consequence=True)
        elif week.state == "open" and at < week.span.begins_at:
            walk_week(contract, week, "return_unbegun", by=BY_CLOCK, at=at, is_consequence=True)
