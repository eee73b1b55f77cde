"""From a draft to an open contest: the deposit comes first, and is for exactly what is then published."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.contests import announcements
from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest
from tachiai.contests.queries.facts import contest_facts
from tachiai.contests.queries.plans import brief_digest, plan_for
from tachiai.contests.rules import ContestFacts, Plan, plan_objections
from tachiai.contests.walking import locked_contest, walk_contest
from tachiai.jobs import actions as jobs
from tachiai.jobs.actions.listings import publishable
from tachiai.jobs.lifecycles import LISTING
from tachiai.jobs.walking import locked_listing
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.actions import PayInConfirmed
from tachiai.money.rules import LISTING as LISTING_HOLDER
from tachiai.money.rules import listing_holder, schedule_at
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.terms.rules import Terms
from tachiai.terms.rules.choices import JobForm

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing

UNBEGUN = ("withdrawn", "lapsed")


@transaction.atomic
def announce_deposit(*, listing_id: int, client_id: int, at: datetime, seen: str = "") -> None:
    """The client wants to publish, so every prize is deposited. Money in the wallet covers it at once; otherwise a
    pay-in is announced, which staff confirm when it has arrived (the demo bank does so immediately).

    Refusal with everything that speaks against publishing. Asking again after the draft was changed makes the deposit
    one for the changed draft; asking again without changes changes nothing.
    """
    refuse_restricted(client_id, Act.LIST, at)
    waiting = _waiting(listing_id)
    listing = locked_listing(listing_id, client_id=client_id)
    if listing.state != LISTING.first or listing.format != JobForm.CONTEST:
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    plan = plan_for(listing_id)
    if wrong := plan_objections(plan):
        raise Refusal(*wrong)
    publishable(listing_id=listing_id, client_id=client_id, at=at, seen=seen)
    contest = _fill(waiting or Contest(listing=listing), listing, plan or Plan(), at, seen)
    facts = contest_facts(contest)
    if (missing := facts.deposit - facts.funds_ready) <= 0:
        publish_contest(contest, By(Actor.CLIENT, client_id), at)
        return
    holder = listing_holder(listing_id)
    pay_in = money.announce_pay_in(holder=holder, client_id=client_id, amount=missing, at=at)
    if not money.confirm_by_demo_bank(pay_in_id=pay_in.pk, at=at):
        announcements.deposit_announced(contest, pay_in.reference, missing, at)


def _waiting(listing_id: int) -> Contest | None:
    """The contest that waits for its deposit already, locked. Refusal when it was published."""
    rows = Contest.objects.select_for_update(of=("self",), no_key=True).exclude(state__in=UNBEGUN)
    found = rows.filter(listing_id=listing_id).first()
    if found is not None and found.state != CONTEST.first:
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    return found


def _fill(contest: Contest, listing: Listing, plan: Plan, at: datetime, seen: str) -> Contest:
    """The contest as the draft now says; a new one begins to wait. Saved."""
    terms = Terms.from_data(listing.values)
    if listing.budget_max is None or listing.apply_by is None:
        raise ValueError(f"listing {listing.pk} can be published without a prize or a day")
    contest.client_id, contest.title, contest.language = listing.client_id, listing.title, listing.language
    contest.terms, contest.terms_digest = terms.as_data(), terms.digest()
    contest.plan, contest.digest = plan.as_data(), brief_digest(listing, plan)
    contest.prize, contest.prizes, contest.apply_by = listing.budget_max, plan.prizes, listing.apply_by
    contest.seen = seen
    if contest.pk is None:
        contest.fee_schedule, contest.begun_at = schedule_at(at).name, at
        contest.lifecycle_version = CONTEST.version
        enter(contest, CONTEST, ContestFacts(CONTEST.first, contest.apply_by), at)
    contest.save()
    return contest


def publish_contest(contest: Contest, by: By, at: datetime) -> None:
    """Deposit and publish the locked contest. Refusal when the draft has changed since, or cannot be published now."""
    listing = locked_listing(contest.listing_id)
    plan = plan_for(contest.listing_id)
    if plan is None or brief_digest(listing, plan) != contest.digest:
        raise Refusal(Refused("contests.refused.changed_since"))
    contest.published_at = at
    walk_contest(contest, "deposit", by=by, at=at)
    jobs.publish(listing_id=contest.listing_id, client_id=contest.client_id, at=at, seen=contest.seen, is_funded=True)


def money_arrived(confirmed: PayInConfirmed) -> None:
    """Listener: the contest that waits for the money is published; else it stays in the client's wallet."""
    if confirmed.holder.kind != LISTING_HOLDER:
        return
    rows = Contest.objects.select_for_update(of=("self",), no_key=True).filter(listing_id=confirmed.holder.id)
    contest = rows.order_by("-pk").first()
    if contest is None:
        return
    by = By(Actor.STAFF, confirmed.by_staff_id) if confirmed.by_staff_id else By(Actor.CLIENT, contest.client_id)
    try:
        with transaction.atomic():
            publish_contest(contest, by, confirmed.at)
    except Refusal:
        # The draft was changed, its day has passed or its client may not publish: the money is theirs.
        contest.refresh_from_db()
        announcements.kept_in_wallet(contest, confirmed.at)


@transaction.atomic
def withdraw_deposit(*, listing_id: int, client_id: int, at: datetime) -> None:
    """The client no longer wants to publish; nothing was deposited. The draft stays."""
    contest = locked_contest(listing_id, client_id=client_id)
    walk_contest(contest, "withdraw", by=By(Actor.CLIENT, client_id), at=at)
