"""The form with which a client builds a task: questions in rows, who may answer, a test, what is known beforehand.

Every press of a button sends the whole form, so it needs no script; whatever was typed is kept as a draft, readable or
not complete. What keeps it from being published is said by the domain and shown beside the field concerned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict

from tachiai.kernel.refused import Refused
from tachiai.tasks.rules import NUMBERS
from tachiai.tasks.rules.forms import (
    BOUNDED,
    CHOICES,
    LONGEST_HELP,
    LONGEST_LABEL,
    FieldKind,
    Form,
    FormField,
)
from tachiai.tasks.rules.plans import CategoryTest, Gold, Plan, Qualification, Question
from tachiai.web import reading
from tachiai.web.forms import YenField
from tachiai.web.milestone_fields import items_in
from tachiai.web.reading import later

MOST_FIELDS = NUMBERS["form"]["most_fields"]
MOST_QUESTIONS = NUMBERS["test"]["most_questions"]
LARGEST = 32_000  # what a count may be while it is only a draft; the rules say what it may be in the end
Mistakes = Sequence[tuple[str, Refused]]
Row = TypeVar("Row")


class CountField(YenField):
    """A number as people type it, full-width digits too."""

    def __init__(self, key: str, **kwargs: Any):
        super().__init__(label=later(f"{key}.label"), required=False, min_value=-LARGEST, max_value=LARGEST, **kwargs)


def _count(key: str) -> CountField:
    return CountField(key, help_text=later(f"{key}.hint"))


class PlanForm(forms.Form):
    """Everything of a plan but its rows."""

    instructions = forms.CharField(
        label=later("tasks.plan.instructions.label"), help_text=later("tasks.plan.instructions.hint"), required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    source = forms.ChoiceField(
        label=later("tasks.plan.source.label"), required=False, widget=forms.RadioSelect,
        choices=[(each, later(f"tasks.plan.source.{each}")) for each in ("table", "repeats")],
    )  # fmt: skip
    repeats = CountField("tasks.plan.repeats")
    answers_per_unit = _count("tasks.plan.answers_per_unit")
    slot_minutes = _count("tasks.plan.slot_minutes")
    most_per_worker = _count("tasks.plan.most_per_worker")
    approval_rate = _count("tasks.plan.approval_rate")
    identity = forms.BooleanField(
        label=later("tasks.plan.identity.label"), help_text=later("tasks.plan.identity.hint"), required=False
    )
    pass_percent = CountField("tasks.plan.pass_percent")
    gold_every = _count("tasks.plan.gold_every")
    gold_answers = _count("tasks.plan.gold_answers")
    gold_at_least = CountField("tasks.plan.gold_at_least")
    gold_floor_percent = CountField("tasks.plan.gold_floor_percent")


class QuestionForm(forms.Form):
    """One question of the task's form."""

    kind = forms.ChoiceField(
        label=later("tasks.plan.kind.label"), required=False,
        choices=[(kind, later(f"tasks.kind.{kind.value}")) for kind in FieldKind],
    )  # fmt: skip
    label = forms.CharField(label=later("tasks.plan.question.label"), required=False, max_length=LONGEST_LABEL)
    choices = forms.CharField(
        label=later("tasks.plan.choices.label"), help_text=later("tasks.plan.choices.hint"), required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    help = forms.CharField(
        label=later("tasks.plan.help.label"), help_text=later("tasks.plan.help.hint"), required=False,
        max_length=LONGEST_HELP,
    )  # fmt: skip
    required = forms.BooleanField(label=later("tasks.plan.required.label"), required=False)
    least = CountField("tasks.plan.least")
    most = CountField("tasks.plan.most")
    name = forms.CharField(
        label=later("tasks.plan.name.label"), help_text=later("tasks.plan.name.hint"), required=False, max_length=40
    )

    def shown(self) -> Iterator[forms.BoundField]:
        """What this kind of question needs; the rest waits until it is another kind."""
        kind = self["kind"].value()
        left_out = set() if kind in CHOICES else {"choices"}
        left_out |= set() if kind in BOUNDED else {"least", "most"}
        return (field for field in self if field.name not in left_out)

    def field(self, before: FormField) -> FormField:
        typed = self.cleaned_data
        kind = FieldKind(typed.get("kind") or before.kind)
        return FormField(
            name=typed.get("name") or before.name,
            kind=kind,
            label=typed.get("label", before.label),
            help=typed.get("help", before.help),
            required=typed.get("required", False),
            least=typed.get("least", before.least) if kind in BOUNDED else None,
            most=typed.get("most", before.most) if kind in BOUNDED else None,
            choices=items_in(typed.get("choices", "")) if kind in CHOICES else (),
        )


class TestForm(forms.Form):
    """One question of the test; `right` counts the lines of `choices` from 1."""

    text = forms.CharField(label=later("tasks.plan.test_text.label"), required=False, max_length=1_000)
    choices = forms.CharField(
        label=later("tasks.plan.choices.label"), help_text=later("tasks.plan.choices.hint"), required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    right = _count("tasks.plan.right")

    def question(self) -> Question:
        typed = self.cleaned_data
        return Question(typed.get("text", ""), items_in(typed.get("choices", "")), (typed.get("right") or 0) - 1)


class Builder:
    """All forms of the page together: `plan_form`, `questions` and `test`, filled in from a plan or what was sent."""

    def __init__(self, plan: Plan, posted: QueryDict | None = None):
        self.before = plan
        initial = _initial(plan)
        self.plan_form = PlanForm(posted, initial=initial)
        fields, asked = plan.form.fields, plan.test.questions
        if posted is not None:
            numbers = {"fields": _sent(posted, "fields", MOST_FIELDS), "test": _sent(posted, "test", MOST_QUESTIONS)}
            fields = (*fields, *(_new_field(fields),) * numbers["fields"])[: numbers["fields"]]
            asked = (*asked, *(Question("", ()),) * numbers["test"])[: numbers["test"]]
        self._fields, self._asked = fields, asked
        self.questions = [
            QuestionForm(posted, prefix=f"f{n}", initial=_field_initial(each)) for n, each in enumerate(fields)
        ]
        self.test = [TestForm(posted, prefix=f"t{n}", initial=_test_initial(each)) for n, each in enumerate(asked)]

    @property
    def every_form(self) -> tuple[forms.Form, ...]:
        return (self.plan_form, *self.questions, *self.test)

    def is_readable(self) -> bool:
        """Whether every number could be read."""
        found = [form.is_valid() for form in self.every_form]  # each of them, for what they hold is read afterwards
        return all(found)

    def plan(self) -> Plan:
        """What was typed; where it could not be read, what the plan said before."""
        self.is_readable()
        typed, before = self.plan_form.cleaned_data, self.before
        fields = tuple(form.field(each) for form, each in zip(self.questions, self._fields, strict=True))

        def number(name: str, fallback: int) -> int:
            found = typed.get(name)
            return fallback if found is None else max(0, found)

        return Plan(
            form=Form(typed.get("instructions", before.form.instructions), fields),
            answers_per_unit=number("answers_per_unit", before.answers_per_unit),
            slot_minutes=number("slot_minutes", before.slot_minutes),
            repeats=number("repeats", 0) if typed.get("source") == "repeats" else None,
            most_per_worker=typed.get("most_per_worker"),
            qualification=Qualification(typed.get("approval_rate"), bool(typed.get("identity"))),
            test=CategoryTest(
                tuple(form.question() for form in self.test), number("pass_percent", before.test.pass_percent)
            ),
            gold=Gold(
                every=number("gold_every", before.gold.every),
                answers=number("gold_answers", before.gold.answers),
                at_least=number("gold_at_least", before.gold.at_least),
                floor_percent=number("gold_floor_percent", before.gold.floor_percent),
            ),
        )

    def show(self, mistakes: Mistakes) -> None:
        """Each mistake beside its field, those of no field in the summary above."""
        self.is_readable()
        for where, refused in mistakes:
            form, name = self._place(where)
            form.add_error(name, reading.reason_text(refused))

    def address(self, where: str) -> str:
        """The field that a mistake is about, as the end of an address of the page."""
        form, name = self._place(where)
        return f"#{form[name].auto_id}" if name else "#questions-title"

    def _place(self, where: str) -> tuple[forms.Form, str | None]:
        part, _, rest = where.partition(".")
        number, _, name = rest.partition(".")
        if part == "fields" and number.isdecimal():
            return self.questions[int(number)], name
        if part == "test" and number.isdecimal():
            return self.test[int(number)], "text"
        is_repeated = self.plan_form["source"].value() == "repeats"
        known = {"units": "repeats" if is_repeated else "source", "test.pass_percent": "pass_percent"}
        found = known.get(where, where.replace(".", "_"))
        return self.plan_form, found if found in self.plan_form.fields else None


def pressed(plan: Plan, op: str) -> Plan:
    """The plan after a button: `add:<kind>`, `up:<n>`, `down:<n>`, `remove:<n>`, `ask`, `unask:<n>`."""
    act, _, argument = op.partition(":")
    acts: dict[str, Callable[[Plan, str], Plan]] = {
        "add": _added,
        "up": lambda plan, n: _with_fields(plan, _moved(plan.form.fields, _number(n), -1)),
        "down": lambda plan, n: _with_fields(plan, _moved(plan.form.fields, _number(n), 1)),
        "remove": lambda plan, n: _with_fields(plan, _without(plan.form.fields, _number(n))),
        "ask": lambda plan, _: _with_questions(plan, (*plan.test.questions, Question("", ()))[:MOST_QUESTIONS]),
        "unask": lambda plan, n: _with_questions(plan, _without(plan.test.questions, _number(n))),
    }
    return acts[act](plan, argument) if act in acts else plan


def _added(plan: Plan, kind: str) -> Plan:
    if kind not in set(FieldKind) or len(plan.form.fields) >= MOST_FIELDS:
        return plan
    return _with_fields(plan, (*plan.form.fields, replace(_new_field(plan.form.fields), kind=FieldKind(kind))))


def _new_field(fields: Sequence[FormField]) -> FormField:
    names = {each.name for each in fields}
    name = next(f"answer_{n}" for n in range(1, len(names) + 2) if f"answer_{n}" not in names)
    return FormField(name, FieldKind.SHORT, "")


def _with_fields(plan: Plan, fields: tuple[FormField, ...]) -> Plan:
    return replace(plan, form=replace(plan.form, fields=fields))


def _with_questions(plan: Plan, questions: tuple[Question, ...]) -> Plan:
    return replace(plan, test=replace(plan.test, questions=questions))


def _moved(rows: tuple[Row, ...], number: int, way: int) -> tuple[Row, ...]:
    if not (0 <= number < len(rows) and 0 <= number + way < len(rows)):
        return rows
    moved = list(rows)
    moved.insert(number + way, moved.pop(number))
    return tuple(moved)


def _without(rows: tuple[Row, ...], number: int) -> tuple[Row, ...]:
    return tuple(row for n, row in enumerate(rows) if n != number)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else -1


def _sent(posted: QueryDict, name: str, most: int) -> int:
    """How many rows were sent."""
    return min(max(0, _number(posted.get(name, ""))), most)


def _initial(plan: Plan) -> dict[str, Any]:
    return {
        "instructions": plan.form.instructions,
        "source": "table" if plan.repeats is None else "repeats",
        "repeats": plan.repeats,
        "answers_per_unit": plan.answers_per_unit,
        "slot_minutes": plan.slot_minutes,
        "most_per_worker": plan.most_per_worker,
        "approval_rate": plan.qualification.approval_rate,
        "identity": plan.qualification.identity,
        "pass_percent": plan.test.pass_percent,
        "gold_every": plan.gold.every,
        "gold_answers": plan.gold.answers,
        "gold_at_least": plan.gold.at_least,
        "gold_floor_percent": plan.gold.floor_percent,
    }


def _field_initial(field: FormField) -> dict[str, Any]:
    return {
        "kind": field.kind.value,
        "label": field.label,
        "choices": "\n".join(field.choices),
        "help": field.help,
        "required": field.required,
        "least": field.least,
        "most": field.most,
        "name": field.name,
    }


def _test_initial(question: Question) -> dict[str, Any]:
    right = question.right + 1 if question.right >= 0 and question.choices else None
    return {"text": question.text, "choices": "\n".join(question.choices), "right": right}
