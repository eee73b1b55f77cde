"""The questions about a job, for everybody who works on it; and one of them as a thing that can be reported."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tachiai.kernel.things import Thing
from tachiai.people.queries import removed_by
from tachiai.tasks.models import TaskQuestion

PAGE = 20
KIND = "task_question"


def questions_of(job_id: int, before: int | None = None) -> list[TaskQuestion]:
    """Newest first: one page, and the first of the next. `before`: the last id seen. One that staff have removed has
    no words (`removed_by` is the decision)."""
    found = _rows().select_related("unit").filter(Q(pk__lt=before) if before else Q(), job_id=job_id)
    page = list(found.order_by("-pk")[: PAGE + 1])
    for row in page:
        row.text = "" if row.removed_by is not None else row.text
    return page


def waiting_questions(job_id: int) -> int:
    """How many questions the client has not answered."""
    return TaskQuestion.objects.filter(job_id=job_id, answered_at=None).count()


def task_question_thing(question_id: int) -> Thing | None:
    """A worker's question, which everybody reads who may see the job; None when there is none."""
    row = _rows().select_related("job__listing").filter(pk=question_id).first()
    if row is None:
        return None
    return Thing(
        kind=KIND,
        id=row.pk,
        title=row.job.listing.title,
        text=row.text,
        path=f"/tasks/{row.job.listing_id}/",
        owners=(row.asker_id,),
        is_removed=row.removed_by is not None,
        facts={"asked_at": row.asked_at.isoformat(), "answer": row.answer},
    )


def _rows() -> QuerySet[Any]:
    return TaskQuestion.objects.annotate(removed_by=removed_by(KIND))
