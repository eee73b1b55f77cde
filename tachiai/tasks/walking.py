"""One step of one locked job or submission, with all that follows from it. The actions decide which and when.

The order of locks: the listing, its job, submissions, how their workers stand, units, the book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F

from tachiai.clockwork.actions import BY_CLOCK, By, authorise, enter, postpone, record
from tachiai.clockwork.writing import update
from tachiai.jobs import actions as jobs
from tachiai.jobs.lifecycles import PUT_UP
from tachiai.jobs.walking import locked_listing
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.rules import DEPOSIT_ESCROW, RETURN_REST
from tachiai.tasks import announcements
from tachiai.tasks.lifecycles import HOLDING, RUNNING, SUBMISSION, TASK
from tachiai.tasks.models import Submission, SubmissionStep, TaskJob, TaskJobStep, Unit
from tachiai.tasks.queries.facts import dated_facts, submission_facts, task_facts
from tachiai.tasks.rules import SubmissionFacts

if TYPE_CHECKING:
    from tachiai.jobs.models import Listing

UNBEGUN = "lapsed"


def locked_job(job_id: int, *, client_id: int | None = None, alone: bool = False) -> TaskJob:
    """The job, locked after its listing. Refusal when there is none, or when it is not this client's. `alone`: nobody
    may be taking a place meanwhile, either."""
    listing_id = TaskJob.objects.filter(pk=job_id).values_list("listing_id", flat=True).first()
    if listing_id is None:
        raise Refusal(Refused("tasks.refused.no_such_job"))
    listing = locked_listing(listing_id)
    job = TaskJob.objects.select_for_update(of=("self",), no_key=not alone).get(pk=job_id)
    if client_id is not None and job.client_id != client_id:
        raise Refusal(Refused("tasks.refused.no_such_job"))
    job.listing = listing
    return job


def locked_job_of(listing: Listing) -> TaskJob | None:
    """The job of a locked listing, locked; None when it is no task, or has not been asked to be published."""
    rows = TaskJob.objects.select_for_update(of=("self",), no_key=True).exclude(state=UNBEGUN)
    job = rows.filter(listing_id=listing.pk).first()
    if job is not None:
        job.listing = listing
    return job


def walk_job(job: TaskJob, step_name: str, *, by: By, at: datetime, answers: Mapping[str, Any] | None = None) -> Step:
    """Take the step on the locked job, move its money, save it and tell whom it concerns. Refusal when it cannot be
    taken. Whatever ends a job early closes its listing."""
    if job.state in HOLDING:
        # Who is just taking a place, or answering late, counts on the state as it is: the step comes before or after.
        TaskJob.objects.select_for_update().only("pk").get(pk=job.pk)
    facts, said = task_facts(job), dict(answers or {})
    step = authorise(TASK, step_name, facts, by, at)
    if "reason" in step.asks and not str(said.get("reason", "")).strip():
        raise Refusal(Refused("tasks.refused.reason_missing"))
    taken = record(job, TaskJobStep, step, step.to, by=by, at=at, answers=said)
    _move_money(job, step, taken.number, at)
    if facts.state == TASK.first:
        money.cancel_pay_in(holder=job.holder)
    ends_early = step.to == "reviewing" and at < job.ends_at
    job.ends_at = at if ends_early else job.ends_at
    job.pauses += step.name == "pause"
    job.closed_at = at if TASK.state(step.to).final else None
    enter(job, TASK, replace(dated_facts(job), state=step.to), at)
    job.save()
    if ends_early:
        move_reviews(job)
    announcements.step_taken(job, step, by, at, said)
    if step.to in ("reviewing", "completed") and by.actor is not Actor.CLOCK and job.listing.state in PUT_UP:
        jobs.close(listing_id=job.listing_id, by=by, at=at)
    return step


def _move_money(job: TaskJob, step: Step, number: int, at: datetime) -> None:
    amounts = {DEPOSIT_ESCROW: job.wanted * job.reward, RETURN_REST: job.unsettled_yen}
    for movement, amount in amounts.items():
        if movement in step.moves and amount:
            money.post_movement(
                movement,
                holder=job.holder,
                client_id=job.client_id,
                worker_id=None,
                amount=amount,
                fee_schedule=job.fee_schedule,
                step_number=number,
                at=at,
            )


def move_reviews(job: TaskJob) -> None:
    """The end of the job has moved: so do the moments at which the clock settles its answers. One statement each."""
    for state in ("submitted", "refused"):
        facts = SubmissionFacts(state, slot_ends_at=job.ends_at, ends_at=job.ends_at)
        due_at = SUBMISSION.due_at(facts, job.ends_at)
        remind_at = SUBMISSION.remind_at(facts, job.ends_at, after=job.ends_at)
        answers = Submission.objects.filter(job_id=job.pk, state=state, submitted_at__isnull=False)
        answers.update(due_at=due_at, remind_at=remind_at)


def end_moved(job: TaskJob, ends_at: datetime, at: datetime) -> None:
    """The listing's deadline was moved to a later day. Saves the locked job."""
    job.ends_at = ends_at
    if job.state in RUNNING:
        postpone(job, TASK, dated_facts(job), at)
    job.save(update_fields=["ends_at", "due_at", "remind_at"])
    move_reviews(job)


def walk_submission(
    submission: Submission,
    job: TaskJob,
    step_name: str,
    *,
    by: By,
    at: datetime,
    room: int = 0,
    answers: Mapping[str, Any] | None = None,
    changed: tuple[str, ...] = (),
) -> None:
    """Take the step on the locked submission and save it. Refusal when it cannot be taken. `changed`: columns beside
    those of every step; `room`: see `submission_facts`."""
    facts = submission_facts(submission, job, room)
    step = authorise(SUBMISSION, step_name, facts, by, at)
    record(submission, SubmissionStep, step, step.to, by=by, at=at, answers=answers or {})
    enter(submission, SUBMISSION, replace(facts, state=step.to), at)
    update(submission, (*_WALKED, *changed))


def holds_still(job_id: int, states: Sequence[str]) -> bool:
    """Whether the job is in one of these states, and stays so to the end of the transaction. Whoever asks waits for
    nobody but a step of the job itself."""
    with connection.cursor() as cursor:
        cursor.execute(_STILL, [job_id, list(states)])
        return cursor.fetchone() is not None


_STILL = "SELECT id FROM tasks_taskjob WHERE id = %s AND state = ANY(%s) FOR KEY SHARE"
_WALKED = ("state", "entered_at", "due_at", "remind_at", "stalled_until", "steps_taken")


def time_out(submission: Submission, job: TaskJob, at: datetime) -> None:
    """The time of a locked place is over: its unit is offered again from now on, and a late answer counts while nobody
    has taken it."""
    walk_submission(submission, job, "time_out", by=BY_CLOCK, at=at)
    Unit.objects.filter(pk=submission.unit_id).update(open=F("open") + 1)
