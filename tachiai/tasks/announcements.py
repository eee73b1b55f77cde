"""What is told to whom about tasks: kinds derived from the life cycles, results gathered, questions and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from tachiai.clockwork.actions import By
from tachiai.kernel.lifecycle import Actor, Step
from tachiai.notices.actions import Telling, tell_all
from tachiai.notices.queries import with_unread
from tachiai.notices.rules import reminder_kinds, step_kinds
from tachiai.people import queries as people
from tachiai.tasks.lifecycles import SUBMISSION, TASK
from tachiai.tasks.models import Standing, Submission, TaskJob, TaskQuestion


def task_path(listing_id: int) -> str:
    """The page of a task, for its client and its workers."""
    return f"/tasks/{listing_id}/"


def review_path(listing_id: int) -> str:
    """Where the client reviews."""
    return f"{task_path(listing_id)}review/"


def place_path(submission_id: int) -> str:
    """The page of one place, with its form or its answer."""
    return f"/tasks/places/{submission_id}/"


def step_taken(job: TaskJob, step: Step, by: By, at: datetime, said: Mapping[str, Any]) -> None:
    """Everybody whom the step tells, except the one who took it: the client, and the workers who wait for a review."""
    told = {actor: kind for actor, kind in step_kinds(TASK, step, job.state).items() if actor is not by.actor}
    gaps = {**_gaps(job), "reason": str(said.get("reason", ""))}
    tellings = [
        Telling(person_id, kind, task_path(job.listing_id), gaps)
        for actor, kind in told.items()
        for person_id in ([job.client_id] if actor is Actor.CLIENT else _waiting(job))
    ]
    tell_all(tellings, at=at)


def reminder(job: TaskJob, at: datetime) -> None:
    """The client: a deadline of the job comes near."""
    kind = reminder_kinds(TASK, job.state)[Actor.CLIENT]
    _tell([job.client_id], kind, job, at, review_path if job.state == "reviewing" else task_path)


def answers_reminder(job: TaskJob, state: str, at: datetime) -> None:
    """The client, once for all answers of the job: tomorrow the clock settles them."""
    kind = reminder_kinds(SUBMISSION, state)[Actor.CLIENT]
    if job.client_id not in with_unread(person_ids=[job.client_id], kind=kind, path=review_path(job.listing_id)):
        _tell([job.client_id], kind, job, at, review_path)


def place_reminder(submission: Submission, at: datetime) -> None:
    """The worker: the time for a unit is nearly over, or over. In the site only: a mail would come too late."""
    kind = reminder_kinds(SUBMISSION, submission.state)[Actor.WORKER]
    gaps = {**_gaps(submission.job), "due_at": submission.due_at}
    tell_all([Telling(submission.worker_id, kind, place_path(submission.pk), gaps, by_mail=False)], at=at)


def settled(job: TaskJob, standing: Standing, at: datetime) -> None:
    """The worker: what has become of the answers since the last time, in one notice."""
    gaps = {
        **_gaps(job),
        "approved": standing.untold_approved,
        "refused": standing.untold_refused,
        "amount_yen": standing.untold_approved * job.reward,
    }
    kind = "task_answer.refused.worker" if standing.untold_refused else "task_answer.approved.worker"
    tell_all([Telling(standing.worker_id, kind, task_path(job.listing_id), gaps)], at=at)


def deposit_announced(job: TaskJob, reference: str, amount: int, at: datetime) -> None:
    """Staff: a client says that money is on its way; `reference` stands on the transfer."""
    gaps = {**_gaps(job), "pay_in": reference, "amount_yen": amount}
    tell_all(
        [Telling(one, "money.task_announced", task_path(job.listing_id), gaps) for one in people.staff_ids()], at=at
    )


def kept_in_wallet(job: TaskJob, at: datetime) -> None:
    """The client: the money came, and the task could not be published with it as it stands."""
    _tell([job.client_id], "money.task_kept", job, at, task_path)


def asked(question: TaskQuestion, job: TaskJob, at: datetime) -> None:
    """The client: a worker asks; nobody writes back and forth, the answer is for everybody."""
    _tell([job.client_id], "task_answer.question.client", job, at, task_path, text=question.text)


def answered(question: TaskQuestion, job: TaskJob, at: datetime) -> None:
    """Who asked: the client has answered."""
    _tell([question.asker_id], "task_answer.answer.worker", job, at, task_path, text=question.answer)


def _tell(person_ids: Iterable[int], kind: str, job: TaskJob, at: datetime, path: Any, **more: object) -> None:
    gaps = {**_gaps(job), **more}
    tell_all([Telling(one, kind, path(job.listing_id), gaps) for one in person_ids], at=at)


def _waiting(job: TaskJob) -> list[int]:
    """The workers who have an answer that is not settled."""
    rows = Standing.objects.filter(job_id=job.pk, submitted__gt=F("approved") + F("refused"))
    return list(rows.order_by("worker_id").values_list("worker_id", flat=True))


def _gaps(job: TaskJob) -> dict[str, object]:
    due = {"due_at": job.due_at} if job.due_at else {}
    return {"title": job.listing.title, "price_yen": job.reward, **due}
