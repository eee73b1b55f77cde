"""One step of one locked contract or request, with all that follows from it in the same transaction.

The doors (`actions`, `requests`) lock and decide; here a step is recorded, money moves, the state and its deadline
are set, requests that the step overtakes or answers are closed, and whom it concerns is told. The order of locks is
always the contract, then its requests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import BY_CLOCK, By, authorise, enter, record
from tachiai.contracts import announcements, queries, rating
from tachiai.contracts.hourly import weeks
from tachiai.contracts.lifecycles import lifecycle, request_called
from tachiai.contracts.models import Contract, ContractStep, Delivery, ItemFinding, Request, RequestStep
from tachiai.contracts.papers import issuing
from tachiai.contracts.queries import requests
from tachiai.contracts.rules import unanswered
from tachiai.contracts.rules.requests import share_by_rule, split_mistake
from tachiai.contracts.rules.tax import withheld_from
from tachiai.conversations import queries as conversations
from tachiai.kernel.calendar import end_of_day, local_date
from tachiai.kernel.lifecycle import Actor, Lifecycle, Step
from tachiai.kernel.refused import Refusal, Refused
from tachiai.kernel.requests import hats, other_side
from tachiai.money import actions as money
from tachiai.money.rules import MOVEMENTS, RETURN_SURPLUS, SPLIT_ESCROW, TOP_UP_ESCROW, to_worker
from tachiai.notices import queries as notices
from tachiai.people.signing import Signature
from tachiai.terms import actions as terms_actions
from tachiai.terms import queries as terms_queries
from tachiai.terms.rules import Terms

Answers = Mapping[str, Any]


def walk_contract(
    contract: Contract, step_name: str, *, by: By, at: datetime, answers: Answers, because: Request | None = None
) -> Contract:
    """Take a step on a locked contract: on the word of `by`, or because a request of that contract demands it."""
    cycle = lifecycle(contract.lifecycle, contract.lifecycle_version)
    facts, still_open = queries.facts(contract), queries.open_requests(contract.pk)
    if because is None:
        step = authorise(cycle, step_name, facts, by, at)
        if blocked := queries.blocked_by(still_open, step.name):
            raise Refusal(*blocked)
    else:
        step = cycle.step(step_name)
    items = queries.current_items(contract) if "item_reasons" in step.asks else ()
    if wrong := unanswered(step.asks, answers, len(items)):
        raise Refusal(*(refused for _, refused in wrong))
    if items:
        # Said in full: a later change of terms may reword the items.
        answers = {**answers, "items": {index: items[index] for index in answers["item_reasons"]}}
    if step.name == "deliver":
        # The date it was due: a rejection or a change of terms may move it later.
        answers = {**answers, "work_due_at": contract.work_due_at.isoformat()}
    to = step.destination(facts)
    taken = record(
        contract, ContractStep, step, to, by=by, at=at, answers=_as_record(answers), request_id=because and because.pk
    )
    held = contract.part_price
    if effect := _EFFECTS.get(f"{cycle.name}.{step.name}") or _EFFECTS.get(step.name):
        effect(contract, by, at, answers, because)
    share = _worker_share(contract, because, held) if SPLIT_ESCROW in step.moves else None
    paid = _move_money(contract, step, held, share, taken.number, at)
    if to == "awaiting_deposit" and "release_escrow" in step.moves:
        begin_part(contract, contract.part + 1, queries.agreed_terms(contract))
    enter(contract, cycle, replace(queries.dated_facts(contract), state=to), at)
    contract.closed_at = at if cycle.state(to).final else None
    contract.save()
    announcements.taken(contract, step, by, at, answers, because, share)
    issuing.step_taken(contract, step, paid, at)
    overtake_and_answer(contract, by, at, but=because, among=still_open)
    if to == weeks.CLOSING:
        weeks.wind_up(contract, at)
        if not weeks.are_open(contract.pk):
            walk_contract(contract, "complete", by=BY_CLOCK, at=at, answers={})
    return contract


def walk_request(
    request: Request,
    step_name: str,
    *,
    by: By,
    at: datetime,
    answers: Answers,
    is_consequence: bool = False,
    signed: Signature | None = None,
) -> Request:
    """Take a step on a locked request of a locked contract, and the step of the contract that it causes. `signed`: the
    signature under the terms that it agrees to."""
    declared = request_called(request.lifecycle, request.contract.lifecycle)
    cycle = declared.lifecycle
    facts = requests.request_facts(request, by.actor)
    if is_consequence:
        step = cycle.step(step_name)
    else:
        step = authorise(cycle, step_name, facts, replace(by, actor=hat(cycle, step_name, request, by.actor)), at)
    if wrong := unanswered(step.asks, {**answers, "held": request.contract.part_price}, 0):
        raise Refusal(*(refused for _, refused in wrong))
    to = step.destination(facts)
    caused = requests.caused(request, to)
    record(request, RequestStep, step, to, by=by, at=at, answers=_as_record(answers))
    _remember(request, step, by, answers)
    if step.name == "accept" and request.terms_id is not None and by.person_id is not None:
        asked = other_side(Actor(request.asked_by))
        terms_actions.consent_to_amendment(
            version_id=request.terms_id, role=asked, person_id=by.person_id, at=at, signed=signed
        )
    if request.state == "awaiting_top_up":
        money.cancel_pay_in(holder=request.contract.holder)
    if to != request.state:
        enter(request, cycle, replace(requests.request_facts(request, by.actor), state=to), at)
    request.closed_at = at if cycle.state(to).final else None
    request.save()
    announcements.request_taken(request, step, by, at, answers)
    if caused is not None:
        walk_contract(request.contract, caused.name, by=by, at=at, answers={}, because=request)
    elif not is_consequence:
        overtake_and_answer(request.contract, by, at, but=request)
    return request


def hat(cycle: Lifecycle, step_name: str, request: Request, actor: Actor) -> Actor:
    """As what `actor` takes this step: as the side it is, or as the asker or the asked."""
    worn = hats(actor, Actor(request.asked_by))
    allowed = worn & next((step.by for step in cycle.steps if step.name == step_name), frozenset())
    return min(allowed, default=actor)


def overtake_and_answer(
    contract: Contract, by: By, at: datetime, *, but: Request | None = None, among: Sequence[Request] | None = None
) -> None:
    """What a step or word of `by` does to the other open requests of a locked contract (`among` these, if read)."""
    for request in queries.open_requests(contract.pk) if among is None else among:
        if but is not None and request.pk == but.pk:
            continue
        request.contract = contract
        declared = request_called(request.lifecycle, contract.lifecycle)
        name = declared.answered if Actor.ASKED in hats(by.actor, Actor(request.asked_by)) else ""
        if not declared.stays(contract.state):
            name = declared.overtaken
        if name and request.state in declared.lifecycle.step(name).sources:
            walk_request(request, name, by=by, at=at, answers={}, is_consequence=True)


def begin_part(contract: Contract, number: int, terms: Terms) -> None:
    """Set the contract to part `number` of the terms. Does not save."""
    part = terms.parts[number]
    if part.price is None or part.due_on is None:
        raise ValueError("terms with open points have no parts to begin")
    contract.part, contract.parts = number, len(terms.parts)
    contract.part_price, contract.work_due_at, contract.rounds_used = part.price, end_of_day(part.due_on), 0


def _move_money(
    contract: Contract, step: Step, held: int, share: int | None, number: int, at: datetime
) -> money.Moved | None:
    """Every movement of the step; answers the one that paid the worker, if any. `held` yen were held (or asked for)
    before it; `share` of a split is the worker's."""
    paid = None
    difference = contract.part_price - held
    amounts = {TOP_UP_ESCROW: max(0, difference), RETURN_SURPLUS: max(0, -difference)}
    for movement in step.moves:
        amount = amounts.get(movement, held)
        if amount:
            moved = money.post_movement(
                movement,
                holder=contract.holder,
                client_id=contract.client_id,
                worker_id=contract.worker_id,
                amount=amount,
                worker_share=share if movement == SPLIT_ESCROW else None,
                paid_before=contract.paid,
                withheld=_withheld(contract, movement, amount, share, at),
                fee_schedule=contract.fee_schedule,
                step_number=number,
                at=at,
            )
            contract.paid += moved.to_worker
            paid = moved if moved.to_worker else paid
    return paid


def _withheld(contract: Contract, movement: str, amount: int, share: int | None, at: datetime) -> int:
    """The income tax that the client keeps back of what the movement pays to the worker, if the terms say so."""
    gross = to_worker(MOVEMENTS[movement], amount, share if movement == SPLIT_ESCROW else None)
    return withheld_from(gross, queries.agreed_terms(contract), contract.packs, local_date(at)) if gross else 0


def _worker_share(contract: Contract, because: Request | None, held: int) -> int:
    """What the worker gets of `held` yen, before fees: as the request says, else by the rule agreed in the terms."""
    if because is not None and because.state in ("agreed", "settled", "decided"):
        share = int(because.values["worker_share"])
        # A change of the terms may have lowered what is held since the share was proposed.
        if mistake := split_mistake(share, held):
            raise Refusal(mistake)
        return share
    return share_by_rule(queries.agreed_terms(contract).deadlock, held)


def _remember(request: Request, step: Step, by: By, answers: Answers) -> None:
    """Keep in `values` what later steps build on. Does not save."""
    values = request.values
    if step.name in ("counter", "counter_again"):
        values.setdefault("first_share", values["worker_share"])
        values["worker_share"], values["counters"] = answers["worker_share"], values.get("counters", 0) + 1
    elif step.name == "offer":
        values.setdefault("offers", {})[by.actor] = answers["worker_share"]
    elif step.name == "accept_offer":
        values["worker_share"] = next(share for side, share in values["offers"].items() if side != by.actor)
    elif step.name in ("propose", "decide"):
        values["worker_share"] = answers["worker_share"]
    elif step.name == "agree":
        values["agreed"] = [*values.get("agreed", []), by.actor]


def _as_record(answers: Answers) -> dict[str, Any]:
    """Answers as they stand in the step's record: JSON, keys as text."""
    return {
        name: {str(key): text for key, text in value.items()} if isinstance(value, Mapping) else value
        for name, value in answers.items()
    }


def _store_delivery(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    files = list(answers.get("files", ()))
    if by.person_id is None or not conversations.owns_files(by.person_id, files):
        raise Refusal(Refused("contracts.refused.not_your_file"))
    delivery = Delivery.objects.create(
        contract_id=contract.pk,
        number=Delivery.objects.filter(contract_id=contract.pk).count() + 1,
        part=contract.part,
        note=answers.get("note", "").strip(),
        delivered_at=at,
    )
    delivery.files.add(*files)


def _store_rejection(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    _store_findings(contract, answers["item_reasons"])
    contract.rounds_used += 1
    contract.work_due_at = queries.redo_due_at(contract, at)


def _store_acceptance(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    _store_findings(contract, {})


def _store_findings(contract: Contract, failed: Mapping[int, str]) -> None:
    """How each agreed item stood in the latest delivery: the failed ones with their reason, all others passed."""
    delivery = Delivery.objects.filter(contract_id=contract.pk).order_by("-number")[0]
    items = queries.current_items(contract)
    ItemFinding.objects.bulk_create(
        ItemFinding(
            delivery=delivery, item=item, text=text, passed=item not in failed, reason=failed.get(item, "").strip()
        )
        for item, text in enumerate(items)
    )


def _await_no_money(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    money.cancel_pay_in(holder=contract.holder)


def _apply_terms(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    """The changed terms take the place of the old ones; the current part stays the current part."""
    if because is None or because.terms_id is None:
        raise ValueError("terms change only by a request that carries the new ones")
    version = terms_queries.version(because.terms_id)
    terms, used = version.terms, contract.rounds_used
    if terms.price is None or terms.rounds is None or terms.redo_days is None:
        raise ValueError("terms with open points cannot be applied")
    money.cancel_pay_in(holder=contract.holder)
    contract.terms_id, contract.price = version.id, terms.price
    contract.rounds_agreed, contract.redo_days = terms.rounds, terms.redo_days
    begin_part(contract, contract.part, terms)
    contract.rounds_used = used


def _rate_silence(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    """The side that did not answer the request is rated by rule, if it was warned."""
    if because is not None:
        silent = other_side(Actor(because.asked_by))
        person_id = contract.client_id if silent is Actor.CLIENT else contract.worker_id
        kinds, path = announcements.warning_kinds(because), announcements.request_path(because)
        warnings = notices.count_told(person_id=person_id, kinds=kinds, path=path)
        rating.rate_silence(contract, silent, warnings, at)


def _begin_weeks(contract: Contract, by: By, at: datetime, answers: Answers, because: Request | None) -> None:
    """Hourly: what is deposited is held for the first week."""
    money.cancel_pay_in(holder=contract.holder)
    weeks.open_first(contract, by, at)


# By the name of the step, or by that of the life cycle and the step where it means something else there.
_EFFECTS: Mapping[str, Callable[[Contract, By, datetime, Answers, Request | None], None]] = {
    "deposit": _await_no_money,
    "hourly.deposit": _begin_weeks,
    "deliver": _store_delivery,
    "reject": _store_rejection,
    "accept": _store_acceptance,
    "withdraw": _await_no_money,
    "lapse": _await_no_money,
    "end_by_silence": _rate_silence,
    "change_terms": _apply_terms,
    "change_terms_unfunded": _apply_terms,
}
