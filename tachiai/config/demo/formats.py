"""What contests and tasks of the demo settle beside their listings, and what people do in them, as typed data.

An act names who acts first: the key of a person, `client` or `staff`. See contests.py and tasks.py for the verbs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from tachiai.config.demo.content import STAFF, Act, personal, read
from tachiai.config.demo.stage import Stage
from tachiai.contests.rules import Plan as ContestPlan
from tachiai.tasks.rules.forms import FieldKind, Form, FormField
from tachiai.tasks.rules.plans import CategoryTest, Gold, Qualification, Question
from tachiai.tasks.rules.plans import Plan as TaskPlan

CLIENT = "client"
_KEPT_APART = ("then", "by_transfer", "criteria", "instructions", "fields", "rows", "test", "gold", "approval_rate")


@dataclass(frozen=True)
class Contest:
    """A contest, by the key of its listing. `by_transfer`: its client waits for a bank before it is published."""

    key: str
    plan: ContestPlan
    by_transfer: bool
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Row:
    """One unit of a task: what it shows, and what it should be answered. `is_gold`: that is known to the client too."""

    text: str
    right: str
    is_gold: bool = False


@dataclass(frozen=True)
class Task:
    """A task, by the key of its listing. `rows` are the units of its table, shown in the column `text`; the answer that
    each should get is one of the choices of the first question."""

    key: str
    plan: TaskPlan
    rows: tuple[Row, ...]
    by_transfer: bool
    acts: tuple[Act, ...]

    @property
    def question(self) -> FormField:
        """What the table is about."""
        return self.plan.form.fields[0]


@cache
def contests() -> tuple[Contest, ...]:
    """Every contest."""
    return tuple(_contest(key, told) for key, told in read("contests.toml").items())


@cache
def tasks() -> tuple[Task, ...]:
    """Every task."""
    return tuple(_task(key, told) for key, told in read("tasks.toml").items())


def person(stage: Stage, listing: str, who: str) -> int:
    """Who acts in a contest or a task."""
    if who == STAFF:
        return stage.staff()
    return stage.client(listing) if who == CLIENT else stage.people[who]


def _contest(key: str, told: Mapping[str, Any]) -> Contest:
    plan = ContestPlan(criteria=tuple(told["criteria"]), **_plain(told))
    return Contest(key, plan, told.get("by_transfer", False), personal(told.get("then", {})))


def _task(key: str, told: Mapping[str, Any]) -> Task:
    form = Form(told["instructions"].strip(), tuple(_field(each) for each in told["fields"]))
    plan = TaskPlan(
        form=form,
        qualification=Qualification(approval_rate=told.get("approval_rate")),
        test=_test(told.get("test", {})),
        gold=Gold(**told.get("gold", {})),
        **_plain(told),
    )
    rows = tuple(Row(*each) for each in told.get("rows", ()))
    return Task(key, plan, rows, told.get("by_transfer", False), personal(told.get("then", {})))


def _plain(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in _KEPT_APART}


def _field(told: Mapping[str, Any]) -> FormField:
    if unknown := set(told) - {each.name for each in fields(FormField)}:
        raise KeyError(f"no such part of a question: {sorted(unknown)}")
    said = {**told, "kind": FieldKind(told["kind"]), "choices": tuple(told.get("choices", ()))}
    return FormField(**said)


def _test(told: Mapping[str, Any]) -> CategoryTest:
    asked: Sequence[Mapping[str, Any]] = told.get("questions", ())
    questions = tuple(Question(each["text"], tuple(each["choices"]), each["right"]) for each in asked)
    return CategoryTest(questions=questions, pass_percent=told.get("pass_percent", 80))
