"""Questions about a job: counted, answered once, and read by everybody who works on it. Nobody talks back and forth."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.conversations.actions.judging import look_at_public, record
from tachiai.conversations.queries import talk_between
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import refuse_restricted
from tachiai.people.rules.restrictions import Act
from tachiai.tasks import announcements
from tachiai.tasks.lifecycles import RUNNING
from tachiai.tasks.models import Submission, TaskJob, TaskQuestion
from tachiai.tasks.queries.entering import entrance
from tachiai.tasks.rules import NUMBERS

LIMITS = NUMBERS["questions"]


@transaction.atomic
def ask_question(
    *, job_id: int, worker_id: int, text: str, at: datetime, submission_id: int | None = None, seen: str = ""
) -> int:
    """Ask the client something, about the job or about the unit of a place that one has or had. Answers its id.

    Refusal for an empty or too long text, while too many of one's own wait for an answer, and once the job takes
    nothing new. `Warned` for a text that has to be looked at first.
    """
    job = TaskJob.objects.select_related("listing").filter(pk=job_id, state__in=RUNNING).first()
    if job is None or job.client_id == worker_id:
        raise Refusal(Refused("tasks.refused.no_such_job"))
    refuse_restricted(worker_id, Act.ASK, at, thread_id=talk_between(worker_id, job.client_id))
    said = _checked(text)
    met = entrance(job.listing_id, worker_id, at)
    if met is None or any(reason.key == "tasks.refused.blocked" for reason in met.refused):
        raise Refusal(Refused("tasks.refused.blocked"))
    waiting = TaskQuestion.objects.filter(job_id=job_id, asker_id=worker_id, answered_at=None).count()
    if waiting >= LIMITS["most_open"]:
        raise Refusal(Refused("tasks.refused.questions_waiting", {"n": LIMITS["most_open"]}))
    question = TaskQuestion(job=job, asker_id=worker_id, text=said, asked_at=at)
    if submission_id is not None:
        place = Submission.objects.filter(pk=submission_id, worker_id=worker_id, job_id=job_id).first()
        question.unit_id = place.unit_id if place else None
    judged = look_at_public(text=said, where="request", seen=seen)
    question.save()
    if judged.found.hits:
        record(judged, "request", "task_question", question.pk, at)
    announcements.asked(question, job, at)
    return question.pk


@transaction.atomic
def answer_question(*, question_id: int, client_id: int, text: str, at: datetime, seen: str = "") -> None:
    """Answer a question, once; whoever works on the job reads it. Refusal for what is answered already or another's."""
    rows = TaskQuestion.objects.select_for_update(of=("self",), no_key=True).select_related("job__listing")
    question = rows.filter(pk=question_id, job__client_id=client_id).first()
    if question is None:
        raise Refusal(Refused("tasks.refused.no_such_question"))
    refuse_restricted(client_id, Act.TALK, at, thread_id=talk_between(client_id, question.asker_id))
    if question.answered_at is not None:
        raise Refusal(Refused("tasks.refused.answered_already"))
    question.answer, question.answered_at = _checked(text), at
    judged = look_at_public(text=question.answer, where="request", seen=seen)
    question.save()
    if judged.found.hits:
        record(judged, "request", "task_question", question.pk, at)
    announcements.answered(question, question.job, at)


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise Refusal(Refused("tasks.refused.nothing_said"))
    if len(said) > LIMITS["most_letters"]:
        raise Refusal(Refused("terms.refused.too_long", {"most": LIMITS["most_letters"]}))
    return said
