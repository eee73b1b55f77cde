"""From a draft to an open task: the deposit comes first, and is for exactly what is then published."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from tachiai.clockwork.actions import By, enter
from tachiai.jobs import actions as jobs
from tachiai.jobs.actions.listings import publishable
from tachiai.jobs.lifecycles import LISTING as LISTING_CYCLE
from tachiai.jobs.walking import locked_listing
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.actions import PayInConfirmed, PayInConfirming
from tachiai.money.rules import LISTING, schedule_at
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.tasks import announcements
from tachiai.tasks.lifecycles import TASK
from tachiai.tasks.models import TaskJob, TaskPlan, Unit
from tachiai.tasks.queries.facts import dated_facts, plan_in, task_facts, wanted_by
from tachiai.tasks.rules.plans import Plan, plan_mistakes
from tachiai.tasks.walking import UNBEGUN, locked_job_of, walk_job
from tachiai.terms.rules.choices import JobForm

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing


@transaction.atomic
def announce_deposit(*, listing_id: int, client_id: int, at: datetime, seen: str = "") -> TaskJob:
    """The client wants to publish, so every answer wanted is deposited. Money in the wallet covers it at once;
    otherwise a pay-in is announced, which staff confirm when it has arrived (the demo bank does so immediately).

    Refusal with everything that speaks against publishing. Asking again after the draft was changed makes the deposit
    one for the changed draft; asking again without changes changes nothing.
    """
    refuse_restricted(client_id, Act.LIST, at)
    listing = locked_listing(listing_id, client_id=client_id)
    job = locked_job_of(listing)
    if listing.format != JobForm.TASK or (job is not None and job.state != TASK.first):
        raise Refusal(Refused("jobs.refused.not_a_draft"))
    plan_row = TaskPlan.objects.filter(listing_id=listing_id).first()
    if plan_row is None:
        raise Refusal(Refused("tasks.refused.form.no_fields"))
    plan = plan_in(plan_row)
    if wrong := plan_mistakes(plan, tuple(plan_row.columns), plan_row.units, plan_row.golds):
        raise Refusal(*(refused for _, refused in wrong))
    publishable(listing_id=listing_id, client_id=client_id, at=at, seen=seen)
    job = _fill(job or TaskJob(listing=listing, asked_at=at), listing, plan_row, plan, at, seen)
    facts = task_facts(job)
    if (missing := facts.needed - facts.funds_ready) <= 0:
        _open(job, By(Actor.CLIENT, client_id), at)
        return job
    pay_in = money.announce_pay_in(holder=job.holder, client_id=client_id, amount=missing, at=at)
    if money.confirm_by_demo_bank(pay_in_id=pay_in.pk, at=at):
        job.refresh_from_db()
    else:
        announcements.deposit_announced(job, pay_in.reference, missing, at)
    return job


def _fill(job: TaskJob, listing: Listing, row: TaskPlan, plan: Plan, at: datetime, seen: str) -> TaskJob:
    """The job as the draft now says; a new one begins to wait. Saved."""
    if listing.budget_max is None or listing.apply_by is None:
        raise ValueError(f"listing {listing.pk} can be published without a reward or a day")
    job.client_id, job.plan = listing.client_id, row
    job.reward, job.ends_at = listing.budget_max, listing.apply_by
    job.wanted, job.seen, job.digest = wanted_by(row, plan), seen, digest_of(listing, row)
    if job.pk is None:
        job.state, job.lifecycle_version = TASK.first, TASK.version
        enter(job, TASK, dated_facts(job), at)
    job.save()
    return job


def digest_of(listing: Listing, row: TaskPlan) -> str:
    """SHA-256 of everything that would be published."""
    said = [
        listing.title,
        listing.description,
        listing.category,
        listing.values,
        listing.budget_max,
        listing.apply_by.isoformat() if listing.apply_by else "",
        plan_in(row).parts(),
        row.columns,
        row.table_digest,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _open(job: TaskJob, by: By, at: datetime) -> None:
    """Deposit and publish the locked job. Refusal when the draft has changed since, or cannot be published now."""
    listing = job.listing
    if listing.state != LISTING_CYCLE.first or digest_of(listing, job.plan) != job.digest:
        raise Refusal(Refused("tasks.refused.changed_since"))
    job.opened_at, job.fee_schedule = at, schedule_at(at).name
    walk_job(job, "deposit", by=by, at=at)
    _make_takeable(job.plan, plan_in(job.plan))
    jobs.publish(listing_id=listing.pk, client_id=job.client_id, at=at, seen=job.seen, is_funded=True)


def _make_takeable(row: TaskPlan, plan: Plan) -> None:
    """From now on the units can be taken; those of a repeated form are made."""
    if plan.repeats is not None:
        with connection.cursor() as cursor:
            cursor.execute(_REPEATED, [row.pk, plan.answers_per_unit, plan.answers_per_unit, plan.repeats])
        row.units = plan.repeats
        row.save(update_fields=["units"])
        return
    answers = Case(When(is_gold=True, then=Value(plan.gold.answers)), default=Value(plan.answers_per_unit))
    units = Unit.objects.filter(plan_id=row.pk)
    units.update(wanted=answers)
    units.update(open=F("wanted"))


_REPEATED = """
INSERT INTO tasks_unit (plan_id, number, values, is_gold, expected, wanted, open)
SELECT %s, number, '{}', false, '{}', %s, %s FROM generate_series(1, %s) AS number
"""


def hold_still(confirming: PayInConfirming) -> None:
    """Listener: lock the listing and the job before money of it moves, in the order in which its steps lock."""
    if confirming.holder.kind == LISTING:
        locked_job_of(locked_listing(confirming.holder.id))


def money_arrived(confirmed: PayInConfirmed) -> None:
    """Listener: the task that waits for the money is published; else it stays in the client's wallet."""
    if confirmed.holder.kind != LISTING:
        return
    listing = locked_listing(confirmed.holder.id)
    job = locked_job_of(listing)
    if job is None:
        _tell_of_late_money(listing, confirmed.at)
        return
    by = By(Actor.STAFF, confirmed.by_staff_id) if confirmed.by_staff_id else By(Actor.CLIENT, job.client_id)
    try:
        with transaction.atomic():
            _open(job, by, confirmed.at)
    except Refusal:
        # The draft was changed, its day has passed or its client may not publish: the money is theirs.
        job.refresh_from_db()
        job.listing = listing
        announcements.kept_in_wallet(job, confirmed.at)


def _tell_of_late_money(listing: Listing, at: datetime) -> None:
    """What was withdrawn or lapsed before its money came takes none: its client has it, and is told."""
    given_up = TaskJob.objects.filter(listing_id=listing.pk, state=UNBEGUN).order_by("-pk").first()
    if given_up is not None:
        given_up.listing = listing
        announcements.kept_in_wallet(given_up, at)
