"""What one side may open beside a contract and what is open, as rows of the contract's page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse

from tachiai.contracts.lifecycles import HOURLY, request_called
from tachiai.contracts.lifecycles.fixed_price import DELIVERED, UNFUNDED
from tachiai.contracts.queries import ContractView
from tachiai.contracts.queries.beside import Beside
from tachiai.contracts.queries.requests import RequestView
from tachiai.contracts.rules import SIDES
from tachiai.kernel.lifecycle import Actor, Offered
from tachiai.kernel.requests import other_side
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended, side_of
from tachiai.web.site.contracts.clock import clock_bar
from tachiai.web.site.contracts.standing import said_by

CONTACT_REMINDER = "contact_reminder"


def kind_of(name: str) -> str:
    """The kind of a request in addresses and texts: variants of one family have the same."""
    return request_called(name).lifecycle.words


def request_clock(view: RequestView) -> ClockBar:
    """The bar of one request for one reader."""
    words, state, request = view.lifecycle.words, view.request.state, view.request
    if view.state.final:
        return ended(words, state, request.entered_at)
    contract, waited_for = view.contract.contract, waits_for(view)
    return ClockBar(
        turn=_turn(view.contract.role, waited_for),
        name=str(contract.client if waited_for is Actor.CLIENT else contract.worker),
        act=_act(view),
        due_at=request.due_at,
        since=request.entered_at,
        then=_then(view),
        about=f"{words}.{state}",
        side=side_of(view.contract.role),
    )


def reminded(view: ContractView) -> str:
    """What an unanswered contact reminder leads to as the contract stands: contact_reminder.outcome.<this>."""
    state = view.contract.state
    if state in UNFUNDED:
        return "unfunded"
    if view.contract.lifecycle == HOURLY.name:
        return "hourly"
    return "delivered" if state in DELIVERED else "undelivered"


def _act(view: RequestView) -> str:
    """What is to be done. Nobody ends by a reminder what was delivered."""
    words, state = view.lifecycle.words, view.request.state
    if words == CONTACT_REMINDER and state == "unanswered" and reminded(view.contract) == "delivered":
        return reading.plain(f"{words}.act_beside.delivered")
    return reading.plain(f"{words}.act.{state}")


def _then(view: RequestView) -> str:
    """What the clock does, as the contract stands."""
    words, default = view.lifecycle.words, view.default
    if default is None:
        return ""
    if words == CONTACT_REMINDER and default.name == "mark_unanswered":
        what = reading.plain(f"{words}.then_beside.{reminded(view.contract)}")
        return reading.plain("contracts.page.then_one", what=what)
    return then_text(words, default.name)


def waits_for(view: RequestView) -> Actor | None:
    """Whose turn it is. Where both must answer, the reader's as long as they have not."""
    role, agreed = view.contract.role, view.request.values.get("agreed", ())
    both_answer = any(step.name == "agree" for step in view.lifecycle.steps_from(view.request.state))
    if not both_answer or role not in SIDES:
        return view.waits_for
    return other_side(role) if role in agreed else role


def _turn(reader: Actor, waited_for: Actor | None) -> str:
    if waited_for is reader:
        return "you"
    return {Actor.STAFF: "staff", None: "clock"}.get(waited_for, "other")


def then_text(words: str, step: str) -> str:
    """What the clock does, as a sentence."""
    return reading.plain("contracts.page.then_one", what=reading.plain(f"{words}.then.{step}"))


def holding_request(requests: Sequence[RequestView]) -> RequestView | None:
    """The open request into which the contract has gone (a mediation), if any."""
    return next((each for each in requests if each.declared.opens), None)


def first_clock(view: ContractView, requests: Sequence[RequestView]) -> ClockBar:
    """The clock that runs first: of the request into which the contract has gone, or the contract's."""
    holding = holding_request(requests)
    return request_clock(holding) if holding else clock_bar(view)


def open_rows(beside: Beside) -> list[Mapping[str, Any]]:
    """Every open request with its own small bar, but for the one whose clock runs first already."""
    return [
        {**request_row(view), "clock": None if view.declared.opens else request_clock(view)} for view in beside.open
    ]


def request_row(view: RequestView) -> Mapping[str, Any]:
    """One request by its kind, state and address."""
    words = view.lifecycle.words
    return {
        "title": reading.plain(f"{words}.name"),
        "state": reading.plain(f"{words}.state.{view.request.state}"),
        "asker": asker_name(view),
        "href": request_address(view.contract.contract.reference, view.request.pk),
    }


def request_address(reference: str, request_id: int) -> str:
    return reverse("contracts:request", args=[reference, request_id])


def asker_name(view: RequestView) -> str:
    """Who opened the request."""
    return said_by(view.contract, view.asker, view.request.opened_by_id)


def opening_rows(reference: str, beside: Beside) -> list[Mapping[str, Any]]:
    """Every kind of request that this reader may open, with what it is for and, when not now, why. One that is open
    already stands under the clock."""
    opened = {view.declared.name for view in beside.open}
    return [_opening(reference, name, offer) for name, offer in beside.openings.items() if name not in opened]


def _opening(reference: str, name: str, offer: Offered) -> Mapping[str, Any]:
    kind = kind_of(name)
    return {
        "label": reading.plain(f"{kind}.link"),
        "purpose": reading.plain(f"requests.purpose.{kind}"),
        "href": reverse("contracts:ask", args=[reference, kind]),
        "is_open": offer.is_open,
        "reasons": offer.refused,
    }


def request_events(beside: Beside, told: Collection[int]) -> list[Mapping[str, Any]]:
    """The openings of requests, and their ends, as events of the contract's timeline. `told`: those whose end shows
    already by what it did to the contract."""
    return [event for view in beside.latest for event in _events(view, view.request.pk in told)]


def _events(view: RequestView, is_told: bool) -> list[Mapping[str, Any]]:
    row, request, declared = request_row(view), view.request, view.declared
    link = {"href": row["href"], "label": reading.plain("requests.page.see")}
    told = {"kind": "step", "link": link}
    events: list[Mapping[str, Any]] = []
    if not declared.opens:
        opened = reading.plain(f"{view.lifecycle.words}.done.open")
        events.append({**told, "at": request.opened_at, "actor": row["asker"], "text": opened})
    if request.closed_at is not None and not (is_told and declared.causes.get(request.state)):
        over = reading.plain(f"{view.lifecycle.words}.over.{request.state}")
        events.append({**told, "at": request.closed_at, "actor": row["title"], "text": over})
    return events
