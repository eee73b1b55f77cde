"""What waits for somebody in tasks: of a client a deposit and answers to review, of a worker the places they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tachiai.clockwork.waiting import Piece, Place
from tachiai.tasks.models import Submission, TaskJob

JOB, PLACE = "task", "place"


def places_waiting(person_id: int, at: datetime, after: Place | None, most: int) -> Iterator[QuerySet[Any]]:
    """For `clockwork.waiting.first`: jobs whose turn is this client's, and places of this worker. A job whose answers
    are all reviewed waits for nobody."""
    to_review = Exists(Submission.objects.filter(job_id=OuterRef("pk"), state="submitted"))
    jobs = TaskJob.objects.filter(client_id=person_id, state__in=("awaiting_deposit", "reviewing"))
    yield Piece(JOB, True, after, most).places(jobs.filter(Q(state="awaiting_deposit") | to_review), "due_at")
    for state, is_on_time in (("taken", True), ("overdue", False)):
        held = Submission.objects.filter(worker_id=person_id, state=state)
        yield Piece(PLACE, is_on_time, after, most).places(held, "due_at")


def jobs_waiting(ids: Iterable[int], person_id: int) -> dict[int, TaskJob]:
    """The jobs of such places, each with its listing."""
    return TaskJob.objects.select_related("listing").filter(client_id=person_id, pk__in=ids).in_bulk()


def submissions_waiting(ids: Iterable[int], person_id: int) -> dict[int, Submission]:
    """The places that a worker holds, each with its job's client and listing."""
    rows = Submission.objects.select_related("job__listing", "job__client")
    return rows.filter(worker_id=person_id, pk__in=ids).in_bulk()
