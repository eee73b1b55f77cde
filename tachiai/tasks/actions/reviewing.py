"""What a client does with answers: approve, which pays and is final; refuse, counted, with a reason; take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tachiai.clockwork.actions import By
from tachiai.conversations.actions.judging import look_at_reasons
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.money import actions as money
from tachiai.money.rules import TOP_UP_ESCROW
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.tasks.actions.settling import MOST_AT_ONCE, locked_submissions, pay, refuse_answers
from tachiai.tasks.lifecycles import HOLDING
from tachiai.tasks.models import Standing, Submission, TaskJob, Unit
from tachiai.tasks.rules import most_refusals, reason_mistake
from tachiai.tasks.walking import locked_job, walk_job


@transaction.atomic
def approve(*, job_id: int, client_id: int, submission_ids: Sequence[int], at: datetime) -> int:
    """Approve answers, which pays them at once and is final. Answers how many were approved now: one that is settled
    already is passed over, so the same click twice pays once. When every answer that was wanted is approved, the job is
    completed. Refusal for too many at once."""
    refuse_restricted(client_id, Act.WALK, at)
    _refuse_too_many(submission_ids)
    job = locked_job(job_id, client_id=client_id)
    answers = locked_submissions(job, "submitted", submission_ids)
    if answers:
        by = By(Actor.CLIENT, client_id)
        pay(job, answers, "approve", by, at)
        _finish_if_done(job, by, at)
    return len(answers)


@transaction.atomic
def refuse(
    *, job_id: int, client_id: int, submission_ids: Sequence[int], reason: str, at: datetime, seen: str = ""
) -> int:
    """Refuse answers for a reason that their workers read. Answers how many were refused now; settled ones are passed
    over. Their units are offered again while the job is open; their texts are the workers' alone, and the client sees
    them no more (what was seen before the refusal cannot be unseen: the rights in it stay with the worker).

    Refusal for a reason that says too little, and when fewer refusals are left than are asked for: then none is made.
    `Warned` for a reason that has to be looked at first (`look_at_reasons`; `seen`: what the form says was seen).
    """
    refuse_restricted(client_id, Act.WALK, at)
    _refuse_too_many(submission_ids)
    if wrong := reason_mistake(reason):
        raise Refusal(wrong)
    job = locked_job(job_id, client_id=client_id)
    answers = locked_submissions(job, "submitted", submission_ids)
    left = most_refusals(job.original) - job.refused
    if len(answers) > left:
        limit = {"left": max(0, left), "most": most_refusals(job.original), "n": len(answers)}
        raise Refusal(Refused("tasks.refused.refusals_left", limit))
    if answers:
        look_at_reasons(texts=[reason], author_id=client_id, subject=("task_job", job.pk), at=at, seen=seen)
        refuse_answers(job, answers, reason.strip(), By(Actor.CLIENT, client_id), at)
    return len(answers)


@transaction.atomic
def take_back_refusal(*, submission_id: int, client_id: int, at: datetime) -> None:
    """The refusal was the client's own mistake: the answer is approved and paid after all. When its place was given to
    somebody else meanwhile, the client pays for one answer more. Doing so twice changes nothing.

    Refusal once the job is completed, and when that one more is not in the client's wallet.
    """
    refuse_restricted(client_id, Act.WALK, at)
    job_id = Submission.objects.filter(pk=submission_id).values_list("job_id", flat=True).first()
    if job_id is None:
        raise Refusal(Refused("tasks.refused.no_such_place"))
    job = locked_job(job_id, client_id=client_id, alone=True)
    answers = locked_submissions(job, "refused", [submission_id])
    if not answers:
        if Submission.objects.filter(pk=submission_id, state="approved").exists():
            return
        raise Refusal(Refused("tasks.refused.refusal_stands"))
    if job.state not in HOLDING:
        raise Refusal(Refused("tasks.refused.job_is_over"))
    (answer,) = answers
    Standing.objects.filter(job_id=job.pk, worker_id=answer.worker_id).update(refused=F("refused") - 1)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=answer.unit_id)
    if unit.open > 0:
        Unit.objects.filter(pk=unit.pk).update(open=F("open") - 1)
    else:
        _add_one(job, unit, at)
    job.refused -= 1
    answer.reason = ""
    job.save(update_fields=["refused", "wanted", "added"])
    by = By(Actor.CLIENT, client_id)
    pay(job, answers, "take_back_refusal", by, at)
    _finish_if_done(job, by, at)


def _add_one(job: TaskJob, unit: Unit, at: datetime) -> None:
    """One answer more than was wanted, out of the client's wallet."""
    Unit.objects.filter(pk=unit.pk).update(wanted=F("wanted") + 1)
    job.wanted += 1
    job.added += 1
    money.post_movement(
        TOP_UP_ESCROW,
        holder=job.holder,
        client_id=job.client_id,
        worker_id=None,
        amount=job.reward,
        fee_schedule=job.fee_schedule,
        step_number=job.steps_taken,
        at=at,
        apart=f":{job.added}",
    )


def _finish_if_done(job: TaskJob, by: By, at: datetime) -> None:
    if job.approved == job.wanted:
        walk_job(job, "finish", by=by, at=at)


def _refuse_too_many(submission_ids: Sequence[int]) -> None:
    if len(submission_ids) > MOST_AT_ONCE:
        raise Refusal(Refused("tasks.refused.too_many_at_once", {"most": MOST_AT_ONCE}))
