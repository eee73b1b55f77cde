"""Contests as pages show them, to whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest, Question
from tachiai.contests.queries.facts import contest_facts, plan_of
from tachiai.contests.queries.seeing import Eyes
from tachiai.contests.rules import CHOOSING, ContestFacts, Plan
from tachiai.jobs import queries as jobs
from tachiai.jobs.queries import ListingView
from tachiai.kernel.lifecycle import Actor, Offered, Step
from tachiai.money import queries as money
from tachiai.money.rules import listing_holder
from tachiai.terms.rules import Terms


@dataclass(frozen=True)
class ContestView:
    """One contest as one reader meets it, with its listing."""

    contest: Contest
    listing: ListingView
    eyes: Eyes
    at: datetime
    facts: ContestFacts

    @property
    def plan(self) -> Plan:
        return plan_of(self.contest)

    @property
    def terms(self) -> Terms:
        """The terms as published: what every maker consents to."""
        return Terms.from_data(self.contest.terms)

    @property
    def is_client(self) -> bool:
        return self.contest.client_id == self.eyes.person_id

    @property
    def is_over(self) -> bool:
        return CONTEST.state(self.contest.state).final

    @property
    def is_choosing(self) -> bool:
        return self.contest.state in CHOOSING

    @property
    def takes_proposals(self) -> bool:
        """Whether a proposal may be sent now."""
        is_held_up = self.facts.is_stopped or self.listing.is_held_up
        return self.contest.state == "open" and self.at <= self.contest.apply_by and not is_held_up

    def forecast(self) -> tuple[tuple[datetime, Step], ...]:
        """What the clock will do if everybody stays silent."""
        return CONTEST.forecast(self.facts, self.contest.due_at)

    def offered(self) -> dict[str, Offered]:
        """The steps of the client, each open or with its reasons: what draws the buttons authorises the click."""
        if not self.is_client:
            return {}
        return {each.step.name: each for each in CONTEST.offered(self.facts, Actor.CLIENT, self.at)}


def contest_of(listing_id: int) -> Contest | None:
    """The newest contest of a listing."""
    return Contest.objects.filter(listing_id=listing_id).order_by("-pk").first()


def contest_for(eyes: Eyes, listing_id: int, at: datetime) -> ContestView | None:
    """The contest of a listing, if this reader may see the listing; staff may see every one."""
    contest = contest_of(listing_id)
    return None if contest is None else view_of(eyes, contest, at)


def view_of(eyes: Eyes, contest: Contest, at: datetime) -> ContestView | None:
    """The same of a contest that is at hand."""
    listing = jobs.listing_for(eyes.person_id, contest.listing_id, at)
    if listing is None and eyes.is_staff:
        listing = jobs.listing_for(contest.client_id, contest.listing_id, at)
    if listing is None:
        return None
    contest.listing = listing.listing
    return ContestView(contest, listing, eyes, at, contest_facts(contest, stopped=listing.listing.is_stopped))


@dataclass(frozen=True)
class Funding:
    """What the deposit still needs, in yen. `reference` and `announced` are of the transfer that staff yet await."""

    deposit: int
    missing: int
    reference: str = ""
    announced: int = 0


def funding(listing_id: int, client_id: int, deposit: int) -> Funding:
    """How far the deposit of a contest is."""
    missing = max(0, deposit - money.wallet_balance(client_id))
    awaited = money.awaited_pay_in(listing_holder(listing_id))
    return Funding(deposit, missing, awaited.reference, awaited.amount) if awaited else Funding(deposit, missing)


def questions(contest_id: int) -> Sequence[Question]:
    """Every question about a contest, the newest first."""
    return list(Question.objects.select_related("asker").filter(contest_id=contest_id).order_by("-pk"))
