"""A task on the page of its listing, for whoever looks: at a cost of few questions, because everybody comes by here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import connection
from django.db.models import OuterRef, Subquery

from tachiai.kernel.refused import Refused
from tachiai.people.queries import InForce
from tachiai.people.queries.restrictions import forbidding_among
from tachiai.people.rules.restrictions import Act
from tachiai.tasks.lifecycles import HELD
from tachiai.tasks.models import Standing, Submission, TaskJob
from tachiai.tasks.queries.earning import net_of_next
from tachiai.tasks.queries.entering import objections, running_job
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.rules import yen_an_hour
from tachiai.tasks.rules.plans import Plan

_FIGURES = """
SELECT (SELECT coalesce(sum(submitted), 0) FROM tasks_standing WHERE job_id = %(job)s),
       (SELECT count(*) FROM tasks_submission WHERE job_id = %(job)s AND state = 'taken'),
       (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds) FROM (
            SELECT seconds FROM tasks_submission WHERE job_id = %(job)s AND submitted_at IS NOT NULL
            ORDER BY id DESC LIMIT 500) AS latest)
"""


@dataclass(frozen=True)
class Meeting:
    """A published job as one reader meets it. `held`: the id of the place that they hold. `refused`: every reason
    against another one; of a visitor, none. `open`: the answers that nobody has given or is at."""

    job: TaskJob
    standing: Standing | None
    held: int | None
    refused: tuple[Refused, ...]
    open: int
    median_seconds: int | None

    @cached_property
    def plan(self) -> Plan:
        return plan_in(self.job.plan)

    @property
    def needs_test(self) -> bool:
        """What is missing is the test, and that alone."""
        return [reason.key for reason in self.refused] == ["tasks.refused.test_first"]

    @property
    def net(self) -> int:
        """What the next answer brings after the fee."""
        return net_of_next(self.job, self.standing)

    @property
    def yen_an_hour(self) -> int | None:
        """What the median worker earns in an hour before fees."""
        return None if self.median_seconds is None else yen_an_hour(self.job.reward, [self.median_seconds])


def meeting(
    listing_id: int, person_id: int | None, restrictions: Iterable[InForce], is_held_up: bool
) -> Meeting | None:
    """The job as this person meets it, restricted as `restrictions` say; None when there is none that was published.
    `is_held_up` as in `ListingView`."""
    job = running_job(listing_id)
    if job is None:
        return None
    is_worker = person_id is not None and person_id != job.client_id
    standing = _standing(job.pk, person_id) if is_worker else None
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, {"job": job.pk})
        given, held, seconds = cursor.fetchone()
    return Meeting(
        job=job,
        standing=standing,
        held=getattr(standing, "held", None),
        refused=tuple(_reasons(job, standing, person_id, restrictions, is_held_up)) if person_id and is_worker else (),
        open=max(0, job.wanted - held - given + job.refused),
        median_seconds=seconds,
    )


def _standing(job_id: int, worker_id: int | None) -> Standing | None:
    places = Submission.objects.filter(job_id=OuterRef("job_id"), worker_id=OuterRef("worker_id"), state__in=HELD)
    held = Subquery(places.order_by("-pk").values("pk")[:1])
    return Standing.objects.filter(job_id=job_id, worker_id=worker_id).annotate(held=held).first()


def _reasons(
    job: TaskJob, standing: Standing | None, worker_id: int, restrictions: Iterable[InForce], is_held_up: bool
) -> Iterable[Refused]:
    forbidding = forbidding_among(restrictions, Act.PROPOSE)
    if forbidding is not None:
        yield Refused(f"people.refused.restricted.{forbidding.kind}", {"restriction_id": forbidding.id})
    yield from objections(job, plan_in(job.plan), standing, worker_id, is_held_up)
