"""Facts for tests of packs: a case with nothing wrong in it at each moment, and strategies for any at all."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tachiai.terms.packs import FACTS, NOTHING_ASKED, Moment
from tachiai.terms.packs.facts import Kind
from tachiai.terms.packs.library import FOLDER, raw_data

FILES = tuple(sorted(FOLDER.glob("*.toml")))
DAY = date(2026, 11, 2)

JAPAN: Mapping[str, Any] = {
    "client.kind": "company",
    "client.trade_name": "青空珈琲株式会社",
    "client.address": "東京都港区1-2-3 101号室",
    "client.contact": "03-0000-0000",
    "client.country": "JP",
    "client.officers": 2,
    "client.employs": True,
    "client.capital": 9_000_000,
    "client.headcount": 8,
    "worker.kind": "individual",
    "worker.trade_name": "蓮デザイン",
    "worker.country": "JP",
    "worker.employs": False,
    "worker.invoice_number": "T4011001098993",
    "order.category": "design.logo",
    "order.for_own_use": True,
    "order.span_months": 0,
    "day.today": DAY,
}
"""A small company and a designer, both of whom have said who they are."""

TERMS: Mapping[str, Any] = {
    "terms.scope": "ロゴの提案3案",
    "terms.deliverables": "ロゴデータ一式",
    "terms.rights": "kept",
    "terms.delivery_place": "納品画面",
    "terms.due_on": date(2026, 11, 30),
    "terms.slowest_due_on": date(2026, 11, 30),
    "terms.slowest_pay_on": date(2026, 12, 30),
    "terms.pay_days": 30,
    "terms.price": 30_000,
    "terms.price_basis": "lump_sum",
    "terms.pay_means": "site",
    "terms.withholding": "withheld",
    "terms.expenses": "in_price",
    "terms.recommission": "no",
    "terms.rounds": 2,
    "terms.pending": (),
    "terms.clauses": (),
}
AT: Mapping[Moment, Mapping[str, Any]] = {
    Moment.POSTING: {
        "listing.format": "fixed_price",
        "listing.place": "自宅",
        "listing.budget_least": 30_000,
        "listing.budget_most": 30_000,
        "listing.as_of": DAY,
        "listing.open_until": date(2026, 11, 9),
        "listing.signs": (),
    },
    Moment.CONTRACT: {
        "order.ordered_on": DAY,
        "order.inspect_by": date(2026, 12, 7),
        "order.differences": (),
    },
    Moment.DELIVERY: {**NOTHING_ASKED, "order.received_on": DAY, "order.inspect_by": date(2026, 11, 9)},
    Moment.PAYMENT: {
        "order.received_on": date(2026, 10, 30),
        "payment.agreed_on": date(2026, 11, 29),
        "payment.release_on": date(2026, 11, 20),
        "payment.ordered": 30_000,
        "payment.changed": 5_000,
        "payment.withheld": 3_573,
        "payment.paid": 31_427,
    },
    Moment.ENDING: {
        **NOTHING_ASKED,
        "ending.by": "client",
        "ending.notified_on": DAY,
        "ending.ends_on": date(2026, 12, 4),
    },
}


def settled(moment: Moment, **other: Any) -> dict[str, Any]:
    """The facts of that moment with nothing wrong in them; `other` facts are named with two low lines for the dot."""
    changed = {name.replace("__", "."): value for name, value in other.items()}
    return {**JAPAN, **TERMS, **AT[moment], **changed}


_RAW = {path.stem: pickle.dumps(raw_data(path)) for path in FILES}


def raw(name: str) -> Any:
    """What a pack's file says, with what it stands on; a copy to be changed."""
    return pickle.loads(_RAW[name])


_WORDS = {
    "country": ["JP", "US", "FR", "BR"],
    "region": ["NY", "CA", "TX"],
    "kind": ["individual", "company", "consumer"],
    "category": ["writing.articles", "system.web_app", "design.slides", "web.coding"],
    "pay_means": ["site", "bill", "factoring", "digital"],
    "price_basis": ["lump_sum", "per_hour"],
    "rights": ["kept", "assigned"],
    "recommission": ["yes", "no"],
    "withholding": ["undecided", "none", "withheld"],
    "invoice_number": ["T4011001098993", "T4011001098994", "X1"],
    "by": ["client", "worker", "both"],
    "fault": ["client", "worker"],
    "format": ["fixed_price", "contest"],
    "exception": ["disaster", "none of them"],
    "reasons_exception": ["harm_to_others", "none of them"],
    "currency": ["JPY", "USD", "EUR"],
    "signs": ["fixed_hours", "fixed_place", "supervision"],
    "clauses": ["transfer_fee", "discount", "unlimited_revisions", "all_rights_free"],
    "pending": ["delivery_place", "ip_scope"],
    "pending_unreasoned": ["delivery_place"],
    "differences": ["price", "due_on"],
}
_ALWAYS = {"day.today": DAY + timedelta(days=400)}
_ONLY = {name: st.just(value) for name, value in _ALWAYS.items()}
_DAYS = st.integers(0, 200).map(lambda days: DAY + timedelta(days=days))


def values(name: str) -> st.SearchStrategy[Any]:
    """Any known value of a fact. Today lies after all that has happened, and is never before it."""
    if name in _ONLY:
        return _ONLY[name]
    kind, words = FACTS[name], _WORDS.get(name.rpartition(".")[2], ["something"])
    by_kind = {
        Kind.TEXT: st.sampled_from(words),
        Kind.TEXTS: st.lists(st.sampled_from(words), unique=True, max_size=2).map(tuple),
        Kind.WHOLE: st.sampled_from([0, 1, 2, 5, 6, 30, 101, 301]),
        Kind.AMOUNT: st.sampled_from([0, 24_999, 25_000, 80_000, 11_000_000, 400_000_000]),
        Kind.YES_NO: st.booleans(),
        Kind.DAY: _DAYS,
        Kind.MOMENT: st.none(),
    }
    return by_kind[kind]


unhurried = settings(deadline=None)
"""For tests whose first example waits for something to be loaded."""

_KNOWN = {name: values(name) for name, kind in FACTS.items() if kind is not Kind.MOMENT}
any_facts = st.fixed_dictionaries({}, optional=_KNOWN)
moments = st.sampled_from(list(Moment))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Moment, dict[str, Any]]:
    """A moment with facts: any at all, or a settled case of that moment in which a few are different."""
    moment = draw(moments)
    if draw(st.booleans()):
        return moment, draw(any_facts)
    changed = draw(st.lists(st.sampled_from(sorted(_KNOWN)), max_size=6, unique=True))
    return moment, {**settled(moment), **{name: draw(values(name)) for name in changed}, **_ALWAYS}
