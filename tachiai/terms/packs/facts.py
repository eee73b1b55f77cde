"""What the rules of a pack may ask: every fact by its dotted name, with its kind. Nothing else is a fact.

A fact that is missing, None or an empty text is unknown, and unknown is a value: rules then take the branch that
protects. An empty list is known: something was looked for and not found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import MAXYEAR, date, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from tachiai.kernel.texts import CATALOGUE
from tachiai.people.rules import COUNTRIES, KINDS, REGIONS, Trader
from tachiai.screening.clauses import CLAUSES
from tachiai.terms.rules import FIELD, Terms

CURRENCY = "JPY"
"""What amounts are in unless the fact `site.currency` says otherwise: one currency for each installation."""

UNKNOWN = (None, "")
CLIENT, WORKER, SITE, TERMS = "client", "worker", "site", "terms"


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    YES_NO = "yes_no"
    DAY = "day"
    MOMENT = "moment"
    TEXTS = "texts"
    AMOUNT = "amount"


_OTHERS = {
    # As of which day the question is asked, and where the installation is.
    "day.today": Kind.DAY,
    "site.country": Kind.TEXT,
    "site.currency": Kind.TEXT,
    # What an advertisement says beside its terms. `signs`: what was recognised of an employment.
    "listing.format": Kind.TEXT,
    "listing.content": Kind.TEXT,
    "listing.place": Kind.TEXT,
    "listing.pay": Kind.TEXT,
    "listing.budget_least": Kind.AMOUNT,
    "listing.budget_most": Kind.AMOUNT,
    "listing.as_of": Kind.DAY,
    "listing.open_until": Kind.DAY,
    "listing.signs": Kind.TEXTS,
    "listing.unselected_use": Kind.TEXT,
    "listing.winner_rights": Kind.TEXT,
    # What follows from the terms, or was found in them: the part that waits longest for its payment, clauses.
    "terms.slowest_due_on": Kind.DAY,
    "terms.slowest_pay_on": Kind.DAY,
    "terms.pending_until": Kind.DAY,
    "terms.pending_unreasoned": Kind.TEXTS,
    "terms.clauses": Kind.TEXTS,
    # The order: `differences` to the advertisement that were not ticked, `window_total` with what came before it.
    "order.ordered_on": Kind.DAY,
    "order.received_on": Kind.DAY,
    "order.category": Kind.TEXT,
    "order.for_own_use": Kind.YES_NO,
    "order.is_service": Kind.YES_NO,
    "order.inspection": Kind.YES_NO,
    "order.inspect_by": Kind.DAY,
    "order.services_list_on": Kind.DAY,
    "order.span_months": Kind.WHOLE,
    "order.window_total": Kind.AMOUNT,
    "order.differences": Kind.TEXTS,
    "order.month_closing": Kind.YES_NO,
    "order.holiday_shift": Kind.YES_NO,
    # What happens to a delivery.
    "delivery.inspected_on": Kind.DAY,
    "redo.asked": Kind.YES_NO,
    "redo.number": Kind.WHOLE,
    "redo.beyond_scope": Kind.YES_NO,
    "redo.change_agreed": Kind.YES_NO,
    "redo.fault": Kind.TEXT,
    "postponement.asked": Kind.YES_NO,
    "postponement.by": Kind.TEXT,
    "postponement.agreed": Kind.YES_NO,
    "postponement.reason": Kind.TEXT,
    # The payment of one part: `ordered` and `paid` with tax, `changed` by agreed changes, `withheld` as tax.
    "payment.agreed_on": Kind.DAY,
    "payment.release_on": Kind.DAY,
    "payment.paid_on": Kind.DAY,
    "payment.ordered": Kind.AMOUNT,
    "payment.changed": Kind.AMOUNT,
    "payment.withheld": Kind.AMOUNT,
    "payment.paid": Kind.AMOUNT,
    # The end of a contract before its time.
    "ending.by": Kind.TEXT,
    "ending.notified_on": Kind.DAY,
    "ending.ends_on": Kind.DAY,
    "ending.exception": Kind.TEXT,
    "ending.evidence": Kind.YES_NO,
    "ending.reasons_asked": Kind.YES_NO,
    "ending.reasons_asked_on": Kind.DAY,
    "ending.reasons_given_on": Kind.DAY,
    "ending.reasons_exception": Kind.TEXT,
}
_PYTHON = {str: Kind.TEXT, int: Kind.WHOLE, bool: Kind.YES_NO, date: Kind.DAY, datetime: Kind.MOMENT}
_TYPES: Mapping[Kind, type] = {
    Kind.TEXT: str,
    Kind.WHOLE: int,
    Kind.YES_NO: bool,
    Kind.DAY: date,
    Kind.MOMENT: datetime,
    Kind.TEXTS: tuple,
    Kind.AMOUNT: int,
}


def _fields(declaration: type) -> Iterator[tuple[str, Kind]]:
    """The plain fields of a declaration, and its lists, each as the kind of fact that it makes."""
    for name, hint in get_type_hints(declaration).items():
        (kind,) = {each for each in get_args(hint) if each is not NoneType} if NoneType in get_args(hint) else {hint}
        if kind in _PYTHON or get_origin(kind) is tuple:
            yield name, _PYTHON.get(kind, Kind.TEXTS)


# What tells the two apart beside their names, and capital is money. Milestones are told by the slowest part.
_PARTY = {**dict(_fields(Trader)), "ident": Kind.TEXT, "capital": Kind.AMOUNT}
_TERMS = {name: kind for name, kind in _fields(Terms) if name != "milestones"}
FACTS: Mapping[str, Kind] = {
    **{f"{side}.{name}": kind for side in (CLIENT, WORKER) for name, kind in _PARTY.items()},
    **{f"{TERMS}.{name}": kind for name, kind in _TERMS.items()},
    **_OTHERS,
}


def _choices() -> dict[str, frozenset[str]]:
    """The values that a text can have, where they are known: a condition can ask for no others."""
    of_party = {"kind": KINDS, "country": COUNTRIES, "region": [each for below in REGIONS.values() for each in below]}
    found = {f"{side}.{name}": frozenset(known) for side in (CLIENT, WORKER) for name, known in of_party.items()}
    found |= {f"{TERMS}.{name}": frozenset(each.choices) for name, each in FIELD.items() if each.choices}
    categories = {
        key.removeprefix("category.").removesuffix(".name") for key in CATALOGUE if key.startswith("category.")
    }
    clauses = frozenset(rule.id for rule in CLAUSES)
    return {**found, "order.category": frozenset(categories), "terms.clauses": clauses}


CHOICES: Mapping[str, frozenset[str]] = _choices()
_AMOUNTS = frozenset(name for name, kind in FACTS.items() if kind is Kind.AMOUNT)

NOTHING_ASKED: Mapping[str, Any] = dict.fromkeys(("redo.asked", "postponement.asked", "ending.reasons_asked"), False)
"""For a delivery about which neither a redo nor a later date is asked, and an end for which no reasons are."""


def checked(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts that are known. ValueError for a name that is none, or a value of another kind."""
    for name, value in facts.items():
        if name not in FACTS:
            raise ValueError(f"there is no fact called {name}")
        kind = _TYPES[FACTS[name]]
        if value is not None and not (isinstance(value, str) if kind is str else type(value) is kind):
            raise ValueError(f"{name}: {value!r} is not of the kind {FACTS[name]}")
    return {name: value for name, value in facts.items() if value not in UNKNOWN}


def in_currency(facts: Mapping[str, Any], currency: str) -> Mapping[str, Any]:
    """`facts` as rules in that currency see them: amounts in another one say nothing."""
    if facts.get("site.currency", CURRENCY) == currency or not _AMOUNTS & set(facts):
        return facts
    return {name: value for name, value in facts.items() if name not in _AMOUNTS}


def party_facts(side: str, trader: Trader) -> dict[str, Any]:
    """What a party (`client` or `worker`) declared about itself."""
    return {f"{side}.{each.name}": getattr(trader, each.name) for each in fields(trader)}


def terms_facts(terms: Terms) -> dict[str, Any]:
    """The terms as facts. Clauses are found by screening and added by whoever asks."""
    said = {f"{TERMS}.{each.name}": getattr(terms, each.name) for each in fields(terms)}
    due_on, pay_on = _slowest(terms)
    expected = [each.expected_on for each in terms.pending if each.expected_on]
    incomplete = tuple(each.field for each in terms.pending if not each.reason.strip() or each.expected_on is None)
    said |= {
        "terms.slowest_due_on": due_on,
        "terms.slowest_pay_on": pay_on,
        "terms.pending": tuple(each.field for each in terms.pending),
        "terms.pending_until": min(expected, default=None),
        "terms.pending_unreasoned": incomplete,
        # Left empty, expenses are said to be part of the price.
        "terms.expenses": terms.expenses or "in_price",
    }
    return {name: value for name, value in said.items() if name in FACTS}


def _slowest(terms: Terms) -> tuple[date | None, date | None]:
    """When the part that waits longest for its payment is due, and when it is paid."""
    found = [(_countable(part.due_on), terms.pay_on(part)) for part in terms.parts]
    settled = [(due_on, pay_on) for due_on, pay_on in found if due_on and pay_on]
    if len(settled) < len(found):
        return found[-1][0], None
    return max(settled, key=lambda days: (days[1] - days[0], days[1]))


def _countable(day: date | None) -> date | None:
    """A day from which rules can count on, as they do by less than a year; beyond, it says nothing."""
    return day if day and day.year < MAXYEAR else None
