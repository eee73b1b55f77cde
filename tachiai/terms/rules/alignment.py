"""The talk about terms, item by item (すり合わせ): what each side has understood, asks or proposes.

An item is one point of the terms, or everything usual together. What is understood is one value of it: when the value
changes, only that item has to be understood anew. A difference to what the listing said is ticked by the side that it
burdens, as that very difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tachiai.terms.rules import (
    BOTH,
    CLIENT,
    FIELD,
    FIELDS,
    WORKER,
    Field,
    Kind,
    Terms,
    digest_of,
    is_asked,
    is_empty,
    label_key,
    open_points,
)

USUAL = "usual"
_UNSAID = Terms()


class Stance(StrEnum):
    """What a side says of an item. Whoever proposes a value has understood it."""

    UNDERSTOOD = "understood"
    QUESTION = "question"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Item:
    """One thing to be understood. `digest` is of its value, `difference` of what changed since the listing ("" when
    nothing did), which the sides in `burdens` have to tick. `is_open`: it has no value to understand."""

    name: str
    fields: tuple[Field, ...]
    digest: str
    difference: str = ""
    burdens: frozenset[str] = frozenset()
    is_open: bool = False


@dataclass(frozen=True)
class Mark:
    """What one side said of the item that had this value and this difference."""

    item: str
    side: str
    stance: Stance
    digest: str
    difference: str = ""


@dataclass(frozen=True)
class Standing:
    """One item and the latest mark of each side on it, whether on its present value or on an earlier one."""

    item: Item
    marks: Mapping[str, Mark]

    def is_understood(self, side: str) -> bool:
        """By that side, with this value; and with this difference, when it burdens that side. An open point by none."""
        mark = self.marks.get(side)
        if self.item.is_open or mark is None or mark.stance is Stance.QUESTION or mark.digest != self.item.digest:
            return False
        return side not in self.item.burdens or mark.difference == self.item.difference

    def asks(self, side: str) -> bool:
        """Whether that side's question is open; it stays so when the value changes."""
        mark = self.marks.get(side)
        return mark is not None and mark.stance is Stance.QUESTION

    def is_outdated(self, side: str) -> bool:
        """That side understood an earlier value, or an earlier difference."""
        mark = self.marks.get(side)
        return mark is not None and mark.stance is not Stance.QUESTION and not self.is_understood(side)


def item_label_key(name: str) -> str:
    """Text key of an item's label."""
    return "terms.usual.label" if name == USUAL else label_key(FIELD[name])


def items_of(terms: Terms, baseline: Terms) -> tuple[Item, ...]:
    """What the two have to understand of `terms`, against `baseline`, which the listing offered.

    Points that say only what is usual, and said so in the listing, are one item together.
    """
    now, then, still_open = _values(terms), _values(baseline), open_points(terms)
    own, usual = [], []
    for each in FIELDS:
        if now[each.name] != then[each.name]:
            own.append(replace(_differing(each, baseline, terms, now, then), is_open=each in still_open))
        elif not is_relevant(each, terms):
            continue
        elif _is_usual(each, terms):
            usual.append(each)
        else:
            own.append(Item(each.name, (each,), digest_of([each.name, now[each.name]]), is_open=each in still_open))
    if usual:
        own.append(Item(USUAL, tuple(usual), digest_of([USUAL, {each.name: now[each.name] for each in usual}])))
    return tuple(own)


def standings(items: Iterable[Item], marks: Iterable[Mark]) -> tuple[Standing, ...]:
    """Each item with the latest mark of each side; `marks` in the order in which they were made."""
    latest: dict[str, dict[str, Mark]] = {}
    for mark in marks:
        latest.setdefault(mark.item, {})[mark.side] = mark
    return tuple(Standing(item, latest.get(item.name, {})) for item in items)


def not_understood(stand: Iterable[Standing]) -> tuple[tuple[str, Item], ...]:
    """What is in the way of a contract, as (side, item)."""
    return tuple((side, each.item) for each in stand for side in (CLIENT, WORKER) if not each.is_understood(side))


def burdened(each: Field, before: Any, after: Any) -> frozenset[str]:
    """Whom a change of one point burdens: the side that gives more or gets less; both when nobody can tell."""
    if not each.more_burdens or is_empty(before) or is_empty(after):
        return BOTH
    if each.kind is Kind.LINES:
        grew, shrank = set(before) < set(after), set(after) < set(before)
        if not grew and not shrank:
            return BOTH
    else:
        grew = _rank(each, after) > _rank(each, before)
    return frozenset({each.more_burdens}) if grew else BOTH - {each.more_burdens}


def is_relevant(each: Field, terms: Terms) -> bool:
    """Whether the point says anything, or its silence does."""
    return is_asked(each, terms) or (terms.form in each.forms and not is_empty(getattr(terms, each.name)))


def _rank(each: Field, value: Any) -> Any:
    return list(each.choices).index(each.choices(value)) if each.choices else value


def _is_usual(each: Field, terms: Terms) -> bool:
    """A relevant point that says what everybody says who says nothing of it."""
    value = getattr(terms, each.name)
    return bool(value == getattr(_UNSAID, each.name) and (each.optional or not is_empty(value)))


def _differing(each: Field, baseline: Terms, terms: Terms, now: Mapping[str, Any], then: Mapping[str, Any]) -> Item:
    value, before = now[each.name], then[each.name]
    burdens = burdened(each, getattr(baseline, each.name), getattr(terms, each.name))
    return Item(each.name, (each,), digest_of([each.name, value]), digest_of([each.name, before, value]), burdens)


def _values(terms: Terms) -> Mapping[str, Any]:
    """Every point as plain data, silent ones too."""
    unsaid = {each.name: getattr(_UNSAID, each.name) for each in FIELDS}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in unsaid.items()}
    return {**plain, **terms.as_data()}


def spoken(items: Sequence[Item], names: Iterable[str], side: str) -> tuple[Mark, ...]:
    """The marks of a side that put these points forward itself; to leave one open puts nothing forward."""
    wanted = set(names)
    return tuple(
        Mark(item.name, side, Stance.PROPOSAL, item.digest, item.difference)
        for item in items
        if {each.name for each in item.fields} <= wanted and not item.is_open
    )
