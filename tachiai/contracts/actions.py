"""The only writers of contracts. `take_step` is the one door through which a contract changes its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from tachiai.clockwork.actions import BY_CLOCK, By, Swept, enter, fire_due, fire_reminders, postpone
from tachiai.contracts import announcements, queries
from tachiai.contracts.hourly.weeks import begin_hourly
from tachiai.contracts.lifecycles import FIXED_PRICE, HOURLY, lifecycle
from tachiai.contracts.models import Contract, ContractStep
from tachiai.contracts.papers import issuing
from tachiai.contracts.queries import ContractView
from tachiai.contracts.restrictions import log_stand_in
from tachiai.contracts.walking import begin_part, walk_contract
from tachiai.conversations import actions as threads
from tachiai.conversations.actions.judging import look_at_reasons
from tachiai.jobs.events import TermsAgreed
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.kernel.readable import readable
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.actions import PayInConfirmed
from tachiai.money.rules import schedule_at
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import Act
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm


@transaction.atomic
def make_contract(agreed: TermsAgreed) -> str:
    """Make the contract of `agreed` terms, in state `awaiting_deposit`. Answers its reference. Once per proposal."""
    made = Contract.objects.filter(proposal_id=agreed.proposal_id).values_list("reference", flat=True).first()
    if made is not None:
        return made
    if any(people.forbidding(one, Act.AGREE, agreed.at) for one in (agreed.client_id, agreed.worker_id)):
        raise Refusal(Refused("contracts.refused.side_is_restricted"))
    terms = Terms.from_data(agreed.values)
    cycle = HOURLY if terms.form == JobForm.HOURLY else FIXED_PRICE
    contract = Contract(
        reference=readable(8),
        lifecycle=cycle.name,
        lifecycle_version=cycle.version,
        client_id=agreed.client_id,
        worker_id=agreed.worker_id,
        listing_id=agreed.listing_id,
        proposal_id=agreed.proposal_id,
        terms_id=agreed.version_id,
        thread_id=agreed.thread_id,
        title=agreed.title,
        fee_schedule=schedule_at(agreed.at).name,
        packs=list(agreed.packs),
        made_at=agreed.at,
        state=cycle.first,
        entered_at=agreed.at,
    )
    (begin_hourly if cycle is HOURLY else _begin_work)(contract, terms)
    enter(contract, cycle, queries.dated_facts(contract), agreed.at)
    contract.save()
    threads.place_thread(thread_id=contract.thread_id, title=contract.title, path=announcements.path_of(contract))
    announcements.made(contract, agreed.at)
    issuing.contract_made(contract, agreed.at)
    return contract.reference


def _begin_work(contract: Contract, terms: Terms) -> None:
    """Set the contract to the first part of work of one price. Does not save."""
    if terms.price is None or terms.rounds is None or terms.redo_days is None:
        raise ValueError("terms with open points cannot become a contract")
    contract.price, contract.rounds_agreed, contract.redo_days = terms.price, terms.rounds, terms.redo_days
    begin_part(contract, 0, terms)


@transaction.atomic
def take_step(
    *,
    contract_id: int,
    step: str,
    by: By,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    expected: int | None = None,
    seen: str = "",
) -> Contract:
    """Take `step`: state, record, deadline, money and notices in one transaction, or nothing and a Refusal.

    `answers` by what the step asks for: `note` and `reason` (text), `files` (ids of the worker's stored files),
    `item_reasons` (index of the acceptance item to the reason). `expected` is the number of steps that the person
    saw: a replay of the same click changes nothing and succeeds, a click on an outdated page is refused. `Warned` for
    reasons of items that have to be looked at first (`look_at_reasons`; `seen`: what the form says was seen).
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    view = ContractView(contract, by.actor, by.person_id or 0, at)
    if by.person_id is not None and view.standing:
        raise Refusal(*view.standing)
    if expected is not None and contract.steps_taken != expected:
        if _is_replay(contract, step, by, expected):
            return contract
        raise Refusal(Refused("contracts.refused.page_outdated"))
    if by.person_id is not None:
        log_stand_in(view, step, at)
    walk_contract(contract, step, by=by, at=at, answers=answers or {})
    if by.person_id is not None and (reasons := (answers or {}).get("item_reasons")):
        # The step is allowed and complete: what its reasons say is looked at last, and undoes it where it cannot stand.
        look_at_reasons(
            texts=reasons.values(),
            author_id=by.person_id,
            subject=("contract", contract.pk),
            at=at,
            seen=seen,
            thread_id=contract.thread_id,
        )
    return contract


def _is_replay(contract: Contract, step: str, by: By, expected: int) -> bool:
    next_one = ContractStep.objects.filter(subject_id=contract.pk, number=expected + 1).first()
    return next_one is not None and (next_one.step, next_one.person_id) == (step, by.person_id)


@transaction.atomic
def announce_deposit(*, contract_id: int, client_id: int, at: datetime) -> Contract:
    """The client wants to deposit. Money already in the wallet covers it at once; otherwise a pay-in is announced,
    which staff confirm when it has arrived (the demo bank does so immediately). Repeating it changes nothing."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id, client_id=client_id)
    if refused := ContractView(contract, Actor.CLIENT, client_id, at).standing:
        raise Refusal(*refused)
    facts = queries.facts(contract)
    if contract.state != FIXED_PRICE.first:
        raise Refusal(Refused("contracts.refused.deposit_not_awaited"))
    if blocked := queries.blocked_by_requests(contract.pk, "deposit"):
        raise Refusal(*blocked)
    if facts.funds_ready < contract.part_price:
        missing = contract.part_price - facts.funds_ready
        pay_in = money.announce_pay_in(holder=contract.holder, client_id=client_id, amount=missing, at=at)
        if not money.confirm_by_demo_bank(pay_in_id=pay_in.pk, at=at):
            announcements.deposit_announced(contract, pay_in.reference, missing, at)
            return contract
        contract.refresh_from_db()
        return contract
    return walk_contract(contract, "deposit", by=By(Actor.CLIENT, client_id), at=at, answers={})


def deposit_confirmed(confirmed: PayInConfirmed) -> bool:
    """Money of this contract has arrived: if it waits for its deposit and can make it now, it does."""
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=confirmed.holder.id)
    cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
    by = By(Actor.STAFF, confirmed.by_staff_id) if confirmed.by_staff_id else By(Actor.CLIENT, contract.client_id)
    facts = queries.facts(contract)
    refused = cycle.refusals(cycle.step("deposit"), facts, by.actor, confirmed.at)
    if refused or queries.blocked_by_requests(contract.pk, "deposit"):
        return False
    walk_contract(contract, "deposit", by=by, at=confirmed.at, answers={})
    return True


def sweep(at: datetime) -> Swept:
    """Take every clock step that is due as of `at`."""
    return fire_due(Contract.objects.all(), _fire, at=at)


def _fire(contract: Contract, at: datetime) -> None:
    cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
    step: Step | None = cycle.clock_step(contract.state)
    if step is None:
        raise LookupError(f"{contract.reference}: state {contract.state} has a deadline and no clock step")
    walk_contract(contract, step.name, by=BY_CLOCK, at=at, answers={})


def remind(at: datetime) -> Swept:
    """Send every reminder that is due as of `at` to the one who is waited for."""
    return fire_reminders(Contract.objects.all(), _remind, at=at)


def _remind(contract: Contract, at: datetime) -> None:
    cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
    announcements.reminder(contract, cycle, at)
    postpone(contract, cycle, queries.dated_facts(contract), at)
    contract.save(update_fields=["due_at", "remind_at"])
