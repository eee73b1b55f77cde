"""The clock bar as data: whose turn, what, until when, and what happens by itself after that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tachiai.contracts import queries as contracts
from tachiai.contracts.queries import ContractView
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading


@dataclass(frozen=True)
class ClockBar:
    """The signature piece: whose turn, what, until when, and what happens by itself after that.

    `about`: the state that it tells of, as the articles of the help centre name it: <words>.<state>.
    """

    turn: str
    name: str
    act: str
    due_at: datetime | None
    since: datetime
    then: str
    outcome: str
    seal: str
    about: str = ""


def clock_bar(view: ContractView) -> ClockBar:
    """The bar of one contract for one reader."""
    contract, name = view.contract, view.contract.lifecycle
    about = f"{view.lifecycle.words}.{contract.state}"
    if view.is_over:
        state = reading.plain(f"{name}.state.{contract.state}")
        outcome = reading.plain(f"{name}.over.{contract.state}")
        seal = "paid" if contract.state == "completed" else ""
        return ClockBar("done", "", state, None, contract.entered_at, "", outcome, seal, about)
    promised = contracts.promised_by(view)
    return ClockBar(
        turn=_turn(view),
        name=str(contract.client if view.waits_for is Actor.CLIENT else contract.worker),
        act=reading.plain(f"{name}.act.{contract.state}"),
        due_at=promised or contract.due_at,
        since=contract.entered_at,
        then=_then(view, waits=promised is not None),
        outcome="",
        seal="",
        about=about,
    )


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
