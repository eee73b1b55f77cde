"""The clock bars of a report, a measure and an appeal."""

from __future__ import annotations

from datetime import datetime

from tachiai.kernel.lifecycle import Lifecycle
from tachiai.safety.lifecycles import APPEAL, CASE
from tachiai.safety.queries import AppealView, MeasureView, ReportView
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar
from tachiai.web.site.contracts.beside import then_text


def report_clock(view: ReportView) -> ClockBar:
    """Staff are waited for, until when, and what follows when they stay silent."""
    if view.outcome:
        return _over(reading.plain(f"reports.outcome.{view.outcome}.title"), view.closed_at or view.opened_at)
    then = _then(CASE, view.case_state)
    return _staff(reading.plain("reports.detail.act"), view.due_at, view.opened_at, then, f"case.{view.case_state}")


def appeal_clock(view: AppealView) -> ClockBar:
    if not view.is_open:
        return _over(reading.plain(f"appeal.state.{view.state}"), view.closed_at or view.opened_at)
    then = _then(APPEAL, view.state)
    return _staff(reading.plain("decisions.appeal.act"), view.due_at, view.opened_at, then, f"appeal.{view.state}")


def measure_clock(view: MeasureView) -> ClockBar:
    """Until when a lasting measure is in force, or what ended it."""
    label = reading.plain(view.spec.title)
    if view.ended_at is not None:
        return _over(label, view.ended_at, reading.plain(f"measure.how.{view.how}"))
    if view.until is None:
        return ClockBar("in_force", act=label, since=view.since, outcome=reading.plain("decisions.measure.open"))
    then = reading.plain("decisions.measure.then")
    return ClockBar("in_force", act=label, since=view.since, due_at=view.until, then=then)


def _staff(act: str, due_at: datetime | None, since: datetime, then: str, about: str) -> ClockBar:
    return ClockBar("staff", act=act, since=since, due_at=due_at, then=then, about=about)


def _over(what: str, at: datetime, outcome: str = "") -> ClockBar:
    return ClockBar("over", act=what, since=at, outcome=f"{outcome} {reading.moment_text(at)}".strip())


def _then(cycle: Lifecycle, state: str) -> str:
    step = cycle.clock_step(state)
    return then_text(cycle.words, step.name) if step else ""
