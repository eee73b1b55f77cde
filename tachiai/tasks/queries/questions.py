"""The questions about a job, for everybody who works on it; and one of them as a thing that can be reported."""

from __future__ import annotations

from django.db.models import Q

from tachiai.kernel.things import Thing
from tachiai.tasks.models import TaskQuestion

PAGE = 20


def questions_of(job_id: int, before: int | None = None) -> list[TaskQuestion]:
    """Newest first: one page, and the first of the next. `before`: the last id seen."""
    found = TaskQuestion.objects.select_related("unit").filter(Q(pk__lt=before) if before else Q(), job_id=job_id)
    return list(found.order_by("-pk")[: PAGE + 1])


def waiting_questions(job_id: int) -> int:
    """How many questions the client has not answered."""
    return TaskQuestion.objects.filter(job_id=job_id, answered_at=None).count()


def task_question_thing(question_id: int) -> Thing | None:
    """A question with its answer, which everybody reads who may see the job; None when there is none."""
    row = TaskQuestion.objects.select_related("job__listing").filter(pk=question_id).first()
    if row is None:
        return None
    return Thing(
        kind="task_question",
        id=row.pk,
        title=row.job.listing.title,
        text="\n\n".join(said for said in (row.text, row.answer) if said),
        path=f"/tasks/{row.job.listing_id}/",
        owners=(row.asker_id, row.job.client_id) if row.answer else (row.asker_id,),
        facts={"asked_at": row.asked_at.isoformat(), "answered": row.answered_at is not None},
    )
