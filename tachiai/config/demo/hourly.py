"""What people of the demo do in hourly contracts, week by week; told in stories/hourly.toml.

An act is of the first week in which it is possible, or of the one that `week` names: -1 is the week before that of the
day on which the market is filled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from tachiai.clockwork.actions import By
from tachiai.config.demo.content import Act, Talk
from tachiai.config.demo.stage import Stage, confirm, contract, hand_over
from tachiai.config.demo.when import When
from tachiai.contracts.hourly import actions, lines, queries
from tachiai.contracts.hourly.lines import Written
from tachiai.contracts.hourly.queries import LineView, WeekView
from tachiai.contracts.lifecycles import WEEK
from tachiai.contracts.rules.hourly import week_of
from tachiai.kernel.lifecycle import Actor


def fund(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """Pay in the week that comes, or the running one (`now`)."""
    view = contract(stage, talk, person, at)
    span = week_of(at) if act.particulars.get("now") else week_of(at).next
    week = actions.fund_week(contract_id=view.contract.pk, begins_on=span.begins_on, client_id=person, at=at)
    confirm(stage, week.holder, at)


def fund_each_week(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    view = contract(stage, talk, person, at)
    actions.fund_each_week(contract_id=view.contract.pk, client_id=person, is_on=True, at=at)


def start(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """The worker's timer runs; where the week has only just begun, since it has."""
    view = contract(stage, talk, person, at)
    begun = max(at, week_of(stage.present).begins_at)
    note = act.particulars["note"]
    lines.start_timer(contract_id=view.contract.pk, by=By(Actor.WORKER, person), note=note, at=begun)


def stop(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    view = contract(stage, talk, person, at)
    lines.stop_timer(contract_id=view.contract.pk, by=By(Actor.WORKER, person), note="", at=at)


def log(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """A line typed by hand."""
    written = _written(stage, act, person, at)
    span = week_of(written.starts_at)
    week = next(each for each in _at_hand(stage, talk, person, at) if each.week.span == span)
    lines.add_line(week_id=week.week.pk, by=By(Actor.WORKER, person), written=written, at=at)


def correct(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    line, written = _line(stage, talk, act, person, at), _written(stage, act, person, at)
    lines.correct_line(entry_id=line.id, by=By(Actor.WORKER, person), written=written, at=at)


def strike(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    lines.strike_line(entry_id=_line(stage, talk, act, person, at).id, by=By(Actor.WORKER, person), at=at)


def remark(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    """A word about a line, by either side."""
    role = contract(stage, talk, person, at).role
    line = _line(stage, talk, act, person, at)
    lines.say_of_line(entry_id=line.id, by=By(role, person), text=act.particulars["text"], at=at)


def step(stage: Stage, at: datetime, talk: Talk, act: Act, person: int) -> None:
    role = contract(stage, talk, person, at).role
    answers = {name: value for name, value in act.particulars.items() if name not in ("week", "lines")}
    if "lines" in act.particulars:
        answers["line_reasons"] = {int(number): reason for number, reason in act.particulars["lines"].items()}
    week = next(each for each in _meant(stage, talk, act, person, at) if _may(each, act.verb))
    actions.take_week_step(week_id=week.week.pk, step=act.verb, by=By(role, person), at=at, answers=answers)


def _may(view: WeekView, step: str) -> bool:
    return any(each.step.name == step and not each.refused for each in queries.offered(view))


def _at_hand(stage: Stage, talk: Talk, person: int, at: datetime) -> list[WeekView]:
    return queries.weeks_at_hand(contract(stage, talk, person, at))


def _meant(stage: Stage, talk: Talk, act: Act, person: int, at: datetime) -> Iterator[WeekView]:
    """The weeks of which the act may be one."""
    meant = _monday(stage, act.particulars["week"]) if "week" in act.particulars else None
    return (each for each in _at_hand(stage, talk, person, at) if meant in (None, each.week.begins_on))


def _monday(stage: Stage, week: int) -> date:
    return week_of(stage.present).begins_on + timedelta(weeks=week)


def _line(stage: Stage, talk: Talk, act: Act, person: int, at: datetime) -> LineView:
    found = (
        queries.line_called(each.week.pk, act.particulars["line"]) for each in _meant(stage, talk, act, person, at)
    )
    return next(line for line in found if line is not None)


def _written(stage: Stage, act: Act, person: int, at: datetime) -> Written:
    """From the moment `begins` on, so many `hours`, with a `note`."""
    begins = When.read(act.particulars["begins"]).before(stage.present)
    ends = begins + timedelta(hours=act.particulars["hours"])
    return Written(begins, ends, act.particulars["note"], hand_over(act, person, at))


VERBS: Mapping[str, Callable[[Stage, datetime, Talk, Act, int], None]] = {
    **{each.name: step for each in WEEK.steps if each.by - {Actor.CLOCK} and each.name != "deposit"},
    "fund": fund,
    "fund_each_week": fund_each_week,
    "start": start,
    "stop": stop,
    "log": log,
    "correct": correct,
    "strike": strike,
    "remark": remark,
}
