"""Answers are settled in chunks: paid or refused, each once, however often it is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from tachiai.clockwork.actions import BY_CLOCK, By
from tachiai.money import actions as money
from tachiai.money.rules import PAY_PART
from tachiai.tasks.lifecycles import HELD
from tachiai.tasks.models import Standing, Submission, TaskJob, Unit
from tachiai.tasks.rules import NUMBERS, REVIEW
from tachiai.tasks.walking import time_out, walk_submission

MOST_AT_ONCE: int = REVIEW["most_at_once"]
GATHERED = timedelta(minutes=NUMBERS["gathered"]["minutes"])
_SETTLED = ("settled_at", "entry_id", "reason")


def locked_submissions(job: TaskJob, state: str, ids: Sequence[int]) -> list[Submission]:
    """Those of the submissions that are in this state, locked in one order."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).filter(
        job_id=job.pk, pk__in=ids, state=state
    )
    return list(rows.order_by("pk"))


def pay(job: TaskJob, answers: Sequence[Submission], step: str, by: By, at: datetime) -> None:
    """Approve locked answers of a locked job and pay them at once: one movement for each worker. Saves the job."""
    standings = _locked_standings(job, answers)
    by_worker = defaultdict(list)
    for each in answers:
        by_worker[each.worker_id].append(each)
    # In the order of their accounts, so that two reviews never wait for each other.
    for worker_id in sorted(by_worker, key=str):
        theirs, standing = by_worker[worker_id], standings[worker_id]
        moved = money.post_movement(
            PAY_PART,
            holder=job.holder,
            client_id=job.client_id,
            worker_id=worker_id,
            amount=len(theirs) * job.reward,
            paid_before=standing.paid,
            fee_schedule=job.fee_schedule,
            step_number=job.steps_taken,
            at=at,
            apart=f":{theirs[0].pk}",
        )
        for each in theirs:
            each.settled_at, each.entry_id = at, moved.entry_id
            walk_submission(each, job, step, by=by, at=at, changed=_SETTLED)
        standing.paid += moved.to_worker
        standing.approved += len(theirs)
        standing.untold_approved += len(theirs)
        _save(standing, at)
    job.approved += len(answers)
    job.save(update_fields=["approved"])


def refuse_answers(job: TaskJob, answers: Sequence[Submission], reason: str, by: By, at: datetime) -> None:
    """Refuse locked answers of a locked job; their units wait for another one. Saves the job. Refusal when there are
    more of them than may be refused."""
    standings = _locked_standings(job, answers)
    for each in answers:
        each.settled_at, each.reason = at, reason
        walk_submission(each, job, "refuse", by=by, at=at, answers={"reason": reason}, changed=_SETTLED)
        job.refused += 1
        standings[each.worker_id].refused += 1
        standings[each.worker_id].untold_refused += 1
    for standing in standings.values():
        _save(standing, at)
    for unit_id in sorted(each.unit_id for each in answers):
        Unit.objects.filter(pk=unit_id).update(open=F("open") + 1)
    job.save(update_fields=["refused"])


def settle_by_clock(job: TaskJob, at: datetime) -> int:
    """What nobody did in time with the answers of a locked job, a chunk of it; how many there were. Places whose time
    is long over are freed, unreviewed answers paid, refusals stand. Who holds one of them is waited for: a job that was
    completed past it would return the money of an answer that nobody had reviewed."""
    due = Submission.objects.select_for_update(of=("self",), no_key=True)
    rows = list(due.filter(job_id=job.pk, due_at__lte=at).order_by("due_at", "pk")[:MOST_AT_ONCE])
    if waiting := [each for each in rows if each.state == "submitted"]:
        pay(job, sorted(waiting, key=lambda each: each.pk), "deem_approved", BY_CLOCK, at)
    for each in rows:
        if each.state == "refused":
            walk_submission(each, job, "keep_refusal", by=BY_CLOCK, at=at)
        elif each.state in HELD:
            free(each, job, at)
    return len(rows)


def free(place: Submission, job: TaskJob, at: datetime) -> None:
    """The clock's step on a place whose time is over: first it is offered again, then a late answer counts no more."""
    if place.state == "taken":
        time_out(place, job, place.slot_ends_at)
    else:
        walk_submission(place, job, "free", by=BY_CLOCK, at=at)


def _locked_standings(job: TaskJob, answers: Sequence[Submission]) -> dict[int, Standing]:
    workers = {each.worker_id for each in answers}
    rows = Standing.objects.select_for_update(no_key=True).filter(job_id=job.pk, worker_id__in=workers)
    return {row.worker_id: row for row in rows.order_by("pk")}


def _save(standing: Standing, at: datetime) -> None:
    standing.tell_at = standing.tell_at or at + GATHERED
    standing.save(update_fields=["paid", "approved", "refused", "untold_approved", "untold_refused", "tell_at"])
