"""A task job as one person meets it, with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import connection
from django.db.models import Q, Sum

from tachiai.kernel.lifecycle import Actor, Offered, Step
from tachiai.people import queries as people
from tachiai.tasks.lifecycles import TASK
from tachiai.tasks.models import Standing, Submission, TaskJob
from tachiai.tasks.queries.facts import dated_facts, plan_in, task_facts
from tachiai.tasks.rules import most_refusals, yen_an_hour
from tachiai.tasks.rules.plans import Plan

PAGE = 20
_LATEST = 500


@dataclass(frozen=True)
class Progress:
    """How far a job is. All answers that are `wanted` are `open` (nobody is at them), `held`, `waiting` for review or
    `approved`; `refused` ones came beside them. `median_seconds` of the latest answers; `yen_an_hour` before fees."""

    wanted: int
    open: int
    held: int
    waiting: int
    approved: int
    refused: int
    refusals_left: int
    median_seconds: int | None
    yen_an_hour: int | None


@dataclass(frozen=True)
class JobView:
    """One job for one reader, who is its client, staff or (`actor` worker) anybody else."""

    job: TaskJob
    actor: Actor
    at: datetime

    @cached_property
    def plan(self) -> Plan:
        return plan_in(self.job.plan)

    @cached_property
    def offered(self) -> tuple[Offered, ...]:
        """Every step that this reader could ever take, with the reasons why not now; the deposit has its own door."""
        steps = TASK.offered(task_facts(self.job), self.actor, self.at)
        return tuple(each for each in steps if each.step.name != "deposit" and self.job.state in each.step.sources)

    @cached_property
    def forecast(self) -> tuple[tuple[datetime, Step], ...]:
        """What the clock will do if everybody stays silent."""
        return TASK.forecast(dated_facts(self.job), self.job.due_at)

    @cached_property
    def progress(self) -> Progress:
        return progress(self.job)

    @property
    def clock_step(self) -> Step | None:
        return TASK.clock_step(self.job.state)


def job_of(listing_id: int) -> TaskJob | None:
    """The job of a listing, from when its client first asked to publish it; None before, and after that came to
    nothing."""
    rows = TaskJob.objects.select_related("listing", "plan").defer("listing__search")
    return rows.filter(listing_id=listing_id).exclude(state="lapsed").first()


def job_view(person_id: int | None, listing_id: int, at: datetime) -> JobView | None:
    """The job as this person meets it; None when there is none, or when it is not published yet and not theirs."""
    job = job_of(listing_id)
    if job is None:
        return None
    if job.client_id == person_id:
        return JobView(job, Actor.CLIENT, at)
    if job.state == TASK.first:
        return None
    return JobView(job, Actor.STAFF if people.is_staff(person_id) else Actor.WORKER, at)


def jobs_of_client(client_id: int, before: int | None = None) -> list[TaskJob]:
    """A client's jobs, newest first: one page, and the first of the next. `before`: the last id seen."""
    rows = TaskJob.objects.select_related("listing").defer("listing__search", "listing__description")
    found = rows.filter(Q(pk__lt=before) if before else Q(), client_id=client_id)
    return list(found.order_by("-pk")[: PAGE + 1])


def progress(job: TaskJob) -> Progress:
    """The figures of a job: three small questions, whose cost grows with the workers, not with the answers."""
    sums = Standing.objects.filter(job_id=job.pk).aggregate(given=Sum("submitted"))
    waiting = (sums["given"] or 0) - job.approved - job.refused
    held = Submission.objects.filter(job_id=job.pk, state="taken").count()
    seconds = _latest_seconds(job.pk)
    return Progress(
        wanted=job.wanted,
        open=job.wanted - job.approved - waiting - held,
        held=held,
        waiting=waiting,
        approved=job.approved,
        refused=job.refused,
        refusals_left=max(0, most_refusals(job.original) - job.refused),
        median_seconds=seconds,
        yen_an_hour=yen_an_hour(job.reward, [seconds]) if seconds is not None else None,
    )


_MEDIAN = """
SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) FROM (
    SELECT seconds FROM tasks_submission WHERE job_id = %s AND submitted_at IS NOT NULL ORDER BY id DESC LIMIT %s
) AS latest
"""


def _latest_seconds(job_id: int) -> int | None:
    """How long the median of the latest answers took."""
    with connection.cursor() as cursor:
        cursor.execute(_MEDIAN, [job_id, _LATEST])
        (found,) = cursor.fetchone()
    return found
