"""The clock bar of a contract."""

from __future__ import annotations

from datetime import datetime

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.kernel.calendar import local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended, side_of


def clock_bar(view: ContractView) -> ClockBar:
    """The bar of one contract for one reader."""
    contract, name = view.contract, view.contract.lifecycle
    about = f"{view.lifecycle.words}.{contract.state}"
    if view.is_over:
        seal = "paid" if contract.state == "completed" else ""
        side = side_of(view.role)
        return ended(name, contract.state, contract.entered_at, turn="done", seal=seal, about=about, side=side)
    promised = contracts.promised_by(view)
    return ClockBar(
        turn=_turn(view),
        name=str(contract.client if view.waits_for is Actor.CLIENT else contract.worker),
        act=_act(view),
        due_at=promised or contract.due_at,
        since=contract.entered_at,
        then=_then(view, waits=promised is not None),
        about=about,
        side=side_of(view.role),
        late=_late(view),
    )


def _late(view: ContractView) -> str:
    """Which agreed date was not kept, and by how many days."""
    missed = contracts.missed_by(view)
    if missed is None:
        return ""
    if view.contract.state == "delivered":
        return late_delivery(missed, view.contract.entered_at)
    return reading.plain("contracts.page.late", n=_days_after(missed, view.at), day=reading.day_text(missed))


def late_delivery(due_at: datetime, at: datetime) -> str:
    """By how many days a delivery at `at` missed its date; empty when it kept it."""
    if at <= due_at:
        return ""
    return reading.plain("contracts.page.delivered_late", n=_days_after(due_at, at), day=reading.day_text(due_at))


def _days_after(due_at: datetime, at: datetime) -> int:
    return (local_date(at) - local_date(due_at)).days


def _act(view: ContractView) -> str:
    """What is to be done; after a rejection not the same as at first."""
    contract = view.contract
    if contract.rounds_used and view.waits_for is Actor.WORKER:
        return reading.plain("contracts.page.redo")
    return reading.plain(f"{contract.lifecycle}.act.{contract.state}")


def _turn(view: ContractView) -> str:
    """A state that requests lead out of waits for nobody itself."""
    if view.waits_for is None:
        return "clock"
    return "you" if view.waits_for is view.role else "other"


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
    return reading.plain("contracts.page.then_two", what=said[0], day=reading.day_text(coming[-1][0]), end=said[-1])
