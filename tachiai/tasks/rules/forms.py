"""The form of a task as data: what is asked of every unit, and what is wrong with such a form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tachiai.kernel.refused import Refused
from tachiai.kernel.typed import plain, read
from tachiai.tasks.rules import NUMBERS

LIMITS = NUMBERS["form"]
LONGEST_LABEL, LONGEST_HELP, LONGEST_CHOICE = 200, 1_000, 200
LONGEST_SHORT, LONGEST_LONG = 500, 10_000
GOLD_COLUMN = "gold."
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_GAP = re.compile(r"\{\{([^{}]+)\}\}")


class FieldKind(StrEnum):
    """What is answered in a field. `one` and `many` are choices, `consent` a box that has to be ticked if required."""

    SHORT = "short"
    LONG = "long"
    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"
    CONSENT = "consent"


TEXTS = (FieldKind.SHORT, FieldKind.LONG)
CHOICES = (FieldKind.ONE, FieldKind.MANY)
BOUNDED = (*TEXTS, FieldKind.MANY, FieldKind.NUMBER, FieldKind.FILE)
# What a right answer can be known of beforehand.
COMPARABLE = (*TEXTS, *CHOICES, FieldKind.NUMBER, FieldKind.DATE)


@dataclass(frozen=True)
class FormField:
    """One question. `name` is its column in the results; `least`/`most` count letters, choices, files, or bound a
    number. Both are included."""

    name: str
    kind: FieldKind
    label: str = ""
    help: str = ""
    required: bool = True
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()

    @property
    def is_comparable(self) -> bool:
        return self.kind in COMPARABLE


@dataclass(frozen=True)
class Form:
    """Instructions, with gaps like {{name}} for the columns of a unit, and the questions in their order."""

    instructions: str = ""
    fields: tuple[FormField, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Plain JSON; `from_data` reads it back."""
        return {"instructions": self.instructions, "fields": [plain(each) for each in self.fields]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any], where: str = "form") -> Form:
        """ValueError when it is no such data."""
        listed = data.get("fields", [])
        fields = tuple(read(FormField, each, f"{where}.fields[{n}]") for n, each in enumerate(listed))
        return cls(str(data.get("instructions", "")), fields)

    def field(self, name: str) -> FormField | None:
        return next((each for each in self.fields if each.name == name), None)


def form_mistakes(form: Form, columns: tuple[str, ...]) -> tuple[tuple[str, Refused], ...]:
    """What keeps the form from being published: pairs of where (`instructions`, `fields`, `fields.0.label`...) and why.

    `columns`: those of the table, which the instructions may name.
    """
    found = [*_instruction_mistakes(form, columns)]
    if not form.fields:
        found.append(("fields", Refused("tasks.refused.form.no_fields")))
    if len(form.fields) > LIMITS["most_fields"]:
        found.append(("fields", Refused("tasks.refused.form.too_many_fields", {"most": LIMITS["most_fields"]})))
    names = [each.name for each in form.fields]
    for number, each in enumerate(form.fields):
        if names.index(each.name) != number or each.name in columns:
            found.append((f"fields.{number}.name", Refused("tasks.refused.form.name_twice", {"name": each.name})))
        found += [(f"fields.{number}.{part}", why) for part, why in _field_mistakes(each)]
    return tuple(found)


def columns_used(form: Form) -> tuple[str, ...]:
    """The columns that the instructions name, each once, in order."""
    return tuple(dict.fromkeys(name.strip() for name in _GAP.findall(form.instructions)))


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """`text` with the unit's values in its gaps; a gap without a value stays as it is. Plain text, not HTML."""
    return _GAP.sub(lambda gap: values.get(gap[1].strip(), gap[0]), text)


def folded(text: str) -> str:
    """A text as it is compared and counted: width, case and space forgiven."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _instruction_mistakes(form: Form, columns: tuple[str, ...]) -> Iterator[tuple[str, Refused]]:
    if not form.instructions.strip():
        yield "instructions", Refused("tasks.refused.form.no_instructions")
    if len(form.instructions) > LIMITS["most_letters"]:
        yield "instructions", Refused("terms.refused.too_long", {"most": LIMITS["most_letters"]})
    unknown = [name for name in columns_used(form) if name not in columns]
    if unknown:
        yield "instructions", Refused("tasks.refused.form.unknown_columns", {"columns": ", ".join(unknown[:10])})


def _field_mistakes(each: FormField) -> Iterator[tuple[str, Refused]]:
    if not _NAME.fullmatch(each.name):
        yield "name", Refused("tasks.refused.form.bad_name")
    for part, text, most in (("label", each.label, LONGEST_LABEL), ("help", each.help, LONGEST_HELP)):
        if len(text) > most:
            yield part, Refused("terms.refused.too_long", {"most": most})
    if not each.label.strip():
        yield "label", Refused("tasks.refused.form.no_label")
    if each.kind in CHOICES:
        yield from _choice_mistakes(each)
    elif each.choices:
        yield "choices", Refused("tasks.refused.form.no_choices_here")
    yield from _bound_mistakes(each)


def _choice_mistakes(each: FormField) -> Iterator[tuple[str, Refused]]:
    distinct = {folded(choice) for choice in each.choices}
    if not 2 <= len(each.choices) <= LIMITS["most_choices"]:
        yield "choices", Refused("tasks.refused.form.how_many_choices", {"most": LIMITS["most_choices"]})
    if len(distinct) < len(each.choices) or "" in distinct:
        yield "choices", Refused("tasks.refused.form.choices_alike")
    if any(len(choice) > LONGEST_CHOICE for choice in each.choices):
        yield "choices", Refused("terms.refused.too_long", {"most": LONGEST_CHOICE})


def _bound_mistakes(each: FormField) -> Iterator[tuple[str, Refused]]:
    low, high = each.least, each.most
    if each.kind not in BOUNDED:
        if (low, high) != (None, None):
            yield "least", Refused("tasks.refused.form.no_bounds_here")
        return
    if low is not None and high is not None and low > high:
        yield "most", Refused("tasks.refused.form.bounds_upside_down")
    ceiling = ceiling_of(each)
    if ceiling is not None and max(low or 0, high or 0) > ceiling:
        yield "most", Refused("tasks.refused.form.bound_too_high", {"most": ceiling})
    if each.kind is not FieldKind.NUMBER and min(low or 0, high if high is not None else 1) < 0:
        yield "least", Refused("tasks.refused.form.bound_too_low")


def ceiling_of(each: FormField) -> int | None:
    """The most that a field can hold, whatever its client asks for; None for a number."""
    if each.kind is FieldKind.MANY:
        return len(each.choices)
    ceilings = {FieldKind.SHORT: LONGEST_SHORT, FieldKind.LONG: LONGEST_LONG, FieldKind.FILE: LIMITS["most_files"]}
    return ceilings.get(each.kind)
