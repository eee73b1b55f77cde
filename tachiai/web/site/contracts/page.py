"""The contract page as data: everything it shows, gathered once, in the words of the reader who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from tachiai.contracts import queries as contracts
from tachiai.contracts.lifecycles import HOURLY
from tachiai.contracts.queries import ContractView, RatingsView
from tachiai.contracts.queries.beside import beside as read_beside
from tachiai.contracts.queries.deliveries import DeliveryView, Finding, deliveries_of
from tachiai.contracts.queries.requests import RequestView
from tachiai.contracts.rules import SIDES
from tachiai.conversations import queries as conversations
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.money import queries as money
from tachiai.terms.rules import Terms
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.site.confidentiality.line import confidentiality_line
from tachiai.web.site.contracts.amounts import money_rows
from tachiai.web.site.contracts.beside import first_clock, holding_request, open_rows, opening_rows
from tachiai.web.site.contracts.request_page import request_steps
from tachiai.web.site.contracts.standing import standing_box
from tachiai.web.site.contracts.story import timeline
from tachiai.web.site.hours.box import HoursBox, hours_box, money_of_weeks
from tachiai.web.site.papers.rows import PaperRow, paper_rows
from tachiai.web.terms_rows import milestone_table

if TYPE_CHECKING:
    from tachiai.contracts.models import Request

# Steps that need something before they can be taken have a page of their own that prepares it.
PREPARED_AT = {"deposit": "contracts:deposit"}
MAIN_STEPS = ("deposit", "deliver", "accept")


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
    """`timeline`, `steps` and `money` are rows for the components of these names; `requests` is what is open beside the
    contract, `openings` what this reader may open."""

    view: ContractView
    standing: Mapping[str, Any] | None
    clock: ClockBar
    requests: Sequence[Mapping[str, Any]]
    steps: Sequence[Mapping[str, Any]]
    openings: Sequence[Mapping[str, Any]]
    confidentiality: Mapping[str, str] | None
    papers: Sequence[PaperRow]
    terms: Terms
    items: Sequence[ItemState]
    milestones: Mapping[str, Any] | None
    money: Sequence[Mapping[str, Any]]
    timeline: Sequence[Mapping[str, Any]]
    thread: conversations.ThreadPage | None
    ratings: RatingsView
    hours: HoursBox | None


def contract_page(view: ContractView, before: int | None = None) -> ContractPage:
    """Everything on the page of one contract; a bounded number of queries whatever its length.

    `before` is the message from which older messages are asked for.
    """
    contract = view.contract
    is_hourly = contract.lifecycle == HOURLY.name
    taken = contracts.steps_of(contract.pk)
    deliveries = deliveries_of(contract.pk) if taken and not is_hourly else []
    terms = contracts.agreed_terms(contract)
    thread = conversations.thread(thread_id=contract.thread_id, person_id=view.person_id, before=before)
    beside = read_beside(view, settings.MEDIATION_LEVEL)
    hours = hours_box(view) if is_hourly else None
    return ContractPage(
        view=view,
        standing=standing_box(view),
        clock=hours.clock if hours else first_clock(view, beside.open),
        requests=open_rows(beside),
        steps=[*_steps_of_holding(beside.open), *step_rows(view, [each.request for each in beside.open])],
        openings=opening_rows(contract.reference, beside),
        papers=paper_rows(view),
        confidentiality=_confidentiality(view),
        terms=terms,
        items=_items(view, terms, deliveries),
        milestones=_milestones(view, terms),
        money=money_of_weeks(hours.totals) if hours else money_rows(money.held_released_refunded(contract.holder)),
        timeline=timeline(view, taken, deliveries, thread, beside),
        thread=thread,
        ratings=contracts.ratings(view),
        hours=hours,
    )


def _confidentiality(view: ContractView) -> Mapping[str, str] | None:
    """The line about secrets; none beside an award, which no talk came before, nor when the end came without one."""
    contract, proposal_id = view.contract, view.contract.proposal_id
    if proposal_id is None or not _is_party(view) or (contract.closed_at and not view.confidentiality):
        return None
    return confidentiality_line(proposal_id, view.confidentiality)


def _is_party(view: ContractView) -> bool:
    """Staff have no part in what the two promise each other, also when they stand in for one of them."""
    return view.role in SIDES and not view.is_stand_in


def _steps_of_holding(requests: Sequence[RequestView]) -> list[Mapping[str, Any]]:
    """What this reader can do now in the request into which the contract has gone."""
    holding = holding_request(requests)
    return [row for row in request_steps(holding) if row["is_open"]] if holding else []


def step_rows(view: ContractView, blocking: Sequence[Request]) -> list[Mapping[str, Any]]:
    """What this reader can do in the present state, open steps first, and what not, with the reasons."""
    shown = [offer for offer in contracts.offered(view, blocking) if view.contract.state in offer.step.sources]
    rows = [_step(view, offer) for offer in shown]
    return sorted(rows, key=lambda row: (not row["is_open"], row["kind"] != "primary"))


def _step(view: ContractView, offer: Offered) -> Mapping[str, Any]:
    name, contract = offer.step.name, view.contract
    prepares = name in PREPARED_AT and view.role is Actor.CLIENT and not view.is_stand_in and not view.standing
    where = (
        reverse(PREPARED_AT[name], args=[contract.reference])
        if prepares
        else reverse("contracts:step", args=[contract.reference, name])
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


def _items(view: ContractView, terms: Terms, deliveries: Sequence[DeliveryView]) -> list[ItemState]:
    """How each item of the current part stands."""
    part = view.contract.part
    latest: dict[str, Finding] = {}
    of_part = [delivery for delivery in deliveries if delivery.part == part]
    for delivery in reversed(of_part):
        latest.update({finding.text: finding for finding in delivery.findings})
    newest = of_part[0].findings if of_part else ()
    is_accepted = view.contract.state == "completed"
    items = terms.parts[part].acceptance_items
    unseen = ItemState("", "never_inspected" if view.is_over else "not_inspected")
    return [_item(item, latest.get(item), newest, is_accepted) or replace(unseen, item=item) for item in items]


def _milestones(view: ContractView, terms: Terms) -> Mapping[str, Any] | None:
    """The parts, each with how it stands: paid, or the one that the two are at."""
    table = milestone_table(terms)
    if table is None:
        return None
    return {**table, "rows": [{**row, **_standing(view, row["number"] - 1)} for row in table["rows"]]}


def _standing(view: ContractView, part: int) -> Mapping[str, Any]:
    current = view.contract.part
    if part < current or view.contract.state == "completed":
        return {"state": reading.plain("contracts.page.part_paid"), "badge": "success"}
    if part > current or view.is_over:
        return {}
    return {"state": reading.plain("contracts.page.part_now"), "badge": "plain", "is_here": True}


def _item(item: str, finding: Finding | None, newest: Sequence[Finding], is_accepted: bool) -> ItemState | None:
    """None: nobody has inspected it."""
    is_looked_at = finding in newest
    if is_accepted and not is_looked_at:
        return ItemState(item, "deemed", "success")
    if finding is None:
        return None
    if is_looked_at:
        return (
            ItemState(item, "passed", "success")
            if finding.passed
            else ItemState(item, "failed", "danger", finding.reason)
        )
    standing = "passed_before" if finding.passed else "failed_before"
    return ItemState(item, standing, reason=finding.reason, is_earlier=True)
