"""Steps of a job that people take, and what follows from its listing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tachiai.clockwork.actions import BY_CLOCK, By
from tachiai.jobs import actions as listings
from tachiai.jobs.events import ListingClosed, ListingExtended
from tachiai.jobs.walking import locked_listing
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.tasks.lifecycles import RUNNING
from tachiai.tasks.models import TaskJob, TaskJobStep
from tachiai.tasks.walking import end_moved, locked_job, locked_job_of, walk_job

# A client who may not act any more can still take back what was put up.
_TAKES_BACK = ("withdraw", "pause", "close")
_BY_OTHER_DOORS = ("deposit",)


@transaction.atomic
def take_step(
    *,
    job_id: int,
    step: str,
    by: By,
    at: datetime,
    answers: Mapping[str, Any] | None = None,
    expected: int | None = None,
) -> TaskJob:
    """The client withdraws, pauses, resumes, closes or finishes a job, or staff stop it with a `reason`.

    `expected` is the number of steps that the person saw: a replay of the same click changes nothing and succeeds, a
    click on an outdated page is refused. A deposit has a door of its own.
    """
    if by.person_id is None or by.actor not in (Actor.CLIENT, Actor.STAFF) or step in _BY_OTHER_DOORS:
        raise Refusal(Refused("lifecycle.not_yours"))
    if by.actor is Actor.STAFF and not people.is_staff(by.person_id):
        raise Refusal(Refused("lifecycle.not_yours"))
    if step not in _TAKES_BACK and by.actor is Actor.CLIENT:
        refuse_restricted(by.person_id, Act.WALK, at)
    job = locked_job(job_id, client_id=by.person_id if by.actor is Actor.CLIENT else None)
    if expected is not None and job.steps_taken != expected:
        if _is_replay(job, step, by, expected):
            return job
        raise Refusal(Refused("contracts.refused.page_outdated"))
    walk_job(job, step, by=by, at=at, answers=answers)
    return job


def _is_replay(job: TaskJob, step: str, by: By, expected: int) -> bool:
    next_one = TaskJobStep.objects.filter(subject_id=job.pk, number=expected + 1).first()
    return next_one is not None and (next_one.step, next_one.person_id) == (step, by.person_id)


def extend(*, job_id: int, client_id: int, apply_on: date, at: datetime) -> None:
    """Let a running job end on a later day; its listing is extended with it. Refusal as for the listing."""
    job = TaskJob.objects.filter(pk=job_id, client_id=client_id, state__in=RUNNING).first()
    if job is None:
        raise Refusal(Refused("jobs.refused.not_open"))
    listings.extend(listing_id=job.listing_id, client_id=client_id, apply_on=apply_on, at=at)


def follow_extension(extended: ListingExtended) -> None:
    """Listener: the job of a listing ends when the listing does."""
    job = locked_job_of(locked_listing(extended.listing_id))
    if job is not None:
        end_moved(job, extended.apply_by, extended.at)


def follow_closing(closed: ListingClosed) -> None:
    """Listener: a listing that takes nothing new ends its job, which is reviewed from then on."""
    job = locked_job_of(locked_listing(closed.listing_id))
    if job is not None and job.state in RUNNING:
        walk_job(job, "end_with_listing", by=BY_CLOCK, at=closed.at)
