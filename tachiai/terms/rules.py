"""The typed terms of a piece of work: what must be settled before anybody starts, and what differs.

The points are those of the source's article on contracts, of the freelance act's order notice and of the
checklists users keep (domain 3.1). `FIELDS` says each once: forms, the meter, the sheet, the diff and the
contract page follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from tachiai.kernel.refused import Refused

LONGEST_TEXT = 5000
MOST_ACCEPTANCE_ITEMS = 30
LONGEST_ITEM = 300
MOST_ROUNDS = 20
LONGEST_REDO_DAYS = 90
HIGHEST_PRICE = 100_000_000
LEAST_MILESTONES = 2
MOST_MILESTONES = 12
LONGEST_MILESTONE_TITLE = 120


class Rights(StrEnum):
    """What happens to the rights in the result."""

    ASSIGNED = "assigned"
    LICENSED = "licensed"
    KEPT = "kept"


class Portfolio(StrEnum):
    """May the worker show the result as a sample of their work?"""

    FREELY = "freely"
    AFTER_RELEASE = "after_release"
    ON_REQUEST = "on_request"
    NO = "no"


class Deadlock(StrEnum):
    """How a held deposit is divided when a mediation ends without a result. An odd yen goes to the client."""

    HALF = "half"
    TO_CLIENT = "to_client"
    TO_WORKER = "to_worker"


class Confidentiality(StrEnum):
    NONE = "none"
    STANDARD = "standard"
    STRICT = "strict"


class Kind(StrEnum):
    """How a field is entered and shown."""

    TEXT = "text"
    LINES = "lines"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    YEN = "yen"
    MILESTONES = "milestones"


@dataclass(frozen=True)
class Field:
    """One point. `required` to publish a listing; every point must be settled to make a contract, but for those that
    are `optional`: leaving them empty says something too.

    Texts: terms.field.<name>.label, .why (what goes wrong without it) and .example.
    """

    name: str
    kind: Kind
    required: bool = True
    optional: bool = False
    choices: type[StrEnum] | None = None
    least: int | None = None
    most: int | None = None


FIELDS: tuple[Field, ...] = (
    Field("purpose", Kind.TEXT),
    Field("scope", Kind.TEXT),
    Field("out_of_scope", Kind.TEXT, required=False),
    Field("deliverables", Kind.TEXT),
    Field("acceptance_items", Kind.LINES, least=1, most=MOST_ACCEPTANCE_ITEMS),
    Field("delivery_format", Kind.TEXT),
    Field("delivery_place", Kind.TEXT, required=False),
    Field("due_on", Kind.DATE),
    Field("rounds", Kind.NUMBER, least=0, most=MOST_ROUNDS),
    Field("redo_days", Kind.NUMBER, least=1, most=LONGEST_REDO_DAYS),
    Field("rights", Kind.CHOICE, choices=Rights),
    Field("portfolio", Kind.CHOICE, required=False, choices=Portfolio),
    Field("confidentiality", Kind.CHOICE, required=False, choices=Confidentiality),
    Field("deadlock", Kind.CHOICE, choices=Deadlock),
    Field("price", Kind.YEN, required=False, least=1, most=HIGHEST_PRICE),
    Field("milestones", Kind.MILESTONES, required=False, optional=True, least=LEAST_MILESTONES, most=MOST_MILESTONES),
)
FIELD = {field.name: field for field in FIELDS}


@dataclass(frozen=True)
class Milestone:
    """One part of the work (マイルストーン): deposited, delivered, inspected and paid on its own. `price` in yen."""

    title: str = ""
    price: int | None = None
    due_on: date | None = None
    acceptance_items: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        due_on = self.due_on.isoformat() if self.due_on else None
        return {**asdict(self), "acceptance_items": list(self.acceptance_items), "due_on": due_on}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Milestone:
        due_on = date.fromisoformat(data["due_on"]) if data["due_on"] else None
        return cls(data["title"], data["price"], due_on, tuple(data["acceptance_items"]))


@dataclass(frozen=True)
class Terms:
    """One state of the terms. None or empty: still open. `price` in yen, `redo_days` and `rounds` counts.

    With milestones, `price` is their sum, `due_on` the date of the last one, `rounds` holds for each of them, and
    `acceptance_items` are what is checked of the whole at the end, beside the last part's own.
    """

    purpose: str = ""
    scope: str = ""
    out_of_scope: str = ""
    deliverables: str = ""
    acceptance_items: tuple[str, ...] = ()
    delivery_format: str = ""
    delivery_place: str = ""
    due_on: date | None = None
    rounds: int | None = None
    redo_days: int | None = None
    rights: str = ""
    portfolio: str = ""
    confidentiality: str = ""
    deadlock: str = Deadlock.HALF.value
    price: int | None = None
    milestones: tuple[Milestone, ...] = ()

    @property
    def parts(self) -> tuple[Milestone, ...]:
        """The work in parts, in order: the milestones, or everything as one. The whole is inspected with the last."""
        if not self.milestones:
            return (Milestone("", self.price, self.due_on, self.acceptance_items),)
        *earlier, last = self.milestones
        return (*earlier, replace(last, acceptance_items=last.acceptance_items + self.acceptance_items))

    def as_data(self) -> dict[str, Any]:
        """Plain data for storage; `from_data` reads it back without loss.

        A point that terms did not always have is left out while it says no more than its absence did: what was agreed
        before keeps its digest.
        """
        data = asdict(self)
        data["acceptance_items"] = list(self.acceptance_items)
        data["milestones"] = [milestone.as_data() for milestone in self.milestones]
        data["due_on"] = self.due_on.isoformat() if self.due_on else None
        silent = {"milestones": [], "deadlock": Deadlock.HALF}
        return {name: value for name, value in data.items() if name not in silent or value != silent[name]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Terms:
        known = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        due_on = known.get("due_on")
        known["due_on"] = date.fromisoformat(due_on) if due_on else None
        known["acceptance_items"] = tuple(known.get("acceptance_items") or ())
        known["milestones"] = tuple(Milestone.from_data(each) for each in known.get("milestones") or ())
        return cls(**known)

    def digest(self) -> str:
        """SHA-256 of the canonical form: what a consent is given to."""
        text = json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One field that differs: its name, the value before and after."""

    field: Field
    before: Any
    after: Any


def open_points(terms: Terms) -> tuple[Field, ...]:
    """The points that are not settled yet, in the order of the form. The items of milestones settle the items."""
    settled = {"acceptance_items"} if terms.milestones else set()
    return tuple(
        field
        for field in FIELDS
        if not field.optional and field.name not in settled and getattr(terms, field.name) in (None, "", ())
    )


def differences(before: Terms, after: Terms) -> tuple[Difference, ...]:
    """What changed from `before` to `after`, field by field."""
    return tuple(
        Difference(field, getattr(before, field.name), getattr(after, field.name))
        for field in FIELDS
        if getattr(before, field.name) != getattr(after, field.name)
    )


def label_key(field: Field) -> str:
    """Text key of the field's label; `.why`, `.example` and `.hint` stand beside it."""
    return f"terms.field.{field.name}.label"


def objections(
    terms: Terms, today: date, *, only_required: bool = False, agreed: Terms | None = None
) -> tuple[Refused, ...]:
    """Why nobody can agree to `terms` (or, with `only_required`, publish them): open points first.

    `agreed`: terms already in force, whose dates may have passed.
    """
    still_open = tuple(
        Refused("terms.refused.point_open", {"field": label_key(field), "why": f"terms.field.{field.name}.why"})
        for field in open_points(terms)
        if field.required or not only_required
    )
    return still_open + tuple(refused for _, refused in mistakes(terms, today, agreed=agreed))


def mistakes(terms: Terms, today: date, *, agreed: Terms | None = None) -> Sequence[tuple[str, Refused]]:
    """What is filled in wrongly, as (field name, reason). Open points are not mistakes; `agreed` as in `objections`."""
    found = [(field.name, _mistake(field, getattr(terms, field.name), today, agreed)) for field in FIELDS]
    found += [("milestones", refused) for refused in _milestone_mistakes(terms, today, agreed)]
    return tuple((name, refused) for name, refused in found if refused is not None)


def _mistake(field: Field, value: Any, today: date, agreed: Terms | None) -> Refused | None:
    if value in (None, "", ()):
        return None
    if field.kind is Kind.TEXT and len(value) > LONGEST_TEXT:
        return Refused("terms.refused.too_long", {"most": LONGEST_TEXT})
    if field.kind is Kind.LINES and any(len(line) > LONGEST_ITEM for line in value):
        return Refused("terms.refused.item_too_long", {"most": LONGEST_ITEM})
    if field.kind is Kind.DATE and value < today and not (agreed and getattr(agreed, field.name) == value):
        return Refused("terms.refused.date_past")
    if field.choices and value not in set(field.choices):
        return Refused("terms.refused.not_a_choice")
    if field.kind is Kind.MILESTONES:
        counted = Refused("terms.refused.milestone.count", {"least": LEAST_MILESTONES, "most": MOST_MILESTONES})
        return counted if _out_of_bounds(field, len(value)) else None
    return _out_of_bounds(field, len(value) if field.kind is Kind.LINES else value)


def _out_of_bounds(field: Field, amount: Any) -> Refused | None:
    if field.least is not None and amount < field.least:
        return Refused("terms.refused.too_small", {"least": f"{field.least:,}"})
    if field.most is not None and amount > field.most:
        return Refused("terms.refused.too_large", {"most": f"{field.most:,}"})
    return None


def _milestone_mistakes(terms: Terms, today: date, agreed: Terms | None) -> Iterator[Refused]:
    """What each part lacks, then how the parts fit together and to the whole."""
    if not terms.milestones:
        return
    before = agreed.milestones if agreed else ()
    for number, part in enumerate(terms.parts, 1):
        kept = before[number - 1].due_on if number <= len(before) else None
        for key, params in _part_mistakes(part, today, kept):
            yield Refused(f"terms.refused.milestone.{key}", {"number": number, **params})
    for number, (earlier, later) in enumerate(pairwise(part.due_on for part in terms.milestones), 2):
        if earlier and later and later < earlier:
            yield Refused("terms.refused.milestone.date_back", {"number": number, "earlier": earlier})
    last = terms.milestones[-1].due_on
    if last and terms.due_on and last != terms.due_on:
        yield Refused("terms.refused.milestone.last_date", {"last": last, "due_on": terms.due_on})
    total = sum(part.price or 0 for part in terms.milestones)
    if terms.price is not None and total != terms.price:
        key = "terms.refused.milestone.sum_above" if total > terms.price else "terms.refused.milestone.sum_below"
        amounts = {"sum_yen": total, "price_yen": terms.price, "difference_yen": abs(total - terms.price)}
        yield Refused(key, amounts)


def _part_mistakes(part: Milestone, today: date, kept: date | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What one part lacks or has wrong, as (kind, figures). `kept`: the date that it has already, if any."""
    if not part.title.strip():
        yield "title_missing", {}
    if len(part.title) > LONGEST_MILESTONE_TITLE:
        yield "title_too_long", {"most": LONGEST_MILESTONE_TITLE}
    if part.price is None or not 1 <= part.price <= HIGHEST_PRICE:
        yield "price_missing", {"most_yen": HIGHEST_PRICE}
    if part.due_on is None:
        yield "date_missing", {}
    elif part.due_on < today and part.due_on != kept:
        yield "date_past", {}
    if not part.acceptance_items:
        yield "items_missing", {}
    if len(part.acceptance_items) > MOST_ACCEPTANCE_ITEMS:
        yield "items_too_many", {"most": MOST_ACCEPTANCE_ITEMS}
    if any(len(item) > LONGEST_ITEM for item in part.acceptance_items):
        yield "item_too_long", {"most": LONGEST_ITEM}


def fitted(terms: Terms, *, keep: int = 0) -> Terms:
    """`terms` with milestones that add up to its price and end on its date; the first `keep` of them stay as they are.

    Prices keep their proportions in whole yen, dates that would lie behind the last move to it. What cannot be fitted
    (no price, or fewer yen than parts) stays.
    """
    kept, free = terms.milestones[:keep], terms.milestones[keep:]
    if not free:
        return terms
    left = None if terms.price is None else terms.price - sum(part.price or 0 for part in kept)
    prices = _shares(left, [part.price or 0 for part in free])
    dates = [_not_after(part.due_on, terms.due_on) for part in free]
    dates[-1] = terms.due_on or dates[-1]
    parts = zip(free, prices, dates, strict=True)
    return replace(terms, milestones=kept + tuple(replace(part, price=price, due_on=due) for part, price, due in parts))


def _shares(amount: int | None, weights: Sequence[int]) -> list[int | None]:
    """`amount` yen in the proportion of `weights`, at least one yen each; the weights when that cannot be."""
    count = len(weights)
    if amount is None or amount < count:
        return [weight or None for weight in weights]
    if not any(weights):
        weights = [1] * count
    shares, given, weighed = [], 0, 0
    for number, weight in enumerate(weights, 1):
        weighed += weight
        up_to = min(max(amount * weighed // sum(weights), given + 1), amount - (count - number))
        shares.append(up_to - given)
        given = up_to
    return list(shares)


def _not_after(day: date | None, last: date | None) -> date | None:
    return min(day, last) if day and last else day
