"""The contract page as data: everything it shows, gathered once and in words' order, for the reader who asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tachiai.contracts import queries as contracts
from tachiai.contracts.models import ContractStep, Delivery
from tachiai.contracts.queries import ContractView, RatingsView
from tachiai.conversations import queries as conversations
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.money import queries as money
from tachiai.terms.rules import Terms
from tachiai.web import reading

# Steps that need something before they can be taken have a page of their own that prepares it.
PREPARED_AT = {"deposit": "contracts:deposit"}


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
class Button:
    """One step as this reader meets it: a link when open, otherwise the reasons why not."""

    step: str
    label: str
    url_name: str
    is_open: bool
    is_main: bool
    reasons: Sequence[Any]


@dataclass(frozen=True)
class Happening:
    """One line of the timeline: a step or a message."""

    at: datetime
    step: ContractStep | None = None
    message: Any = None
    delivery: Delivery | None = None
    rule: str = ""


@dataclass(frozen=True)
class ContractPage:
    view: ContractView
    clock: ClockBar
    buttons: Sequence[Button]
    terms: Terms
    item_states: Sequence[tuple[str, Any]]
    money: Any
    timeline: Sequence[Happening]
    deliveries: Sequence[Delivery]
    ratings: RatingsView


def contract_page(view: ContractView) -> ContractPage:
    """Everything on the page of one contract; a bounded number of queries whatever its length."""
    contract = view.contract
    deliveries = contracts.deliveries_of(contract.pk)
    terms = contracts.agreed_terms(contract)
    return ContractPage(
        view=view,
        clock=clock_bar(view),
        buttons=_buttons(view),
        terms=terms,
        item_states=_item_states(terms, deliveries),
        money=money.held_released_refunded(contract.pk),
        timeline=_timeline(view, deliveries),
        deliveries=deliveries,
        ratings=contracts.ratings(view),
    )


def clock_bar(view: ContractView) -> ClockBar:
    """The bar of one contract for one reader."""
    contract, name = view.contract, view.contract.lifecycle
    if view.is_over:
        outcome = reading.plain(f"{name}.over.{contract.state}")
        seal = "paid" if contract.state == "completed" else ""
        state = reading.plain(f"{name}.state.{contract.state}")
        return ClockBar("done", "", state, None, contract.entered_at, "", outcome, seal)
    return ClockBar(
        turn="you" if view.waits_for is view.role else "other",
        name=str(contract.client if view.waits_for is Actor.CLIENT else contract.worker),
        act=reading.plain(f"{name}.act.{contract.state}"),
        due_at=contract.due_at,
        since=contract.entered_at,
        then=_then(view),
        outcome="",
        seal="",
    )


def _then(view: ContractView) -> str:
    """What silence leads to: the next thing the clock does, and the end it comes to, with its day."""
    coming = contracts.forecast(view)
    sentences = [reading.plain(f"{view.contract.lifecycle}.then.{step.name}") for _, step in coming]
    if not sentences:
        return ""
    first = reading.plain("contracts.page.then_one", what=sentences[0])
    if len(sentences) == 1:
        return first
    last = reading.plain("contracts.page.then_last", day=reading.day_text(coming[-1][0]), what=sentences[-1])
    return f"{first} {last}" if reading.language() == "en" else first + last


def _buttons(view: ContractView) -> list[Button]:
    """Open steps first; of the others only those that the present state could offer, with their reasons."""
    shown = [offer for offer in contracts.offered(view) if view.contract.state in offer.step.sources]
    buttons = [_button(view, offer) for offer in shown]
    return sorted(buttons, key=lambda button: (not button.is_open, not button.is_main))


def _button(view: ContractView, offer: Offered) -> Button:
    prepared = PREPARED_AT.get(offer.step.name)
    may_prepare = prepared is not None and view.role is Actor.CLIENT
    return Button(
        step=offer.step.name,
        label=reading.plain(f"{view.contract.lifecycle}.step.{offer.step.name}"),
        url_name=prepared if prepared and may_prepare else "contracts:step",
        is_open=offer.is_open or may_prepare,
        is_main=view.waits_for is view.role and offer.step.name in MAIN_STEPS,
        reasons=() if may_prepare else offer.refused,
    )


MAIN_STEPS = ("deposit", "deliver", "accept")


def _item_states(terms: Terms, deliveries: Sequence[Delivery]) -> list[tuple[str, Any]]:
    """Each acceptance item with its latest finding, if it was inspected."""
    latest: dict[int, Any] = {}
    for delivery in reversed(deliveries):
        latest.update({finding.item: finding for finding in delivery.findings.all()})
    return [(item, latest.get(index)) for index, item in enumerate(terms.acceptance_items)]


def _timeline(view: ContractView, deliveries: Sequence[Delivery]) -> list[Happening]:
    """Steps and messages, newest first."""
    by_moment = {delivery.delivered_at: delivery for delivery in deliveries}
    steps: Iterable[Happening] = (
        Happening(
            step.taken_at,
            step=step,
            delivery=by_moment.get(step.taken_at) if step.step == "deliver" else None,
            rule=_rule(view, step) if step.actor == Actor.CLOCK else "",
        )
        for step in contracts.steps_of(view.contract.pk)
    )
    messages = (Happening(m.posted_at, message=m) for m in conversations.latest_messages(view.contract.thread_id))
    return sorted((*steps, *messages), key=lambda happening: happening.at, reverse=True)


def _rule(view: ContractView, step: ContractStep) -> str:
    """The rule by which the clock acted, with its number of days from the declaration."""
    deadline = view.lifecycle.state(step.from_state).deadline
    days = deadline.length.days if deadline else 0
    return reading.plain(f"{view.contract.lifecycle}.rule.{step.step}", days=days)
