"""What answers bring their worker after the fee, in yen: asked of the rule and of the book that pay them.

The fee is taken on all that one worker is paid in one job, so what one answer brings hangs on those before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tachiai.money import queries as money
from tachiai.money.rules import SCHEDULES, fee_of_part
from tachiai.tasks.models import Standing, TaskJob
from tachiai.tasks.rules import NUMBERS

LATEST_JOBS: int = NUMBERS["approval_rate"]["jobs"]


def net_of_next(job: TaskJob, standing: Standing | None) -> int:
    """What the next answer of this worker brings once it is approved after those that wait already; of somebody who has
    not worked on the job, the first."""
    before = standing.paid + standing.waiting * job.reward if standing else 0
    return _net(job, job.reward, before)


@dataclass(frozen=True)
class Earned:
    """In yen after the fee: what was paid for answers, and what those that wait bring when all of them are approved."""

    paid: int
    waiting: int


def earned(worker_id: int) -> Earned:
    """What a worker's answers brought over the latest jobs."""
    rows = Standing.objects.select_related("job").filter(worker_id=worker_id).order_by("-pk")
    latest = list(rows[:LATEST_JOBS])
    paid = money.received(worker_id, *(each.job.holder for each in latest if each.paid))
    waiting = (_net(each.job, each.waiting * each.job.reward, each.paid) for each in latest)
    return Earned(paid, sum(waiting))


def _net(job: TaskJob, gross: int, paid_before: int) -> int:
    return fee_of_part(gross, paid_before, SCHEDULES[job.fee_schedule]).net
