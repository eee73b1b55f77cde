"""Answers to a form: read forgivingly, judged field by field, compared with one another and with what is right."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from tachiai.kernel.refused import Refused
from tachiai.tasks.rules.forms import CHOICES, TEXTS, FieldKind, Form, FormField, ceiling_of, folded

# What a page posts: every name with the values that were given for it.
Raw = Mapping[str, Sequence[str]]
Values = Mapping[str, Any]
_YES = ("1", "on", "yes", "true")
_LARGEST_NUMBER = Decimal(10) ** 15


@dataclass(frozen=True)
class Read:
    """What was answered, and what is wrong with it by field. `values` holds only what is in order.

    A text and a choice stand there as text, several choices as a list of texts, a number as its digits, a date as ISO,
    files as a list of ids, a consent as true.
    """

    values: dict[str, Any]
    mistakes: tuple[tuple[str, Refused], ...]

    @property
    def file_ids(self) -> list[int]:
        """Every file that some field names."""
        lists = (value for value in self.values.values() if isinstance(value, list))
        return [each for value in lists for each in value if isinstance(each, int)]


def read_answers(form: Form, raw: Raw) -> Read:
    """The answer to a whole form. Width, spaces at the ends, commas in numbers and slashes in dates are forgiven."""
    values: dict[str, Any] = {}
    mistakes: list[tuple[str, Refused]] = []
    for each in form.fields:
        value, wrong = _read(each, [text for text in raw.get(each.name, ()) if str(text).strip()])
        if wrong is None and value is None and each.required:
            is_consent = each.kind is FieldKind.CONSENT
            wrong = Refused("tasks.refused.consent_needed" if is_consent else "tasks.refused.answer_missing")
        if wrong is not None:
            mistakes.append((each.name, wrong))
        elif value is not None:
            values[each.name] = value
    return Read(values, tuple(mistakes))


def half_typed(form: Form, raw: Raw) -> dict[str, list[str]]:
    """What of a half-typed answer is kept as it stands: the form's own fields, each cut at what it can hold."""
    kept: dict[str, list[str]] = {}
    for each in form.fields:
        most = ceiling_of(each) if each.kind in TEXTS else None
        given = [str(text)[: (most or 500) * 2] for text in raw.get(each.name, ())][:50]
        if any(given):
            kept[each.name] = given
    return kept


def is_same(form: Form, raw: Raw, values: Values) -> bool:
    """Whether what was typed says what was answered. Files are left out: each sending makes copies of them."""
    read = read_answers(form, raw)
    typed = {each.name for each in form.fields if each.kind is not FieldKind.FILE}
    is_readable = typed.isdisjoint(name for name, _ in read.mistakes)
    return is_readable and all(read.values.get(name) == values.get(name) for name in typed)


def as_text(value: Any) -> str:
    """An answer as a table shows it: several choices on lines of their own."""
    if isinstance(value, list):
        return "\n".join(str(each) for each in value)
    return "" if value is None else str(value)


def is_right(form: Form, values: Values, expected: Values) -> bool:
    """Whether an answer to a gold unit is right in every field whose answer is known."""
    fields = {each.name: each for each in form.fields}
    return all(alike(fields[name], values.get(name), right) for name, right in expected.items() if name in fields)


def alike(field: FormField, one: Any, other: Any) -> bool:
    """Whether two answers to a field say the same: texts and choices without width, case and spaces, sets of choices
    whatever their order, numbers by their value."""
    return comparable(field, one) == comparable(field, other)


def comparable(field: FormField, value: Any) -> Any:
    """An answer in the form in which two that say the same are equal."""
    if value is None:
        return None
    if field.kind is FieldKind.MANY:
        return frozenset(folded(str(each)) for each in value)
    if field.kind is FieldKind.NUMBER:
        return Decimal(str(value))
    return folded(str(value))


def agreement(form: Form, answers: Sequence[Values]) -> dict[str, int]:
    """For each field that can be compared: per cent of the answers that say what most of them say, rounded down.

    Empty with fewer than two answers.
    """
    if len(answers) < 2:
        return {}
    found = {}
    for each in form.fields:
        if each.is_comparable:
            said = Counter(comparable(each, values.get(each.name)) for values in answers)
            found[each.name] = said.most_common(1)[0][1] * 100 // len(answers)
    return found


def read_expected(form: Form, cells: Mapping[str, str]) -> Read:
    """The right answers of a gold unit from the cells of its row, by field; several choices on lines of their own, or
    between vertical bars. What is left empty is not compared; nothing is missing."""
    values: dict[str, Any] = {}
    mistakes: list[tuple[str, Refused]] = []
    for name, cell in cells.items():
        field = form.field(name)
        if field is None or not field.is_comparable:
            mistakes.append((name, Refused("tasks.refused.table.gold_of_no_field", {"name": name})))
            continue
        parts = cell.replace("|", "\n").split("\n") if field.kind is FieldKind.MANY else [cell]
        value, wrong = _read(field, [part for part in parts if part.strip()])
        if wrong is not None:
            mistakes.append((name, wrong))
        elif value is not None:
            values[name] = value
    return Read(values, tuple(mistakes))


Found = tuple[Any, Refused | None]


def _read(field: FormField, given: list[str]) -> Found:
    """The value that was given, or None for none; and what is wrong with it."""
    if not given:
        return None, None
    if field.kind in TEXTS:
        return _text(field, given[0])
    if field.kind in CHOICES:
        return _choices(field, given)
    if field.kind is FieldKind.NUMBER:
        return _number(field, given[0])
    if field.kind is FieldKind.DATE:
        return _date(given[0])
    if field.kind is FieldKind.FILE:
        return _files(field, given)
    return (True, None) if given[0].strip().lower() in _YES else (None, None)


def _text(field: FormField, given: str) -> Found:
    text = given.replace("\r\n", "\n").strip()
    if "\x00" in text:
        return None, Refused("tasks.refused.answer.not_text")
    least, most = field.least or 0, field.most or ceiling_of(field) or 0
    return (text, None) if least <= len(text) <= most else (None, _outside("letters", field, len(text), least, most))


def _choices(field: FormField, given: list[str]) -> Found:
    known = {folded(choice): choice for choice in field.choices}
    chosen = list(dict.fromkeys(known.get(folded(each), "") for each in given))
    if "" in chosen:
        return None, Refused("terms.refused.not_a_choice")
    if field.kind is FieldKind.ONE:
        return (chosen[0], None) if len(chosen) == 1 else (None, Refused("tasks.refused.answer.one_choice"))
    least, most = field.least or 0, field.most or len(field.choices)
    ordered = [choice for choice in field.choices if choice in chosen]
    is_within = least <= len(chosen) <= most
    return (ordered, None) if is_within else (None, _outside("choices", field, len(chosen), least, most))


def _number(field: FormField, given: str) -> Found:
    plain = unicodedata.normalize("NFKC", given).replace(",", "").replace("\N{MINUS SIGN}", "-").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None, Refused("tasks.refused.answer.not_a_number")
    if not number.is_finite() or abs(number) > _LARGEST_NUMBER:
        return None, Refused("tasks.refused.answer.not_a_number")
    low, high = field.least, field.most
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = {"least": "" if low is None else f"{low:,}", "most": "" if high is None else f"{high:,}"}
        return None, Refused("tasks.refused.answer.number_outside", bounds)
    return format(number.normalize(), "f"), None


def _date(given: str) -> Found:
    plain = unicodedata.normalize("NFKC", given).strip().replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day).isoformat(), None
    except ValueError:
        return None, Refused("tasks.refused.answer.not_a_date")


def _files(field: FormField, given: list[str]) -> Found:
    if not all(str(each).isascii() and str(each).isdigit() for each in given):
        return None, Refused("tasks.refused.answer.not_your_file")
    ids = list(dict.fromkeys(int(each) for each in given))
    least, most = field.least or 0, field.most or ceiling_of(field) or 0
    return (ids, None) if least <= len(ids) <= most else (None, _outside("files", field, len(ids), least, most))


def _outside(what: str, field: FormField, found: int, least: int, most: int) -> Refused:
    return Refused(f"tasks.refused.answer.how_many_{what}", {"found": found, "least": least, "most": most})
