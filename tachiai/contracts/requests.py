"""The doors of requests: opening one, taking a step in one, hearing a word that answers one, and their clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tachiai.clockwork.actions import BY_CLOCK, By, Swept, enter, fire_due, fire_reminders, postpone
from tachiai.contracts import announcements
from tachiai.contracts import queries as contracts
from tachiai.contracts.actions import deposit_confirmed
from tachiai.contracts.lifecycles import CONTRACT_CLOSE, request_called
from tachiai.contracts.models import Contract, Request, RequestStep
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.notice import end_of_close
from tachiai.contracts.queries.requests import kinds, offered_opening, request_facts
from tachiai.contracts.record import RecordSealed, seal
from tachiai.contracts.restrictions import log_stand_in
from tachiai.contracts.rules import SIDES, unanswered
from tachiai.contracts.rules.requests import the_difference_is_ready
from tachiai.contracts.walking import overtake_and_answer, walk_contract, walk_request
from tachiai.conversations import queries as conversations
from tachiai.conversations.actions import MessagePosted
from tachiai.kernel.events import publish
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.actions import PayInConfirmed
from tachiai.money.rules import CONTRACT
from tachiai.people.signing import Signature
from tachiai.screening.claims import claims_in
from tachiai.terms import actions as terms
from tachiai.terms.rules import Terms, differences


@transaction.atomic
def open_request(
    *, contract_id: int, kind: str, by: By, at: datetime, answers: Mapping[str, Any] | None = None
) -> Request:
    """Open a request of `kind` for the side `by`. A second click on the same answers with the one that is open.

    `answers` by what the declaration asks for: `reason`, `reason_code`, `worker_share` (yen of what is held), `end_on`
    (ISO date) and `exception` of a long contract's notice, `terms` (Terms) with `signed` (Signature over their digest),
    `note`; `files`: ids of own files.
    Refusal with every reason when it cannot be opened now.
    """
    answers = dict(answers or {})
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
    known = {declared.name for declared in kinds(settings.MEDIATION_LEVEL, contract.lifecycle)}
    if kind not in known or by.person_id is None:
        raise Refusal(Refused("lifecycle.no_such_step"))
    declared = request_called(kind, contract.lifecycle)
    mine = Request.objects.filter(contract_id=contract_id, lifecycle=kind, closed_at=None, opened_by_id=by.person_id)
    if (opened := mine.first()) is not None:
        return opened
    view = ContractView(contract, by.actor, by.person_id, at)
    if refused := offered_opening(view, declared, answers).refused:
        raise Refusal(*refused)
    if wrong := unanswered(declared.asks, {**answers, "held": contract.part_price}, 0):
        raise Refusal(*(reason for _, reason in wrong))
    if kind == CONTRACT_CLOSE.name:
        answers |= end_of_close(contract, by.actor, at)
    new_terms, files = answers.pop("terms", None), list(answers.pop("files", ()))
    signed = answers.pop("signed", None)
    if not conversations.owns_files(by.person_id, files):
        raise Refusal(Refused("contracts.refused.not_your_file"))
    request = Request(
        contract=contract,
        lifecycle=kind,
        lifecycle_version=declared.lifecycle.version,
        asked_by=by.actor,
        opened_by_id=by.person_id,
        opened_at=at,
        values=answers,
        claims=_claims(view, *(str(answers.get(name, "")) for name in ("reason", "note"))),
        terms_id=new_terms and _amended(contract, new_terms, by, at, signed),
        state=declared.lifecycle.first,
        entered_at=at,
    )
    enter(request, declared.lifecycle, request_facts(request, by.actor), at)
    request.save()
    log_stand_in(view, f"open.{kind}", at)
    request.files.add(*files)
    announcements.request_opened(request, by, at)
    _follow(request, declared.opens, by, at)
    return request


def _follow(request: Request, opens: str, by: By, at: datetime) -> None:
    """What opening a request does to its contract: the step that it `opens`, on a sealed record, or nothing but
    answering what was open."""
    contract = request.contract
    if not opens:
        overtake_and_answer(contract, by, at, but=request)
        return
    walk_contract(contract, opens, by=by, at=at, answers={}, because=request)
    request.values["seal"] = seal(contract)
    request.save(update_fields=["values"])
    publish(RecordSealed(contract.pk, at))


def _claims(view: ContractView, *texts: str) -> list[dict[str, str]]:
    """The demands that the side of `view` makes. What staff write in its place is not its own."""
    is_own = view.role in SIDES and not view.is_stand_in
    return [{"side": view.role, "rule": rule} for rule in claims_in(*texts)] if is_own else []


def _amended(contract: Contract, new: Terms, by: By, at: datetime, signed: Signature | None) -> int:
    """The proposed terms as the next version on the contract's sheet, agreed to by the one who asks."""
    old = contracts.agreed_terms(contract)
    if not differences(old, new):
        raise Refusal(Refused("contracts.refused.nothing_changed"))
    if new.parts[: contract.part] != old.parts[: contract.part] or len(new.parts) <= contract.part:
        raise Refusal(Refused("contracts.refused.paid_part_changed"))
    return terms.amend(
        version_id=contract.terms_id, terms=new, role=by.actor, person_id=by.person_id or 0, at=at, signed=signed
    )


@transaction.atomic
def take_request_step(
    *,
    request_id: int,
    step: str,
    by: By,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    expected: int | None = None,
) -> Request:
    """Take `step` in a request, with what it causes in the contract: all in one transaction, or a Refusal.

    `expected` as in `contracts.actions.take_step`: a replay of the same click changes nothing and succeeds. `signed` in
    the answers is the signature under the terms that the step agrees to.
    """
    request = _locked_request(request_id, _locked_contract(request_id))
    view = ContractView(request.contract, by.actor, by.person_id or 0, at)
    if view.standing:
        raise Refusal(*view.standing)
    if expected is not None and request.steps_taken != expected:
        if _is_replay(request, step, by, expected):
            return request
        raise Refusal(Refused("contracts.refused.page_outdated"))
    log_stand_in(view, step, at)
    answers = dict(answers or {})
    files, signed = list(answers.pop("files", ())), answers.pop("signed", None)
    if files and not (by.person_id and conversations.owns_files(by.person_id, files)):
        raise Refusal(Refused("contracts.refused.not_your_file"))
    request.claims = [*request.claims, *_claims(view, str(answers.get("reason", "")))]
    walk_request(request, step, by=by, at=at, answers=answers, signed=signed)
    request.files.add(*files)
    return request


@transaction.atomic
def announce_top_up(*, request_id: int, client_id: int, at: datetime) -> Request:
    """The client wants to pay the difference that a change of terms adds to the deposit.

    Money in the wallet covers it at once; otherwise a pay-in is announced, as for a deposit. Repeating it changes
    nothing.
    """
    contract = _locked_contract(request_id)
    request = _locked_request(request_id, contract)
    if refused := ContractView(contract, Actor.CLIENT, client_id, at).standing:
        raise Refusal(*refused)
    facts = request_facts(request, Actor.CLIENT)
    if contract.client_id != client_id or request.state != "awaiting_top_up":
        raise Refusal(Refused("contracts.refused.deposit_not_awaited"))
    missing = facts.difference - facts.funds_ready
    if missing > 0:
        pay_in = money.announce_pay_in(holder=contract.holder, client_id=client_id, amount=missing, at=at)
        if not money.confirm_by_demo_bank(pay_in_id=pay_in.pk, at=at):
            announcements.deposit_announced(contract, pay_in.reference, missing, at)
            return request
        request.refresh_from_db()
        return request
    return walk_request(request, "top_up", by=By(Actor.CLIENT, client_id), at=at, answers={})


def money_arrived(confirmed: PayInConfirmed) -> None:
    """Listener: the deposit, or a change of terms, that waits for the money goes on; else it stays in the wallet."""
    if confirmed.holder.kind != CONTRACT:
        return
    if not deposit_confirmed(confirmed) and not _top_up_confirmed(confirmed):
        announcements.deposit_kept_in_wallet(Contract.objects.get(pk=confirmed.holder.id), confirmed.at)


def _top_up_confirmed(confirmed: PayInConfirmed) -> bool:
    waiting = Request.objects.filter(contract_id=confirmed.holder.id, state="awaiting_top_up", closed_at=None)
    request_id = waiting.values_list("pk", flat=True).first()
    if request_id is None:
        return False
    request = _locked_request(request_id, _locked_contract(request_id))
    by = By(Actor.STAFF, confirmed.by_staff_id) if confirmed.by_staff_id else By(Actor.CLIENT, confirmed.client_id)
    facts = request_facts(request, by.actor)
    if request.state != "awaiting_top_up" or the_difference_is_ready(facts, confirmed.at):
        return False
    walk_request(request, "top_up", by=by, at=confirmed.at, answers={})
    return True


def _locked_contract(request_id: int) -> Contract:
    contract_id = Request.objects.values_list("contract_id", flat=True).get(pk=request_id)
    return Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)


def _locked_request(request_id: int, contract: Contract) -> Request:
    request = Request.objects.select_for_update(of=("self",)).get(pk=request_id)
    request.contract = contract
    return request


def _is_replay(request: Request, step: str, by: By, expected: int) -> bool:
    next_one = RequestStep.objects.filter(subject_id=request.pk, number=expected + 1).first()
    return next_one is not None and (next_one.step, next_one.person_id) == (step, by.person_id)


def hear_word(posted: MessagePosted) -> None:
    """Listener: a message of the asked side answers a contact reminder."""
    asked = Request.objects.filter(
        contract__thread_id=posted.thread_id, closed_at=None, lifecycle="contact_reminder"
    ).values_list("contract_id", flat=True)
    for contract_id in asked:
        contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract_id)
        side = {contract.client_id: Actor.CLIENT, contract.worker_id: Actor.WORKER}.get(posted.author_id)
        if side is not None:
            overtake_and_answer(contract, By(side, posted.author_id), posted.at)


def sweep(at: datetime) -> Swept:
    """Take every clock step of requests that is due as of `at`."""
    return fire_due(Request.objects.select_related("contract"), _fire, at=at, of="contract")


def _is_due(request: Request, column: str, at: datetime) -> bool:
    """Only the contract was locked, as people do: somebody may have moved the request just before."""
    contract = request.contract
    request.refresh_from_db()
    request.contract = contract
    moment: datetime | None = getattr(request, column)
    return moment is not None and moment <= at


def _fire(request: Request, at: datetime) -> None:
    if not _is_due(request, "due_at", at):
        return
    step = request_called(request.lifecycle).lifecycle.clock_step(request.state)
    if step is None:
        raise LookupError(f"request {request.pk}: state {request.state} has a deadline and no clock step")
    walk_request(request, step.name, by=BY_CLOCK, at=at, answers={})


def remind(at: datetime) -> Swept:
    """Send every reminder of requests that is due as of `at`."""
    return fire_reminders(Request.objects.select_related("contract"), _remind, at=at, of="contract")


def _remind(request: Request, at: datetime) -> None:
    if not _is_due(request, "remind_at", at):
        return
    announcements.request_reminder(request, at)
    cycle = request_called(request.lifecycle).lifecycle
    postpone(request, cycle, request_facts(request, Actor.CLOCK), at)
    request.save(update_fields=["due_at", "remind_at"])
