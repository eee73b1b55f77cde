"""The clock bar of one week."""

from __future__ import annotations

from tachiai.contracts.hourly import queries as hours
from tachiai.contracts.hourly.queries import WeekView
from tachiai.kernel.lifecycle import Actor
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended, side_of


def week_clock(view: WeekView) -> ClockBar:
    """Whose turn it is in this week, until when, and what happens by itself after that."""
    week, contract, words = view.week, view.contract.contract, view.lifecycle.words
    if view.state.final:
        seal = "paid" if week.paid else ""
        return ended(words, week.state, week.entered_at, turn="over", seal=seal)
    return ClockBar(
        turn=_turn(view),
        name=str(contract.client if view.waits_for is Actor.CLIENT else contract.worker),
        act=reading.plain(f"{words}.act.{week.state}"),
        due_at=week.due_at,
        since=week.entered_at,
        then=_then(view),
        about=f"{words}.{week.state}",
        side=side_of(view.contract.role),
    )


def _turn(view: WeekView) -> str:
    if view.waits_for is view.contract.role:
        return "you"
    return "staff" if view.waits_for is Actor.STAFF else "other"


def _then(view: WeekView) -> str:
    """The next thing that the clock does, as a sentence."""
    coming = hours.forecast(view)
    if not coming:
        return ""
    _, step = coming[0]
    return reading.plain("contracts.page.then_one", what=reading.plain(f"{view.lifecycle.words}.then.{step.name}"))
