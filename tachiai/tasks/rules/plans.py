"""What a plan says beside its form: how often each unit is answered, who may work on it, and how that is checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tachiai.kernel.refused import Refused
from tachiai.kernel.typed import plain, read
from tachiai.tasks.rules import NUMBERS, answers_wanted
from tachiai.tasks.rules.forms import Form, form_mistakes

JOB, SLOT, TEST = NUMBERS["job"], NUMBERS["slot"], NUMBERS["test"]


@dataclass(frozen=True)
class Qualification:
    """Who may take a place. `approval_rate`: the least per cent of a worker's settled answers that were approved; who
    has too few to tell may work. `identity`: staff have to have seen who they are."""

    approval_rate: int | None = None
    identity: bool = False


@dataclass(frozen=True)
class Question:
    """One question of a test with its choices; `right` is the place of the right one, from 0."""

    text: str = ""
    choices: tuple[str, ...] = ()
    right: int = 0


@dataclass(frozen=True)
class CategoryTest:
    """A small test before the first unit; without questions there is none. Passed with so many per cent right."""

    questions: tuple[Question, ...] = ()
    pass_percent: int = 80

    def digest_for(self, client_id: int, category: str) -> str:
        """Names this test: a worker who has passed it need not do so again for the same client in this category."""
        said = json.dumps([client_id, category, plain(self)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

    def right_of(self, chosen: Sequence[int | None]) -> int:
        """How many of the questions were answered rightly."""
        return sum(given == question.right for question, given in zip(self.questions, chosen, strict=False))

    def is_passed_with(self, right: int) -> bool:
        return right * 100 >= self.pass_percent * len(self.questions)


@dataclass(frozen=True)
class Gold:
    """How units with a known answer are used. A worker gets one as the first, then as every `every`th; each is answered
    by `answers` workers. Whoever has answered `at_least` of them with fewer than `floor_percent` right gets no more."""

    every: int = 10
    answers: int = 10
    at_least: int = 3
    floor_percent: int = 60

    def is_due(self, taken: int) -> bool:
        """Whether the next unit of a worker who has taken so many should be a gold one."""
        return taken % self.every == 0

    def is_failed(self, golds: int, right: int) -> bool:
        """Whether a worker with so many gold answers, so many of them right, gets no further unit of this job."""
        return golds >= self.at_least and right * 100 < self.floor_percent * golds


@dataclass(frozen=True)
class Plan:
    """All of it. `repeats`: how often the form is filled in when there is no table; None: one unit for each row.
    `most_per_worker`: how many answers one worker may give; None: to every unit one."""

    form: Form = field(default_factory=Form)
    answers_per_unit: int = 1
    slot_minutes: int = SLOT["minutes"]
    repeats: int | None = None
    most_per_worker: int | None = None
    qualification: Qualification = field(default_factory=Qualification)
    test: CategoryTest = field(default_factory=CategoryTest)
    gold: Gold = field(default_factory=Gold)

    def parts(self) -> dict[str, Any]:
        """By column of the table of plans, as plain data."""
        return {
            "form": self.form.as_data(),
            "answers_per_unit": self.answers_per_unit,
            "slot_minutes": self.slot_minutes,
            "repeats": self.repeats,
            "most_per_worker": self.most_per_worker,
            "qualification": plain(self.qualification),
            "test": plain(self.test),
            "gold": plain(self.gold),
        }

    @classmethod
    def from_parts(cls, parts: Mapping[str, Any]) -> Plan:
        """ValueError when it is no such data."""
        return cls(
            form=Form.from_data(parts["form"]),
            answers_per_unit=parts["answers_per_unit"],
            slot_minutes=parts["slot_minutes"],
            repeats=parts["repeats"],
            most_per_worker=parts["most_per_worker"],
            qualification=read(Qualification, parts["qualification"], "qualification"),
            test=read(CategoryTest, parts["test"], "test"),
            gold=read(Gold, parts["gold"], "gold"),
        )


def plan_mistakes(plan: Plan, columns: tuple[str, ...], units: int, golds: int) -> tuple[tuple[str, Refused], ...]:
    """What keeps a plan from being published: pairs of where and why. `units` counts the rows of its table; a plan that
    repeats its form has none."""
    counted = plan.repeats if plan.repeats is not None else units
    return (
        *form_mistakes(plan.form, () if plan.repeats is not None else columns),
        *_size_mistakes(plan, counted, 0 if plan.repeats is not None else golds),
        *_qualification_mistakes(plan),
        *_test_mistakes(plan.test),
        *(_gold_mistakes(plan.gold) if golds else ()),
    )


def _size_mistakes(plan: Plan, units: int, golds: int) -> Iterator[tuple[str, Refused]]:
    if units < 1:
        yield "units", Refused("tasks.refused.plan.no_units")
    if units > JOB["most_units"]:
        yield "units", Refused("tasks.refused.plan.too_many_units", {"most": JOB["most_units"]})
    if not 1 <= plan.answers_per_unit <= JOB["most_answers_per_unit"]:
        yield "answers_per_unit", Refused("tasks.refused.plan.how_many_answers", {"most": JOB["most_answers_per_unit"]})
    elif answers_wanted(units, plan.answers_per_unit, golds, plan.gold.answers) > JOB["most_answers"]:
        yield "answers_per_unit", Refused("tasks.refused.plan.too_many_answers", {"most": JOB["most_answers"]})
    if not SLOT["least_minutes"] <= plan.slot_minutes <= SLOT["most_minutes"]:
        bounds = {"least": SLOT["least_minutes"], "most": SLOT["most_minutes"]}
        yield "slot_minutes", Refused("tasks.refused.plan.slot_minutes", bounds)


def _qualification_mistakes(plan: Plan) -> Iterator[tuple[str, Refused]]:
    if plan.most_per_worker is not None and plan.most_per_worker < 1:
        yield "most_per_worker", Refused("tasks.refused.plan.most_per_worker")
    rate = plan.qualification.approval_rate
    if rate is not None and not 1 <= rate <= 100:
        yield "approval_rate", Refused("tasks.refused.plan.not_per_cent")


def _test_mistakes(test: CategoryTest) -> Iterator[tuple[str, Refused]]:
    if len(test.questions) > TEST["most_questions"]:
        yield "test", Refused("tasks.refused.plan.too_many_questions", {"most": TEST["most_questions"]})
    if not 1 <= test.pass_percent <= 100:
        yield "test.pass_percent", Refused("tasks.refused.plan.not_per_cent")
    for number, question in enumerate(test.questions):
        if not question.text.strip() or len(question.choices) < 2 or not 0 <= question.right < len(question.choices):
            yield f"test.{number}", Refused("tasks.refused.plan.bad_question", {"number": number + 1})


def _gold_mistakes(gold: Gold) -> Iterator[tuple[str, Refused]]:
    if not 2 <= gold.every <= 100:
        yield "gold.every", Refused("tasks.refused.plan.gold_every")
    if not 1 <= gold.answers <= 500:
        yield "gold.answers", Refused("tasks.refused.plan.gold_answers")
    if gold.at_least < 1:
        yield "gold.at_least", Refused("tasks.refused.plan.gold_at_least")
    if not 1 <= gold.floor_percent <= 100:
        yield "gold.floor_percent", Refused("tasks.refused.plan.not_per_cent")
