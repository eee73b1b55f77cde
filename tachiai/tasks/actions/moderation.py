"""What staff do by a decision, and undo: a question about a task loses its words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import remove_text, restore_text
from tachiai.tasks.models import TaskQuestion
from tachiai.tasks.queries.questions import KIND


@transaction.atomic
def remove_task_question(*, question_id: int, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Hide the words of a question from everybody; its answer stays."""
    question = _locked(question_id)
    said = {"subject_id": question_id, "author_id": question.asker_id, "decision_id": decision_id}
    remove_text(kind=KIND, **said, by_staff_id=by_staff_id, at=at)


@transaction.atomic
def restore_task_question(*, question_id: int, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what this decision removed."""
    _locked(question_id)
    restore_text(kind=KIND, subject_id=question_id, decision_id=decision_id, by_staff_id=by_staff_id, at=at)


def _locked(question_id: int) -> TaskQuestion:
    found = TaskQuestion.objects.select_for_update(no_key=True).filter(pk=question_id).first()
    if found is None:
        raise Refusal(Refused("tasks.refused.no_such_question"))
    return found
