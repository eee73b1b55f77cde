"""Which unit a worker gets next: one that still waits for an answer and that they never had, never locking the batch.

Each worker goes round the units from a place of their own, so that many at once rarely want the same. A unit that
somebody else is just taking is passed by at first; only when nothing else is left is it waited for. The job stays open
until the place is held: a step that ends it waits, or is seen here.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from tachiai.tasks.models import Standing, Submission, TaskJob
from tachiai.tasks.rules.plans import Plan
from tachiai.tasks.walking import holds_still, time_out

_TAKE = """
WITH job AS (SELECT id FROM tasks_taskjob WHERE id = %(job)s AND state = 'open' FOR KEY SHARE)
UPDATE tasks_unit SET open = open - 1 WHERE id = (
    SELECT unit.id FROM tasks_unit unit CROSS JOIN job
    WHERE unit.plan_id = %(plan)s AND unit.open > 0 AND {gold} unit.is_gold
      AND unit.number > %(after)s AND unit.number <= %(upto)s
      AND NOT EXISTS (SELECT FROM tasks_submission s WHERE s.unit_id = unit.id AND s.worker_id = %(worker)s)
    ORDER BY unit.number LIMIT 1 FOR NO KEY UPDATE OF unit {waiting}
) RETURNING id, number
"""
_PLAIN, _GOLD = "NOT", ""
_PASSING_BY, _WAITING = "SKIP LOCKED", ""
_RETAKE = "UPDATE tasks_unit SET open = open - 1 WHERE id = %s AND open > 0 RETURNING id, number"
_END = 2**31 - 1

Picked = tuple[int, int]


def pick_unit(job: TaskJob, plan: Plan, standing: Standing, at: datetime) -> Picked | None:
    """Take one answer off a unit; its id and number, or None when nothing is left for this worker now."""
    last = standing.last_number
    if job.plan.golds and plan.gold.is_due(standing.taken) and (found := _take(job, standing, _GOLD, 0, _END)):
        return found
    for waiting in (_PASSING_BY, _WAITING):
        ways = ((_PLAIN, last, _END), (_PLAIN, 0, last), *(((_GOLD, 0, _END),) if job.plan.golds else ()))
        for gold, after, upto in ways:
            if found := _take(job, standing, gold, after, upto, waiting):
                return found
        if waiting is _PASSING_BY and (found := _retake(job, standing, at)):
            return found
    return None


def _take(
    job: TaskJob, standing: Standing, gold: str, after: int, upto: int, waiting: str = _PASSING_BY
) -> Picked | None:
    which = {"job": job.pk, "plan": job.plan_id, "worker": standing.worker_id, "after": after, "upto": upto}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(gold=gold, waiting=waiting), which)
        return cursor.fetchone()


def _retake(job: TaskJob, standing: Standing, at: datetime) -> Picked | None:
    """A place whose time is over, though the clock has not come by yet."""
    had = Submission.objects.filter(worker_id=standing.worker_id, job_id=job.pk).values("unit_id")
    over = Submission.objects.filter(job_id=job.pk, state="taken", due_at__lte=at).exclude(unit_id__in=had)
    found = over.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("due_at").first()
    if found is None or not holds_still(job.pk, ("open",)):
        return None
    time_out(found, job, found.slot_ends_at)
    with connection.cursor() as cursor:
        cursor.execute(_RETAKE, [found.unit_id])
        return cursor.fetchone()
