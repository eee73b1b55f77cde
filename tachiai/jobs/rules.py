"""Pure decisions about listings and proposals: the tree of categories, what a draft lacks, what is wrong in it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tachiai.kernel.calendar import end_of_day, local_date
from tachiai.kernel.refused import Refused
from tachiai.terms.rules import FIELD, FIELDS, HIGHEST_PRICE, Field, Kind, Terms, is_empty, label_key, open_points
from tachiai.terms.rules.alignment import is_relevant
from tachiai.terms.rules.checking import date_mistake
from tachiai.terms.rules.checking import mistakes as mistakes_in_terms
from tachiai.terms.rules.choices import JobForm
from tachiai.terms.rules.fitting import fitted

FORMATS = tuple(form.value for form in JobForm)
# Whose deposit comes before the publication, held for the listing (domain 1.5, 1.6).
FUNDED_FIRST = frozenset({JobForm.CONTEST, JobForm.TASK})
# The point of the terms that the budget fixes.
BUDGET_IS = {JobForm.FIXED_PRICE: "price", JobForm.HOURLY: "hourly_rate", JobForm.CONTEST: "price"}
LONGEST_TITLE = 120
LONGEST_DESCRIPTION = 20_000
LONGEST_MESSAGE = 5_000
LONGEST_REASON = 1_000
MOST_FILES = 10
OFFERED_AS_BUDGET = frozenset(BUDGET_IS.values())
# The points of the terms that a worker's offer says, in those forms that have them.
OFFERED_BY_WORKER = ("price", "hourly_rate", "due_on")


_NUMBERS = tomllib.loads(Path(__file__).with_name("numbers.toml").read_text("utf-8"))


def is_small(terms: Terms) -> bool:
    """Whether the talk about these terms takes the fast path: everything confirmed on one page with one button."""
    return not terms.milestones and (terms.price or 0) <= _NUMBERS["talk"]["small_price"]


@dataclass(frozen=True)
class Leaf:
    """One category. `slug` is what a listing stores ("writing.articles"); `key` names its text."""

    slug: str

    @property
    def key(self) -> str:
        return f"category.{self.slug}"


@dataclass(frozen=True)
class Group:
    """A group of categories. Its slug is the first part of its leaves' slugs."""

    slug: str
    leaves: tuple[Leaf, ...]

    @property
    def key(self) -> str:
        return f"category.{self.slug}.name"


@cache
def categories() -> tuple[Group, ...]:
    """The whole tree, in the order of `texts/categories.toml`."""
    data = tomllib.loads(Path(__file__).with_name("texts").joinpath("categories.toml").read_text("utf-8"))
    return tuple(
        Group(group, tuple(Leaf(f"{group}.{leaf}") for leaf in leaves if leaf != "name"))
        for group, leaves in data["category"].items()
    )


@cache
def leaves_of(slug: str) -> tuple[str, ...]:
    """The slugs of the leaves that `slug` stands for: itself, or every leaf of a group; none when unknown."""
    for group in categories():
        leaves = tuple(leaf.slug for leaf in group.leaves)
        if slug == group.slug:
            return leaves
        if slug in leaves:
            return (slug,)
    return ()


def is_leaf(slug: str) -> bool:
    return leaves_of(slug) == (slug,)


def category_key(slug: str) -> str:
    """The text key of a leaf or a group that exists."""
    return f"category.{slug}" if "." in slug else f"category.{slug}.name"


@dataclass(frozen=True)
class Draft:
    """What a client has filled in for a listing. Budget in yen: equal when fixed; `apply_on` is the last day to apply.

    `terms.price` (or the hourly rate) is left out here: it follows from the budget. That is the price of the whole, of
    an hour, of one award, or of one submission of a task, as the form of the job (`terms.form`) says.
    """

    title: str = ""
    category: str = ""
    description: str = ""
    terms: Terms = field(default_factory=Terms)
    budget_min: int | None = None
    budget_max: int | None = None
    apply_on: date | None = None
    language: str = "ja"

    @property
    def apply_by(self) -> datetime | None:
        return None if self.apply_on is None else end_of_day(self.apply_on)

    @property
    def offered_terms(self) -> Terms:
        """The terms as the listing offers them: with the price when the budget is one fixed amount."""
        is_fixed = self.budget_min is not None and self.budget_min == self.budget_max
        return priced(self.terms, self.budget_max if is_fixed else None)


def priced(terms: Terms, amount: int | None) -> Terms:
    """The terms with that price, or that hourly rate, in yen."""
    said = BUDGET_IS.get(JobForm(terms.form))
    return replace(
        terms,
        price=amount if said == "price" else None,
        hourly_rate=amount if said == "hourly_rate" else None,
    )


def said_in(draft: Draft) -> str:
    """Every word that the client wrote freely, in the order of the form."""
    written = (getattr(draft.terms, each.name) for each in FIELDS if each.kind is Kind.TEXT)
    lists = (getattr(draft.terms, each.name) for each in FIELDS if each.kind is Kind.LINES)
    lines = (line for said in lists for line in said)
    return "\n".join(said for said in (draft.title, draft.description, *written, *lines) if said)


def with_fitted_parts(draft: Draft) -> Draft:
    """The draft with milestones that add up to a fixed budget and end on the date."""
    return replace(draft, terms=priced(fitted(draft.offered_terms), None))


@dataclass(frozen=True)
class Point:
    """One point of a listing as the meter shows it. Texts: `label`, `why` (what goes wrong without it)."""

    name: str
    label: str
    why: str
    is_required: bool
    is_open: bool


def points(draft: Draft) -> tuple[Point, ...]:
    """Every point of the listing, settled or open, in the order of the form."""
    return (
        _own_point("title", draft.title.strip() == ""),
        _own_point("category", not is_leaf(draft.category)),
        *(
            Point(each.name, label_key(each), f"terms.field.{each.name}.why", is_needed, is_open)
            for each, is_needed, is_open in _offered_points(draft)
        ),
        _budget_point(draft),
        _own_point("apply_on", draft.apply_on is None),
    )


def _own_point(name: str, is_open: bool) -> Point:
    return Point(name, f"jobs.point.{name}.label", f"jobs.point.{name}.why", True, is_open)


def _budget_point(draft: Draft) -> Point:
    form = draft.terms.form
    return Point("budget", budget_key(form), f"jobs.point.budget.why.{form}", True, draft.budget_max is None)


def budget_key(form: str) -> str:
    """What the amount of a listing is called: a budget, or what one hour, award or submission pays."""
    return "jobs.point.budget.label" if form == JobForm.FIXED_PRICE else f"jobs.point.budget.of.{form}"


def _offered_points(draft: Draft) -> Iterator[tuple[Field, bool, bool]]:
    """The points of the terms that can be open at all, not those that say something by themselves: each with whether
    publishing needs it and whether it is open."""
    # Whoever answers what is funded first takes the terms as they are announced: no talk follows that could settle one.
    is_final = draft.terms.form in FUNDED_FIRST
    still_open, unsaid = open_points(draft.terms), Terms()
    for each in FIELDS:
        can_be_open = is_empty(getattr(unsaid, each.name)) and is_relevant(each, draft.terms)
        if each.name not in OFFERED_AS_BUDGET and not each.optional and can_be_open:
            yield each, each.required or is_final, each in still_open


def missing(draft: Draft) -> tuple[Point, ...]:
    """The required points that are still open: with any of them, the listing cannot be published. Of a contest or a
    task that is every point."""
    return tuple(point for point in points(draft) if point.is_required and point.is_open)


def mistakes(draft: Draft, at: datetime) -> tuple[tuple[str, Refused], ...]:
    """What is filled in wrongly as of `at`, as (field name, reason). Open points are not mistakes."""
    today = local_date(at)
    in_terms = mistakes_in_terms(draft.offered_terms, today)
    return (
        *_text_mistakes(draft),
        *((name, refused) for name, refused in in_terms if name not in OFFERED_AS_BUDGET),
        *_budget_mistakes(draft),
        *_deadline_mistakes(draft, today),
    )


def _text_mistakes(draft: Draft) -> Iterator[tuple[str, Refused]]:
    for name, most in (("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)):
        if len(getattr(draft, name)) > most:
            yield name, Refused("terms.refused.too_long", {"most": most})
    if draft.category and not is_leaf(draft.category):
        yield "category", Refused("terms.refused.not_a_choice")


def _budget_mistakes(draft: Draft) -> Iterator[tuple[str, Refused]]:
    for name, amount in (("budget_min", draft.budget_min), ("budget_max", draft.budget_max)):
        if amount is not None and not 1 <= amount <= HIGHEST_PRICE:
            yield name, Refused("jobs.refused.budget_bounds", {"most_yen": HIGHEST_PRICE})
    if draft.budget_min is not None and draft.budget_max is not None and draft.budget_min > draft.budget_max:
        yield "budget_max", Refused("jobs.refused.budget_upside_down")
    if draft.terms.form in FUNDED_FIRST and draft.budget_min != draft.budget_max:
        yield "budget", Refused("jobs.refused.budget_fixed")
    low, high = draft.budget_min, draft.budget_max
    total = sum(part.price or 0 for part in draft.terms.milestones)
    if total and low is not None and high is not None and low < high and not low <= total <= high:
        amounts = {"sum_yen": total, "low_yen": low, "high_yen": high}
        yield "milestones", Refused("jobs.refused.milestones_outside_budget", amounts)


def _deadline_mistakes(draft: Draft, today: date) -> Iterator[tuple[str, Refused]]:
    # A listing that closes today would not have been open for a day: the life cycle gives it one at least.
    if draft.apply_on is not None and draft.apply_on <= today:
        yield "apply_on", Refused("jobs.refused.apply_on_past", {"earliest": today + timedelta(days=1)})
    elif draft.apply_on is not None and (wrong := date_mistake(draft.apply_on, today)) is not None:
        yield "apply_on", wrong
    if draft.apply_on is not None and draft.terms.due_on is not None and draft.apply_on >= draft.terms.due_on:
        yield "apply_on", Refused("jobs.refused.apply_on_after_due", {"due_on": draft.terms.due_on})


def objections(draft: Draft, at: datetime) -> tuple[Refused, ...]:
    """Why the draft cannot be published as of `at`: every open required point, then every mistake."""
    still_open = (
        Refused("terms.refused.point_open", {"field": point.label, "why": point.why}) for point in missing(draft)
    )
    return (*still_open, *(refused for _, refused in mistakes(draft, at)))


@dataclass(frozen=True)
class Offer:
    """What a worker answers to a listing: the first message, a price in yen and the day of delivery."""

    message: str
    price: int
    due_on: date


def offer_mistakes(offer: Offer, at: datetime) -> tuple[tuple[str, Refused], ...]:
    """What is wrong in a worker's answer as of `at`, as (field name, reason)."""
    found: list[tuple[str, Refused]] = []
    if not offer.message.strip():
        found.append(("message", Refused("jobs.refused.message_missing")))
    if len(offer.message) > LONGEST_MESSAGE:
        found.append(("message", Refused("terms.refused.too_long", {"most": LONGEST_MESSAGE})))
    if not 1 <= offer.price <= HIGHEST_PRICE:
        found.append(("price", Refused("jobs.refused.budget_bounds", {"most_yen": HIGHEST_PRICE})))
    if (wrong := date_mistake(offer.due_on, local_date(at))) is not None:
        found.append(("due_on", wrong))
    return tuple(found)


@dataclass(frozen=True)
class ListingFacts:
    """What deadlines of a listing are counted from, and what staff have stopped of it by decisions."""

    state: str
    changed_at: datetime
    apply_by: datetime
    recruiting_is_suspended: bool = False
    is_suspended: bool = False


@dataclass(frozen=True)
class ProposalFacts:
    """What deadlines of a proposal are counted from: `changed_at` is the last word in it."""

    state: str
    changed_at: datetime


def first_terms(values: Mapping[str, Any], offer: Offer) -> Terms:
    """Version 1 of the terms: what the listing offered, with the price and the day that the worker proposed, to which
    milestones are fitted."""
    listed = priced(Terms.from_data(values), offer.price)
    return fitted(replace(listed, due_on=offer.due_on) if listed.form in FIELD["due_on"].forms else listed)
