"""What a pack may say: every section as a typed declaration. `source` names one of the pack's sources.

The rules of a section stand under the name of the regime (the act, the guideline) that they belong to. `None` in a
number means that the regime sets no such limit. `cited` names the source of single values, where it is another.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any

from tachiai.kernel.typed import plain
from tachiai.terms.packs.conditions import Condition
from tachiai.terms.packs.kinds import Answer, Clock, Disclosure, Effect, Said, Severity, Source
from tachiai.terms.packs.strictest import Stricter


@dataclass(frozen=True)
class Regime:
    """An act or a guideline: it applies when `when` is met or undecided (always without one), and only together with
    the regime `within`. What a soft one asks for is never more than a warning."""

    name: Said
    source: str
    when: Condition | None = None
    within: str = ""
    soft: bool = False


@dataclass(frozen=True)
class Aggregation:
    """Which contracts between the same two count together: those whose gap is under `join_gap_months`, for how long
    they last; those of the last `window_days`, for how much they are worth."""

    source: str
    join_gap_months: int | None = None
    same_content: bool = False
    window_days: int | None = None


@dataclass(frozen=True)
class Item:
    """Something that has to be said: one of `facts` must be known, unless `when` is not met."""

    facts: tuple[str, ...]
    source: str
    when: Condition | None = None


@dataclass(frozen=True)
class Signs:
    """What makes an advertisement look like one for an employment: so many of the conditions together."""

    least: int
    source: str
    any_of: tuple[Condition, ...]


@dataclass(frozen=True)
class Advertisement:
    """Section recruitment_ad. `price_ratio_most`: how many times the least the most may be."""

    source: str
    disclosure: Annotated[Disclosure, Stricter.EARLIER] = Disclosure.IN_AD
    stale_days: Annotated[int | None, Stricter.LESS] = None
    price_ratio_most: Annotated[int | None, Stricter.LESS] = None
    items: Annotated[Mapping[str, Item], Stricter.UNION] = field(default_factory=dict)
    contest: Annotated[Mapping[str, Item], Stricter.UNION] = field(default_factory=dict)
    employment: Signs | None = None
    cited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderNotice:
    """Section order_notice: what the one who orders states at once."""

    source: str
    items: Annotated[Mapping[str, Item], Stricter.UNION]
    pending_allowed: Annotated[bool, Stricter.NO] = False
    media: Annotated[tuple[str, ...] | None, Stricter.SHARED] = None
    paper_on_request: Annotated[bool, Stricter.YES] = False
    paper_exceptions: Annotated[tuple[str, ...] | None, Stricter.SHARED] = None


@dataclass(frozen=True)
class Recommission:
    """A later limit for work that was passed on: so many days, the first counted, from the date on which the original
    client pays, if all of `requires` is stated."""

    max_days: int
    requires: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Inspection:
    """How long the client may take to look at what was delivered, in days after receipt."""

    max_days: Annotated[int, Stricter.LESS]
    source: str


@dataclass(frozen=True)
class Interest:
    """For late payment: percent a year of what is unpaid (on top of a reference rate, if `over_reference`), and a
    fixed sum in the pack's minor unit."""

    percent: Annotated[Fraction, Stricter.MORE]
    source: str
    over_reference: bool = False
    fixed_sum: Annotated[int, Stricter.MORE] = 0
    days_in_year: int = 365


@dataclass(frozen=True)
class Restricted:
    """A means of payment or a deduction that a regime restricts, and what the program does about it."""

    source: str
    effect: Effect = Effect.BLOCK


@dataclass(frozen=True)
class Payment:
    """Section payment. `inclusive`: the first day counts as day 1. `default_days` are what is usual, from receipt;
    `none_agreed_days` count when no date is agreed. `alarm_days` before the latest date."""

    source: str
    clock: Annotated[Clock, Stricter.EARLIER]
    none_agreed_days: Annotated[int, Stricter.LESS]
    max_days: Annotated[int | None, Stricter.LESS] = None
    inclusive: Annotated[bool, Stricter.YES] = False
    default_days: Annotated[int | None, Stricter.LESS] = None
    month_closing_ok: Annotated[bool, Stricter.NO] = False
    holiday_shift_max: Annotated[int, Stricter.LESS] = 0
    alarm_days: Annotated[tuple[int, ...], Stricter.UNION] = ()
    banned_means: Annotated[Mapping[str, Restricted], Stricter.UNION] = field(default_factory=dict)
    deductions_banned: Annotated[Mapping[str, Restricted], Stricter.UNION] = field(default_factory=dict)
    recommission: Recommission | None = None
    inspection: Inspection | None = None
    interest: Interest | None = None
    cited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Prohibited:
    """One act that is restricted; some only where goods or works are handed over."""

    effect: Effect
    source: str
    not_for_services: bool = False


@dataclass(frozen=True)
class Conduct:
    """Section conduct, for orders of so many months or longer. `clauses`: those that deserve a second look."""

    source: str
    threshold_months: Annotated[int, Stricter.LESS]
    prohibited: Annotated[Mapping[str, Prohibited], Stricter.UNION]
    clauses: Annotated[tuple[str, ...], Stricter.UNION] = ()
    negotiation_answer: Annotated[bool, Stricter.YES] = False


@dataclass(frozen=True)
class Termination:
    """Section termination, for orders of so many months or longer: notice before a client's own decision to end, and
    reasons when the worker asks. `safe_days` leave no doubt about how the days are counted."""

    source: str
    threshold_months: Annotated[int, Stricter.LESS]
    notice_days: Annotated[int | None, Stricter.MORE] = None
    safe_days: Annotated[int | None, Stricter.MORE] = None
    methods: Annotated[tuple[str, ...] | None, Stricter.SHARED] = None
    exceptions: Annotated[tuple[str, ...] | None, Stricter.SHARED] = None
    reasons_on_request: Annotated[bool, Stricter.YES] = False
    reasons_days: Annotated[int | None, Stricter.LESS] = None
    reasons_exceptions: Annotated[tuple[str, ...] | None, Stricter.SHARED] = None
    cited: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Welfare:
    """Section welfare: care for pregnancy, childcare and nursing, and a desk for harassment."""

    source: str
    care_threshold_months: Annotated[int, Stricter.LESS]
    harassment_desk_required: Annotated[bool, Stricter.YES]


@dataclass(frozen=True)
class Invoice:
    """What a tax invoice says: `number` names how a registration number is written, `rates` are percent by name."""

    source: str
    number: str
    check_digit_source: str
    rates: Mapping[str, Fraction]


@dataclass(frozen=True)
class Bracket:
    """The part of a payment up to `up_to` (None: no end) is taxed with the sum of these percentages."""

    percent: Mapping[str, Fraction]
    up_to: int | None = None

    @property
    def total(self) -> Fraction:
        return sum(self.percent.values(), Fraction(0))


@dataclass(frozen=True)
class Withholding:
    """Tax that the client keeps back from a payment, for which categories, and between whom (`when`)."""

    source: str
    when: Condition
    categories_source: str
    brackets: tuple[Bracket, ...]
    categories: Mapping[str, Mapping[str, Answer]]


@dataclass(frozen=True)
class Credit:
    """How many percent of the tax count for a client whose worker is not registered, between two days."""

    from_on: date
    to_on: date
    percent: Fraction
    source: str


@dataclass(frozen=True)
class Tax:
    """Section tax."""

    invoice: Invoice | None = None
    withholding: Withholding | None = None
    input_credit: tuple[Credit, ...] = ()


@dataclass(frozen=True)
class Record:
    """Section records: what is kept for how many months, counted from `since`."""

    keep_months: int
    since: str
    source: str


@dataclass(frozen=True)
class HelpLine:
    """Section help. The words stand in the catalogue under outside_help.<country>.<id>."""

    source: str
    phone: str = ""


@dataclass(frozen=True)
class Golden:
    """A case whose answer is known: what is asked (`golden.py`), with what, and the answer."""

    ask: str
    given: Mapping[str, Any]
    expect: Any


@dataclass(frozen=True, repr=False)
class Pack:
    """One version of the rules of one place. It is in force from `valid_from` until the next version is, or until
    `valid_to` when nothing follows; `applies` says to whom. `severity` makes checks of this pack milder."""

    id: str
    version: str
    country: str
    name: Said
    valid_from: date
    locale: str
    tz: str
    currency: str
    applies: Condition
    sources: Mapping[str, Source]
    regimes: Mapping[str, Regime]
    tests: Mapping[str, Golden]
    valid_to: date | None = None
    extends: str = ""
    severity: Mapping[str, Severity] = field(default_factory=dict)
    aggregation: Aggregation | None = None
    recruitment_ad: Mapping[str, Advertisement] = field(default_factory=dict)
    order_notice: Mapping[str, OrderNotice] = field(default_factory=dict)
    payment: Mapping[str, Payment] = field(default_factory=dict)
    conduct: Mapping[str, Conduct] = field(default_factory=dict)
    termination: Mapping[str, Termination] = field(default_factory=dict)
    welfare: Mapping[str, Welfare] = field(default_factory=dict)
    tax: Tax = field(default_factory=Tax)
    records: Mapping[str, Record] = field(default_factory=dict)
    help: Mapping[str, HelpLine] = field(default_factory=dict)

    @cached_property
    def pin(self) -> str:
        """What a contract keeps of the pack: "jp@2026.01"."""
        return f"{self.id}@{self.version}"

    def __repr__(self) -> str:
        return f"<Pack {self.pin}>"

    def digest(self) -> str:
        """SHA-256 of all that the pack says: what freezes a released version."""
        return hashlib.sha256(json.dumps(plain(self), sort_keys=True, default=str).encode()).hexdigest()


def source_of(rule: Any, name: str) -> str:
    """The source of one value of a rule: its own, where it is `cited` apart, or that of the whole rule."""
    cited: Mapping[str, str] = getattr(rule, "cited", {})
    return str(cited.get(name, rule.source))


SECTIONS = ("recruitment_ad", "order_notice", "payment", "conduct", "termination", "welfare")
"""The sections whose rules stand under regimes."""
