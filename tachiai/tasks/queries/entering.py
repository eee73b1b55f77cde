"""Whether a worker may take a place in a job now, and every reason why not: draws the button, authorises the click."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from tachiai.clockwork.asking import Asked, Given
from tachiai.conversations.queries.blocks import is_blocked_between
from tachiai.jobs.queries.stopping import has_held_up_client, is_held_up
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people
from tachiai.people.rules.restrictions import Act
from tachiai.tasks.lifecycles import HELD, TASK
from tachiai.tasks.models import Attempt, Standing, Submission, TaskJob
from tachiai.tasks.queries.earning import LATEST_JOBS
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.rules import NUMBERS, approval_rate
from tachiai.tasks.rules.plans import Plan


@dataclass(frozen=True)
class Rate:
    """How a worker's settled answers stand over the latest jobs; `percent` is None while there are too few to tell."""

    approved: int
    refused: int

    @property
    def percent(self) -> int | None:
        return approval_rate(self.approved, self.refused)


@dataclass(frozen=True)
class Entrance:
    """A job as one worker meets it. `held`: the place that they hold (its time may be
    over, and a late answer still count). `refused`: every reason against another one;
    empty, too, when all units are taken, which only the taking finds out. `needs_test`: what is missing is the test."""

    job: TaskJob
    plan: Plan
    standing: Standing | None
    held: Submission | None
    refused: tuple[Refused, ...]

    @property
    def needs_test(self) -> bool:
        return any(reason.key == "tasks.refused.test_first" for reason in self.refused)

    @property
    def is_open(self) -> bool:
        return not self.refused


def worker_rate(worker_id: int) -> Rate:
    """The approval rate of a worker, over the latest jobs (`numbers.toml`)."""
    latest = Standing.objects.filter(worker_id=worker_id).order_by("-pk")[:LATEST_JOBS]
    sums = latest.aggregate(approved=Sum("approved"), refused=Sum("refused"))
    return Rate(sums["approved"] or 0, sums["refused"] or 0)


def running_job(listing_id: int) -> TaskJob | None:
    """The job of a listing with its listing and its plan, once it was published."""
    return _RUNNING.first(listing=listing_id)


def running_job_at(listing_id: int, at: datetime) -> tuple[TaskJob | None, bool]:
    """The same, and whether its client is held up (`is_held_up`): one question as long as they are not."""
    freely = _RUNNING_FREELY.first(listing=listing_id, at=at)
    job = freely or running_job(listing_id)
    return job, job is not None and freely is None


def _running() -> QuerySet[TaskJob]:
    rows = TaskJob.objects.select_related("listing", "plan").defer("listing__search", "listing__description")
    return rows.filter(listing_id=Given("listing")).exclude(state__in=(TASK.first, "lapsed")).order_by("pk")


_RUNNING = Asked(lambda: _running()[:1])
_RUNNING_FREELY = Asked(lambda: _running().filter(~has_held_up_client(Given("at")))[:1])


def held_by(job_id: int, worker_id: int) -> Submission | None:
    """The place that a worker took last in a job and has neither answered nor given back; its time may be over."""
    return _HELD_BY.first(job=job_id, worker=worker_id)


def _held_by() -> QuerySet[Submission]:
    rows = Submission.objects.filter(job_id=Given("job"), worker_id=Given("worker"), state__in=HELD)
    return rows.order_by("-pk")[:1]


_HELD_BY = Asked(_held_by)


def entrance(listing_id: int, worker_id: int, at: datetime) -> Entrance | None:
    """The job as this worker meets it; None when there is none that was published."""
    job = running_job(listing_id)
    if job is None:
        return None
    plan = plan_in(job.plan)
    standing = Standing.objects.filter(job_id=job.pk, worker_id=worker_id).first()
    held = held_by(job.pk, worker_id)
    restricted = people.forbidding(worker_id, Act.PROPOSE, at)
    refused = tuple(objections(job, plan, standing, worker_id, is_held_up(job.client_id, at)))
    if restricted is not None:
        why = Refused(f"people.refused.restricted.{restricted.kind}", {"restriction_id": restricted.id})
        refused = (why, *refused)
    return Entrance(job, plan, standing, held, refused)


def objections(
    job: TaskJob, plan: Plan, standing: Standing | None, worker_id: int, client_is_held_up: bool
) -> Iterator[Refused]:
    """Every reason why this worker gets no place, beside restrictions and units that are all taken."""
    if worker_id == job.client_id:
        yield Refused("tasks.refused.own_job")
        return
    if client_is_held_up:
        yield Refused("jobs.refused.held_up")
        return
    if job.listing.is_stopped:
        yield Refused("jobs.refused.listing_stopped")
    elif job.state != "open" or job.listing.state != "open":
        yield Refused(f"tasks.refused.not_open.{job.state if job.state != 'open' else 'reviewing'}")
    if is_blocked_between(job.client_id, worker_id):
        yield Refused("tasks.refused.blocked")
    yield from _not_qualified(job, plan, worker_id)
    if standing is not None:
        yield from _enough(plan, standing)


def _not_qualified(job: TaskJob, plan: Plan, worker_id: int) -> Iterator[Refused]:
    asked = plan.qualification.approval_rate
    if asked is not None:
        rate = worker_rate(worker_id)
        if rate.percent is not None and rate.percent < asked:
            numbers = {"asked": asked, "rate": rate.percent, "approved": rate.approved, "refused": rate.refused}
            yield Refused("tasks.refused.rate_too_low", numbers)
    if plan.qualification.identity and not people.is_identity_checked(worker_id):
        yield Refused("tasks.refused.identity_first")
    if plan.test.questions:
        attempt = attempt_of(job, plan, worker_id)
        if attempt is None or attempt.passed_at is None:
            is_over = attempt is not None and attempt.tries >= NUMBERS["test"]["most_tries"]
            key = "tasks.refused.test_failed" if is_over else "tasks.refused.test_first"
            yield Refused(key, {"asked": plan.test.pass_percent, "n": NUMBERS["test"]["most_tries"]})


def attempt_of(job: TaskJob, plan: Plan, worker_id: int) -> Attempt | None:
    """How this worker did in the test of this job, in whichever job of the client they took it."""
    test = plan.test.digest_for(job.client_id, job.listing.category)
    return Attempt.objects.filter(worker_id=worker_id, test=test).first()


def _enough(plan: Plan, standing: Standing) -> Iterator[Refused]:
    if plan.gold.is_failed(standing.golds, standing.golds_right):
        numbers = {"right": standing.golds_right, "golds": standing.golds, "asked": plan.gold.floor_percent}
        yield Refused("tasks.refused.gold_failed", numbers)
    if plan.most_per_worker is not None and standing.submitted >= plan.most_per_worker:
        yield Refused("tasks.refused.enough_done", {"n": plan.most_per_worker})
