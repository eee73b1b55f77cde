"""What the jurisdiction packs find in a listing, or in the terms on the table: the facts of both sides, gathered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from tachiai.jobs.events import InspectionAsked
from tachiai.jobs.models import Listing, Proposal
from tachiai.kernel.calendar import days_after, local_date
from tachiai.kernel.events import publish
from tachiai.people import queries as people
from tachiai.people.rules.trade import Trader
from tachiai.screening.clauses import clauses_in
from tachiai.terms import queries as terms_queries
from tachiai.terms.packs.catalogue import Moment
from tachiai.terms.packs.dates import Span
from tachiai.terms.packs.engine import findings
from tachiai.terms.packs.facts import CLIENT, WORKER, party_facts, terms_facts
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.library import packs_for, pins
from tachiai.terms.queries import MadeOverride
from tachiai.terms.rules import Terms
from tachiai.terms.rules.alignment import Standing, items_of, standings
from tachiai.terms.rules.choices import JobForm

Facts = Mapping[str, Any]


def in_listing(listing: Listing, at: datetime) -> tuple[Finding, ...]:
    """What is found when a listing is put up, or while it stands."""
    facts = listing_facts(listing, people.trader(listing.client_id, at), at)
    return findings(Moment.POSTING, facts, packs_for(facts, local_date(at)))


def in_terms(
    proposal: Proposal,
    terms: Terms,
    at: datetime,
    *,
    stand: Sequence[Standing] | None = None,
    answered: Iterable[MadeOverride] = (),
) -> tuple[Finding, ...]:
    """What is found in the terms on the table before they become a contract; what is `answered` for is lighter.

    `stand`: how the two stand to the items, asked for when not given.
    """
    facts = order_facts(proposal, terms, at, stand)
    found = findings(Moment.CONTRACT, facts, packs_for(facts, local_date(at)))
    return terms_queries.lighter(found, answered)


def pins_for(proposal: Proposal, terms: Terms, at: datetime) -> tuple[str, ...]:
    """The packs that a contract made at `at` is under for good."""
    return tuple(pins(packs_for(order_facts(proposal, terms, at, stand=()), local_date(at))))


def listing_facts(listing: Listing, client: Trader, at: datetime) -> Facts:
    """What an advertisement says of itself and, when its client chose so, of its client."""
    terms = _as_first_week(Terms.from_data(listing.values), local_date(at))
    budget = {"listing.budget_least": listing.budget_min, "listing.budget_most": listing.budget_max}
    return {
        **_of_site(at),
        **_of_party(CLIENT, _disclosed(client), listing.client_id),
        **_of_terms(terms),
        **budget,
        "listing.format": listing.format,
        "listing.content": terms.scope or listing.description,
        "listing.place": terms.delivery_place,
        "listing.pay": None if listing.budget_max is None else str(listing.budget_max),
        "listing.as_of": local_date(listing.changed_at),
        "listing.open_until": None if listing.apply_by is None else local_date(listing.apply_by),
        "order.category": listing.category,
    }


def order_facts(proposal: Proposal, terms: Terms, at: datetime, stand: Sequence[Standing] | None = None) -> Facts:
    """What an order of these terms would be: both sides, the terms, and what follows from them."""
    declared = people.traders((proposal.client_id, proposal.worker_id), at)
    today = local_date(at)
    terms = _as_first_week(terms, today)
    last = terms.parts[-1].due_on
    return {
        **_of_site(at),
        **_of_party(CLIENT, declared[proposal.client_id], proposal.client_id),
        **_of_party(WORKER, declared[proposal.worker_id], proposal.worker_id),
        **_of_terms(terms),
        "order.ordered_on": today,
        "order.category": proposal.listing.category,
        "order.inspection": True,
        "order.inspect_by": _inspected_by(last, terms.form),
        "order.services_list_on": last,
        "order.span_months": None if last is None else Span(today, max(today, last)).months,
        "order.window_total": terms.price,
        "order.differences": _unticked(_stand(proposal, terms) if stand is None else stand),
        "order.month_closing": False,
        "order.holiday_shift": False,
    }


def _of_site(at: datetime) -> Facts:
    return {"day.today": local_date(at), "site.country": settings.COUNTRY}


def _of_party(side: str, declared: Trader, person_id: int) -> Facts:
    """A stable account identifies whoever declared no name (law 1.2, item 1)."""
    return {**party_facts(side, declared), f"{side}.ident": f"#{person_id}"}


def _disclosed(client: Trader) -> Trader:
    """What the public may know of a client: the rest is as good as unsaid."""
    return client if client.disclose_in_listings else replace(client, trade_name="", address="", contact="")


def clauses_of(terms: Terms) -> tuple[str, ...]:
    """The clauses in the texts of the terms that leave one side without a limit (`screening.clauses`)."""
    written = [value for each in fields(terms) if isinstance(value := getattr(terms, each.name), str)]
    return clauses_in(*written, *terms.acceptance_items)


def _of_terms(terms: Terms) -> Facts:
    return {**terms_facts(terms), "terms.clauses": clauses_of(terms)}


def _as_first_week(terms: Terms, today: date) -> Terms:
    """By the hour, an order is stated week by week: the work of a week is due on its Sunday and paid when it has been
    reviewed, on this site, and its most is the deposit. All other terms are what they are."""
    if terms.form != JobForm.HOURLY:
        return terms
    sunday = today + timedelta(days=6 - today.weekday())
    price = None if terms.hourly_rate is None else terms.hourly_rate * (terms.weekly_hours or 0)
    days = _days_of_inspection(terms.form)
    return replace(terms, due_on=sunday, price=price, pay_days=days, delivery_place=settings.ORIGIN)


def _inspected_by(due_on: date | None, form: str) -> date | None:
    """By when inspection is over at the latest, as the life cycle of the contract will have it."""
    return None if due_on is None else days_after(due_on, _days_of_inspection(form))


def _days_of_inspection(form: str) -> int:
    (days,) = publish(InspectionAsked(form)) or [0]
    return int(str(days))


def _stand(proposal: Proposal, terms: Terms) -> Sequence[Standing]:
    if proposal.sheet_id is None:
        return standings(items_of(terms, Terms.from_data(proposal.listing.values)), ())
    return terms_queries.talk(terms_queries.sheet(proposal.sheet_id), terms)


def _unticked(stand: Sequence[Standing]) -> tuple[str, ...]:
    """The differences to the listing that a side has yet to tick."""
    return tuple(
        each.item.name
        for each in stand
        if each.item.difference and not all(each.is_understood(side) for side in (CLIENT, WORKER))
    )
