"""How papers say things: in the language of the listing, days with their year, moments in Japan's time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from tachiai.documents.rules import LANGUAGES
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.texts import CATALOGUE
from tachiai.kernel.wording import day_text, yen_text
from tachiai.terms.promises import Promise
from tachiai.terms.rules import FIELD, Difference, Field, Kind, Milestone, Pending, Terms, is_empty, label_key


@dataclass(frozen=True)
class Words:
    """One language. `ja` for every language that we have no words in."""

    language: str

    @classmethod
    def of(cls, language: str) -> Words:
        return cls(language if language in LANGUAGES else LANGUAGES[0])

    def __call__(self, key: str, **params: object) -> str:
        """The text of `key`."""
        return CATALOGUE.get(key, self.language, **params)

    def day(self, day: date) -> str:
        """2026年11月30日(月): a paper is read in other years too, so the year is always said."""
        return day_text(day, language=self.language, today=date.min)

    def moment(self, moment: datetime) -> str:
        """To the second, in Japan's time, which is named."""
        local = moment.astimezone(TOKYO)
        return self("contracts.paper.moment", day=self.day(local.date()), time=f"{local:%H:%M:%S}")

    def yen(self, amount: int) -> str:
        return yen_text(amount, language=self.language)

    def label(self, field: Field) -> str:
        return self(label_key(field))

    def promise(self, promise: Promise) -> str:
        """One sentence of what a side promises."""
        return self(promise.key, **{name: self._said(name, value) for name, value in promise.params.items()})

    def _said(self, name: str, value: object) -> object:
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int) and name.endswith("_yen"):
            return self.yen(value)
        return value

    def value(self, field: Field, value: Any, terms: Terms) -> str:
        """One point of `terms` as text; a point that is fixed later says so."""
        if is_empty(value):
            later = any(each.field == field.name for each in terms.pending)
            return self("contracts.paper.fixed_later" if later else "contracts.paper.nothing_said")
        if field.kind is Kind.YEN:
            return self.yen(value)
        if field.kind is Kind.DATE:
            return self.day(value)
        if field.kind is Kind.CHOICE:
            return self(f"terms.{field.name}.{value}")
        if field.kind is Kind.NUMBER:
            return self(f"terms.unit.{field.name}", n=value)
        if field.kind is Kind.MILESTONES:
            return "\n\n".join(self.part(part) for part in value)
        if field.kind is Kind.PENDING:
            return "\n".join(self.pending(each) for each in value)
        return "\n".join(value) if field.kind is Kind.LINES else str(value)

    def part(self, part: Milestone) -> str:
        """One milestone in a few lines: what, how much and when, what is checked."""
        price = self.yen(part.price or 0)
        due_on = self.day(part.due_on) if part.due_on else self("contracts.paper.nothing_said")
        return "\n".join((part.title, self("terms.milestone.line", price=price, due_on=due_on), *part.acceptance_items))

    def pending(self, later: Pending) -> str:
        day = self.day(later.expected_on) if later.expected_on else self("contracts.paper.nothing_said")
        return self("terms.pending.line", field=self.label(FIELD[later.field]), reason=later.reason, expected_on=day)

    def changes(self, change: Difference, before: Terms, after: Terms) -> Iterator[tuple[str, str, str]]:
        """A difference as rows of label, before and after: one for each milestone that differs."""
        field = change.field
        if field.kind is not Kind.MILESTONES:
            old, new = self.value(field, change.before, before), self.value(field, change.after, after)
            yield self.label(field), old, new
            return
        for number, (was, now) in enumerate(zip_longest(change.before, change.after), 1):
            if was != now:
                old, new = (self.part(each) if each else self("contracts.paper.nothing_said") for each in (was, now))
                yield self("terms.milestone.number", number=number), old, new
