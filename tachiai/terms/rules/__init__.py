"""The typed terms of a piece of work: what must be settled before anybody starts, and what differs.

The points are those of the source's article on contracts, of the freelance act's order notice (law 1.2) and of the
checklists users keep (domain 3.1). `FIELDS` says each once: forms, the meter, the talk, the diff, the papers and the
contract page follow.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tachiai.kernel.calendar import days_after
from tachiai.terms.rules.choices import (
    Confidentiality,
    Deadlock,
    JobForm,
    PayMeans,
    Portfolio,
    PriceBasis,
    Recommission,
    Rights,
    Tax,
    Withholding,
)
from tachiai.terms.rules.parts import Milestone, Pending, day, iso

LONGEST_TEXT = 5000
LONGEST_REASON = 500
MOST_ACCEPTANCE_ITEMS = 30
LONGEST_ITEM = 300
MOST_ROUNDS = 20
LONGEST_REDO_DAYS = 90
LONGEST_PAY_DAYS = 180
YEARS_AHEAD = 10
HIGHEST_PRICE = 100_000_000
LEAST_MILESTONES = 2
MOST_MILESTONES = 12
LONGEST_MILESTONE_TITLE = 120


class Kind(StrEnum):
    """How a field is entered and shown."""

    TEXT = "text"
    LINES = "lines"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    YEN = "yen"
    MILESTONES = "milestones"
    PENDING = "pending"


class Group(StrEnum):
    """Which part of the form and of the talk a point belongs to, in this order."""

    WHAT = "what"
    WORK = "work"
    RESULT = "result"
    TIME = "time"
    RIGHTS = "rights"
    MONEY = "money"
    TOGETHER = "together"


# A project is talked over, by price or by the hour; a contest and a task are taken as they are announced.
PROJECT = frozenset({JobForm.FIXED_PRICE, JobForm.HOURLY})
NEGOTIATED = PROJECT | {JobForm.CONTEST}
DELIVERED = frozenset({JobForm.FIXED_PRICE, JobForm.CONTEST})
ONE_PRICE, BY_THE_HOUR = frozenset({JobForm.FIXED_PRICE}), frozenset({JobForm.HOURLY})
EVERY_FORM = frozenset(JobForm)
LONGEST_WEEK_HOURS = 40
CLIENT, WORKER = "client", "worker"
BOTH = frozenset({CLIENT, WORKER})


@dataclass(frozen=True)
class Field:
    """One point. `required` to publish a listing; every point must be settled to make a contract, but for those that
    are `optional` (leaving them empty says something too) and those not `needed` by the other points.

    `filled_by`: who has to say it; a point of both may be begun by either. `more_burdens`: the side that a larger
    value, a later day or a later one of `choices` burdens; without it a change burdens both. `may_pend`: its content
    may be fixed after the contract was made, with a reason and a day (law 1.2). `forms`: the forms of job that have it.

    Texts: terms.field.<name>.label, .why (what goes wrong without it), .example and .hint.
    """

    name: str
    kind: Kind
    group: Group
    required: bool = True
    optional: bool = False
    choices: type[StrEnum] | None = None
    least: int | None = None
    most: int | None = None
    filled_by: str = CLIENT
    more_burdens: str = ""
    may_pend: bool = False
    forms: frozenset[str] = NEGOTIATED
    needed: Callable[[Terms], bool] | None = None


@dataclass(frozen=True)
class Terms:
    """One state of the terms. None or empty: still open. `price` in yen, tax included; `redo_days` and `rounds` counts.

    By the hour, `hourly_rate` (yen, tax included) and `weekly_hours` (the most in a week) stand in place of the price,
    and each week is paid when it has been reviewed, whatever `pay_days` says.

    With milestones, `price` is their sum, `due_on` the date of the last one, `rounds` holds for each of them, and
    `acceptance_items` are what is checked of the whole at the end, beside the last part's own. Each part is to be paid
    `pay_days` days after its due date.
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
    ip_scope: str = ""
    portfolio: str = ""
    confidentiality: str = ""
    deadlock: str = Deadlock.HALF.value
    price: int | None = None
    price_basis: str = PriceBasis.LUMP_SUM.value
    price_detail: str = ""
    tax: str = Tax.STANDARD.value
    expenses: str = ""
    withholding: str = Withholding.UNDECIDED.value
    pay_days: int | None = 30
    pay_means: str = PayMeans.SITE.value
    pay_means_detail: str = ""
    recommission: str = Recommission.NO.value
    recommission_client: str = ""
    recommission_pay_on: date | None = None
    contact_hours: str = ""
    late_and_early_end: str = ""
    milestones: tuple[Milestone, ...] = ()
    pending: tuple[Pending, ...] = ()
    form: str = JobForm.FIXED_PRICE.value
    hourly_rate: int | None = None
    weekly_hours: int | None = None

    @property
    def parts(self) -> tuple[Milestone, ...]:
        """The work in parts, in order: the milestones, or everything as one. The whole is inspected with the last."""
        if not self.milestones:
            return (Milestone("", self.price, self.due_on, self.acceptance_items),)
        *earlier, last = self.milestones
        return (*earlier, replace(last, acceptance_items=last.acceptance_items + self.acceptance_items))

    def pay_on(self, part: Milestone) -> date | None:
        """The day by which a part is to be paid: a single calendar day, as the order notice asks (law 1.2)."""
        if part.due_on is None or self.pay_days is None:
            return None
        return days_after(part.due_on, self.pay_days)

    def as_data(self) -> dict[str, Any]:
        """Plain data for storage; `from_data` reads it back without loss.

        A point that terms did not always have is left out while it says no more than its absence did: what was agreed
        before keeps its digest.
        """
        data = asdict(self)
        data["acceptance_items"] = list(self.acceptance_items)
        data["milestones"] = [milestone.as_data() for milestone in self.milestones]
        data["pending"] = [each.as_data() for each in self.pending]
        data |= {name: iso(data[name]) for name in ("due_on", "recommission_pay_on")}
        return {name: value for name, value in data.items() if name not in _ADDED or value != _ADDED[name]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Terms:
        known = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        known |= {name: day(known.get(name)) for name in ("due_on", "recommission_pay_on")}
        known["acceptance_items"] = tuple(known.get("acceptance_items") or ())
        known["milestones"] = tuple(Milestone.from_data(each) for each in known.get("milestones") or ())
        known["pending"] = tuple(Pending.from_data(each) for each in known.get("pending") or ())
        return cls(**known)

    def digest(self) -> str:
        """SHA-256 of the canonical form: what a consent is given to."""
        return digest_of(self.as_data())


def digest_of(data: object) -> str:
    """SHA-256 of plain data in the one form in which equal data have equal bytes."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


# What the terms had from the first day on; every other point is silent while it says what its absence did.
_FIRST = frozenset(
    (
        *("purpose", "scope", "out_of_scope", "deliverables", "acceptance_items", "delivery_format", "delivery_place"),
        *("due_on", "rounds", "redo_days", "rights", "portfolio", "confidentiality", "price"),
    )
)
_ADDED = {
    f.name: list(value) if isinstance(value := getattr(Terms(), f.name), tuple) else value
    for f in fields(Terms)
    if f.name not in _FIRST
}


def _moves_rights(terms: Terms) -> bool:
    return terms.rights in (Rights.ASSIGNED, Rights.LICENSED)


def _is_counted(terms: Terms) -> bool:
    return terms.price_basis not in ("", PriceBasis.LUMP_SUM)


def _is_paid_otherwise(terms: Terms) -> bool:
    return terms.pay_means not in ("", PayMeans.SITE)


FIELDS: tuple[Field, ...] = (
    Field("purpose", Kind.TEXT, Group.WHAT, forms=EVERY_FORM),
    Field("scope", Kind.TEXT, Group.WORK),
    Field("out_of_scope", Kind.TEXT, Group.WORK, required=False, may_pend=True),
    Field("deliverables", Kind.TEXT, Group.RESULT),
    Field(
        "acceptance_items",
        Kind.LINES,
        Group.RESULT,
        least=1,
        most=MOST_ACCEPTANCE_ITEMS,
        more_burdens=WORKER,
        forms=DELIVERED,
    ),
    Field("delivery_format", Kind.TEXT, Group.RESULT, may_pend=True, forms=DELIVERED),
    Field("delivery_place", Kind.TEXT, Group.RESULT, required=False, may_pend=True, forms=DELIVERED),
    Field("due_on", Kind.DATE, Group.TIME, more_burdens=CLIENT, filled_by="both", forms=DELIVERED),
    Field("rounds", Kind.NUMBER, Group.TIME, least=0, most=MOST_ROUNDS, more_burdens=WORKER, forms=DELIVERED),
    Field("redo_days", Kind.NUMBER, Group.TIME, least=1, most=LONGEST_REDO_DAYS, more_burdens=CLIENT, forms=DELIVERED),
    Field("rights", Kind.CHOICE, Group.RIGHTS, choices=Rights, more_burdens=WORKER, forms=EVERY_FORM),
    Field("ip_scope", Kind.TEXT, Group.RIGHTS, required=False, may_pend=True, needed=_moves_rights, forms=EVERY_FORM),
    Field(
        "portfolio", Kind.CHOICE, Group.RIGHTS, required=False, choices=Portfolio, more_burdens=CLIENT, may_pend=True
    ),
    Field(
        "confidentiality",
        Kind.CHOICE,
        Group.RIGHTS,
        required=False,
        choices=Confidentiality,
        more_burdens=WORKER,
        forms=EVERY_FORM,
    ),
    Field(
        "price",
        Kind.YEN,
        Group.MONEY,
        False,
        least=1,
        most=HIGHEST_PRICE,
        more_burdens=CLIENT,
        filled_by="both",
        forms=DELIVERED,
    ),
    Field(
        "hourly_rate",
        Kind.YEN,
        Group.MONEY,
        False,
        least=1,
        most=HIGHEST_PRICE,
        more_burdens=CLIENT,
        filled_by="both",
        forms=BY_THE_HOUR,
    ),
    Field(
        "weekly_hours",
        Kind.NUMBER,
        Group.MONEY,
        least=1,
        most=LONGEST_WEEK_HOURS,
        more_burdens=CLIENT,
        forms=BY_THE_HOUR,
    ),
    Field("price_basis", Kind.CHOICE, Group.MONEY, required=False, choices=PriceBasis, forms=ONE_PRICE),
    Field("price_detail", Kind.TEXT, Group.MONEY, required=False, needed=_is_counted, forms=ONE_PRICE),
    Field("tax", Kind.CHOICE, Group.MONEY, required=False, choices=Tax),
    Field("expenses", Kind.TEXT, Group.MONEY, required=False, optional=True, filled_by="both", forms=PROJECT),
    Field("withholding", Kind.CHOICE, Group.MONEY, False, choices=Withholding, more_burdens=WORKER),
    Field(
        "pay_days",
        Kind.NUMBER,
        Group.MONEY,
        False,
        least=0,
        most=LONGEST_PAY_DAYS,
        more_burdens=WORKER,
        forms=DELIVERED,
    ),
    Field("pay_means", Kind.CHOICE, Group.MONEY, required=False, choices=PayMeans),
    Field("pay_means_detail", Kind.TEXT, Group.MONEY, required=False, needed=_is_paid_otherwise),
    Field("recommission", Kind.CHOICE, Group.MONEY, required=False, choices=Recommission, forms=PROJECT),
    Field("recommission_client", Kind.TEXT, Group.MONEY, required=False, optional=True, forms=PROJECT),
    Field("recommission_pay_on", Kind.DATE, Group.MONEY, required=False, optional=True, forms=PROJECT),
    Field(
        "milestones",
        Kind.MILESTONES,
        Group.MONEY,
        required=False,
        optional=True,
        least=LEAST_MILESTONES,
        most=MOST_MILESTONES,
        filled_by="both",
        forms=ONE_PRICE,
    ),
    Field("deadlock", Kind.CHOICE, Group.TOGETHER, choices=Deadlock, more_burdens=CLIENT),
    Field("contact_hours", Kind.TEXT, Group.TOGETHER, required=False, optional=True, filled_by="both", forms=PROJECT),
    Field(
        "late_and_early_end", Kind.TEXT, Group.TOGETHER, required=False, optional=True, filled_by="both", forms=PROJECT
    ),
    Field("pending", Kind.PENDING, Group.TOGETHER, required=False, optional=True, forms=PROJECT),
)
FIELD = {each.name: each for each in FIELDS}


@dataclass(frozen=True)
class Difference:
    """One field that differs: its name, the value before and after."""

    field: Field
    before: Any
    after: Any


def is_empty(value: Any) -> bool:
    """Nothing has been said."""
    return value in (None, "", ())


def is_asked(each: Field, terms: Terms) -> bool:
    """Whether this form of job has the point, and the other points need it."""
    return terms.form in each.forms and (each.needed is None or each.needed(terms))


def is_settled_otherwise(each: Field, terms: Terms) -> bool:
    """Whether `terms` may leave the point empty: it is optional, not needed, fixed later, or said by the milestones."""
    is_needed = is_asked(each, terms)
    in_parts = each.name == "acceptance_items" and bool(terms.milestones)
    return each.optional or not is_needed or in_parts or any(later.field == each.name for later in terms.pending)


def open_points(terms: Terms) -> tuple[Field, ...]:
    """The points that are not settled yet, in the order of the form."""
    return tuple(
        each for each in FIELDS if is_empty(getattr(terms, each.name)) and not is_settled_otherwise(each, terms)
    )


def differences(before: Terms, after: Terms) -> tuple[Difference, ...]:
    """What changed from `before` to `after`, field by field."""
    return tuple(
        Difference(each, getattr(before, each.name), getattr(after, each.name))
        for each in FIELDS
        if getattr(before, each.name) != getattr(after, each.name)
    )


def label_key(each: Field) -> str:
    """Text key of the field's label; `.why`, `.example` and `.hint` stand beside it."""
    return f"terms.field.{each.name}.label"
