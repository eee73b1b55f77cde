"""Places and answers as their worker meets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tachiai.clockwork.asking import Asked, Given
from tachiai.conversations.queries import FileAsked, FileLine, file_lines
from tachiai.tasks.lifecycles import HELD, HOLDING, LATE_MINUTES
from tachiai.tasks.models import Standing, Submission
from tachiai.tasks.queries.earning import net_of_next
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.queries.jobs import PAGE
from tachiai.tasks.rules.forms import FormField, filled_in
from tachiai.tasks.rules.plans import Plan

HIDDEN = ("refused", "not_approved")


@dataclass(frozen=True)
class PlaceView:
    """One place of a worker with its unit. `instructions` have the unit's values in them: plain text.

    `is_held`: it can be answered now. `is_late`: its time is over, but a late answer counts until `late_until` while
    nobody else has taken the unit (`room`). `typed`: what was saved last, by field, as a form posts it. `net`: what the
    answer brings after the fee, in yen; nought once it was given.
    """

    submission: Submission
    plan: Plan
    instructions: str
    values: dict[str, str]
    files: list[FileLine]
    at: datetime
    room: int
    net: int

    @property
    def fields(self) -> tuple[FormField, ...]:
        return self.plan.form.fields

    @property
    def is_held(self) -> bool:
        return self.submission.state == "taken" and self.at < self.submission.slot_ends_at

    @property
    def late_until(self) -> datetime:
        return self.submission.slot_ends_at + timedelta(minutes=LATE_MINUTES)

    @property
    def is_late(self) -> bool:
        is_time = self.submission.state in HELD and self.submission.slot_ends_at <= self.at <= self.late_until
        has_room = self.submission.state == "taken" or self.room > 0
        return is_time and has_room and self.submission.job.state in HOLDING

    @property
    def typed(self) -> dict[str, list[str]]:
        return self.submission.draft

    @property
    def answers(self) -> dict[str, Any]:
        return self.submission.values

    @property
    def kept(self) -> dict[str, Any]:
        """What stands here of the worker's: half-typed while it can be answered, or as it came too late, or as it was
        answered."""
        if self.is_held or self.is_late:
            return self.typed
        return self.submission.late or self.answers


def place_for(worker_id: int, submission_id: int, at: datetime) -> PlaceView | None:
    """The place as its worker meets it; None when it is not this worker's."""
    found = _OWN.first(submission=submission_id, worker=worker_id)
    if found is None:
        return None
    plan = plan_in(found.job.plan)
    shown = filled_in(plan.form.instructions, found.unit.values)
    files = file_lines(found.files.all()) if found.submitted_at else []
    net = net_of_next(found.job, _STANDING.first(job=found.job_id, worker=worker_id)) if found.state in HELD else 0
    return PlaceView(found, plan, shown, found.unit.values, files, at, found.unit.open, net)


def _own() -> QuerySet[Submission]:
    rows = Submission.objects.select_related("job__plan", "job__listing", "unit")
    mine = rows.filter(pk=Given("submission"), worker_id=Given("worker"))
    return mine.defer("job__listing__search", "job__listing__description")


_OWN = Asked(_own)
_STANDING = Asked(lambda: Standing.objects.filter(job_id=Given("job"), worker_id=Given("worker")))


def my_submissions(worker_id: int, before: int | None = None, job_id: int | None = None) -> list[Submission]:
    """A worker's places and answers, newest first: one page, and the first of the next. `before`: the last id seen."""
    rows = Submission.objects.select_related("job__listing").defer("job__listing__search", "job__listing__description")
    found = rows.filter(Q(pk__lt=before) if before else Q(), Q(job_id=job_id) if job_id else Q(), worker_id=worker_id)
    return list(found.order_by("-pk")[: PAGE + 1])


def may_read_file(asked: FileAsked) -> bool:
    """Listener: a file of an answer is for its worker, and for the client unless the answer was refused."""
    mine = Q(job__client_id=asked.person_id) & ~Q(state__in=HIDDEN)
    return Submission.objects.filter(mine | Q(worker_id=asked.person_id), files=asked.file_id).exists()
