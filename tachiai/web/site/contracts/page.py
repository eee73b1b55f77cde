"""The contract page as data: everything it shows, gathered once, in the words of the reader who asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView, RatingsView
from tachiai.conversations import queries as conversations
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.money import queries as money
from tachiai.terms.rules import Terms
from tachiai.web import reading

if TYPE_CHECKING:
    from tachiai.contracts.models import ContractStep, Delivery, ItemFinding

# Steps that need something before they can be taken have a page of their own that prepares it.
PREPARED_AT = {"deposit": "contracts:deposit"}
MAIN_STEPS = ("deposit", "deliver", "accept")


@dataclass(frozen=True)
class ClockBar:
    """The signature piece: whose turn, what, until when, and what happens by itself after that."""

    turn: str
    name: str
    act: str
    due_at: datetime | None
    since: datetime
    then: str
    outcome: str
    seal: str


@dataclass(frozen=True)
class ItemState:
    """One agreed acceptance item and how it stands: `standing` names a text contracts.page.<standing>.

    `is_earlier`: it was judged in a delivery before the newest. `deemed`: accepted by the clock, looked at by nobody.
    """

    item: str
    standing: str
    badge: str = "plain"
    reason: str = ""
    is_earlier: bool = False

    @property
    def label(self) -> str:
        return reading.plain(f"contracts.page.{self.standing}")


@dataclass(frozen=True)
class ContractPage:
    """`timeline`, `steps` and `money` are rows for the components of these names."""

    view: ContractView
    clock: ClockBar
    steps: Sequence[Mapping[str, Any]]
    terms: Terms
    items: Sequence[ItemState]
    money: Sequence[Mapping[str, Any]]
    timeline: Sequence[Mapping[str, Any]]
    thread: conversations.ThreadPage | None
    ratings: RatingsView


def contract_page(view: ContractView, before: int | None = None) -> ContractPage:
    """Everything on the page of one contract; a bounded number of queries whatever its length.

    `before` is the message from which older messages are asked for.
    """
    contract = view.contract
    deliveries = contracts.deliveries_of(contract.pk)
    terms = contracts.agreed_terms(contract)
    thread = conversations.thread(thread_id=contract.thread_id, person_id=view.person_id, before=before)
    return ContractPage(
        view=view,
        clock=clock_bar(view),
        steps=_steps(view),
        terms=terms,
        items=_items(view, terms, deliveries),
        money=_money(contract.pk),
        timeline=_timeline(view, deliveries, terms, thread),
        thread=thread,
        ratings=contracts.ratings(view),
    )


def clock_bar(view: ContractView) -> ClockBar:
    """The bar of one contract for one reader."""
    contract, name = view.contract, view.contract.lifecycle
    if view.is_over:
        state = reading.plain(f"{name}.state.{contract.state}")
        outcome = reading.plain(f"{name}.over.{contract.state}")
        seal = "paid" if contract.state == "completed" else ""
        return ClockBar("done", "", state, None, contract.entered_at, "", outcome, seal)
    promised = contracts.promised_by(view)
    return ClockBar(
        turn="you" if view.waits_for is view.role else "other",
        name=str(contract.client if view.waits_for is Actor.CLIENT else contract.worker),
        act=reading.plain(f"{name}.act.{contract.state}"),
        due_at=promised or contract.due_at,
        since=contract.entered_at,
        then=_then(view, waits=promised is not None),
        outcome="",
        seal="",
    )


def _then(view: ContractView, *, waits: bool) -> str:
    """What silence leads to: the next thing the clock does, and the end it comes to, with its day.

    `waits`: the clock does nothing yet on the day that the bar shows, so its own day is said too.
    """
    coming = contracts.forecast(view)
    said = [reading.plain(f"{view.contract.lifecycle}.then.{step.name}") for _, step in coming]
    if said and waits:
        said[0] = reading.plain("contracts.page.then_waits", day=reading.day_text(coming[0][0]), what=said[0])
    if len(said) < 2:
        return reading.plain("contracts.page.then_one", what=said[0]) if said else ""
    return reading.plain(
        "contracts.page.then_two", what=said[0], day=reading.day_text(coming[-1][0]), end=said[-1]
    )


def _steps(view: ContractView) -> list[Mapping[str, Any]]:
    """What this reader can do in the present state, open steps first, and what not, with the reasons."""
    shown = [offer for offer in contracts.offered(view) if view.contract.state in offer.step.sources]
    rows = [_step(view, offer) for offer in shown]
    return sorted(rows, key=lambda row: (not row["is_open"], row["kind"] != "primary"))


def _step(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    name, contract = offer.step.name, view.contract
    prepares = name in PREPARED_AT and view.role is Actor.CLIENT
    where = reverse(PREPARED_AT[name], args=[contract.reference]) if prepares else reverse(
        "contracts:step", args=[contract.reference, name]
    )
    return {
        "name": name,
        "label": reading.plain(f"{contract.lifecycle}.step.{name}"),
        "is_open": offer.is_open or prepares,
        "kind": "primary" if name in MAIN_STEPS and view.waits_for is view.role else "secondary",
        "href": where,
        "hint": "",
        "reasons": () if prepares else offer.refused,
    }


def _items(view: ContractView, terms: Terms, deliveries: Sequence[Delivery]) -> list[ItemState]:
    latest: dict[int, ItemFinding] = {}
    for delivery in reversed(deliveries):
        latest.update({finding.item: finding for finding in delivery.findings.all()})
    newest = deliveries[0].pk if deliveries else None
    is_accepted = view.contract.state == "completed"
    return [_item(item, latest.get(n), newest, is_accepted) for n, item in enumerate(terms.acceptance_items)]


def _item(item: str, finding: ItemFinding | None, newest: int | None, is_accepted: bool) -> ItemState:
    is_looked_at = finding is not None and finding.delivery_id == newest
    if is_accepted and not is_looked_at:
        return ItemState(item, "deemed", "success")
    if finding is None:
        return ItemState(item, "not_inspected")
    if is_looked_at:
        return ItemState(item, "passed", "success") if finding.passed else ItemState(
            item, "failed", "danger", finding.reason
        )
    standing = "passed_before" if finding.passed else "failed_before"
    return ItemState(item, standing, reason=finding.reason, is_earlier=True)


def _money(contract_id: int) -> list[Mapping[str, Any]]:
    """What came in, where it went, what is held; empty before the deposit."""
    sums = money.held_released_refunded(contract_id)
    if not sums.deposited:
        return []
    rows = [("deposited", sums.deposited, ""), ("released", sums.released, "minus"), ("fee", sums.fee, "minus"),
            ("fee_tax", sums.fee_tax, "minus"), ("refunded", sums.refunded, "minus")]
    shown = [_money_row(name, amount, kind) for name, amount, kind in rows if amount]
    return [*shown, _money_row("held", sums.held, "total")]


def _money_row(name: str, amount: int, kind: str) -> Mapping[str, Any]:
    return {"label": reading.plain(f"contracts.money.{name}"), "amount": amount, "kind": kind}


def _timeline(
    view: ContractView, deliveries: Sequence[Delivery], terms: Terms, thread: conversations.ThreadPage | None
) -> list[Mapping[str, Any]]:
    """Steps and messages as one story, newest first."""
    by_moment = {delivery.delivered_at: delivery for delivery in deliveries}
    taken = contracts.steps_of(view.contract.pk)
    steps = [_step_event(view, step, by_moment.get(step.taken_at), terms) for step in taken]
    made = {"at": view.contract.made_at, "actor": reading.plain("contracts.page.both"), "seal": "agreed",
            "text": reading.plain("contracts.page.made"), "kind": "step"}
    messages = [_message_event(message) for message in (thread.messages if thread else ())]
    events: Iterable[Mapping[str, Any]] = (*steps, *messages, made)
    return sorted(events, key=lambda event: event["at"], reverse=True)


def _step_event(
    view: ContractView, step: ContractStep, delivery: Delivery | None, terms: Terms
) -> Mapping[str, Any]:
    name = view.contract.lifecycle
    is_auto = step.actor == Actor.CLOCK
    is_delivery = delivery is not None and step.step == "deliver"
    return {
        "at": step.taken_at,
        "actor": _who(step),
        "kind": "auto" if is_auto else "step",
        "text": reading.plain(f"{name}.done.{step.step}"),
        "body": delivery.note if delivery and is_delivery else _reasons(step, terms),
        "rule": _rule(view, step) if is_auto else "",
        "files": files_of(delivery.files.all()) if delivery and is_delivery else (),
        "seal": "paid" if step.to_state == "completed" else "",
    }


def _who(step: ContractStep) -> str:
    """The two sides by name; staff and the clock by what they are."""
    is_side = step.actor in (Actor.CLIENT, Actor.WORKER)
    return str(step.person) if is_side else reading.plain(f"contracts.role.{step.actor}")


def _reasons(step: ContractStep, terms: Terms) -> str:
    """What was said with the step: its reason, or the failed items each with its own."""
    items = step.answers.get("item_reasons", {})
    lines = [f"{terms.acceptance_items[int(index)]}\n{reason}" for index, reason in sorted(items.items())]
    return "\n\n".join(lines) or step.answers.get("reason", "")


def _message_event(message: conversations.MessageLine) -> Mapping[str, Any]:
    return {
        "id": f"message-{message.id}",
        "at": message.posted_at,
        "actor": message.author_name,
        "kind": "message",
        "body": message.body,
        "files": files_of(message.files),
    }


def files_of(files: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Stored files as rows of the file list."""
    return [{"name": f.name, "size": f.size, "href": reverse("threads:file", args=[f.id])} for f in files]


def _rule(view: ContractView, step: ContractStep) -> str:
    """The rule by which the clock acted, with its number of days from the declaration."""
    deadline = view.lifecycle.state(step.from_state).deadline
    days = deadline.length.days if deadline else 0
    return reading.plain(f"{view.contract.lifecycle}.rule.{step.step}", days=days)
