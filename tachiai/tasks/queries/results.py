"""The results of a job, one answer after the other, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tachiai.kernel.entries import moment
from tachiai.tasks.models import Submission, TaskJob
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.queries.places import HIDDEN
from tachiai.tasks.rules.answers import as_text

RESULT_COLUMNS = ("unit", "submission", "worker", "state", "submitted_at", "seconds", "is_gold", "gold_right")
_PIECE = 500


@dataclass(frozen=True)
class Result:
    """One answer. `about`: the columns RESULT_COLUMNS; `unit`: what the unit showed; `answers` by field."""

    about: dict[str, Any]
    unit: dict[str, str]
    answers: dict[str, Any]

    def row(self, unit_columns: tuple[str, ...], fields: tuple[str, ...]) -> list[str]:
        """As a line of a table."""
        return [
            *(as_text(self.about[name]) for name in RESULT_COLUMNS),
            *(self.unit.get(name, "") for name in unit_columns),
            *(as_text(self.answers.get(name)) for name in fields),
        ]

    def as_data(self) -> dict[str, Any]:
        """As a line of JSON."""
        return {**self.about, "values": self.unit, "answers": self.answers}


def result_columns(job: TaskJob) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of the units and the names of the fields, in order: what follows RESULT_COLUMNS in a table."""
    return tuple(job.plan.columns), tuple(each.name for each in plan_in(job.plan).form.fields)


def iter_results(job: TaskJob) -> Iterator[Result]:
    """Every answer that waits or was approved, oldest first, read in pieces. Refused ones are not among them: what they
    say belongs to their workers. For the job's client."""
    last = 0
    while rows := list(
        Submission.objects.select_related("unit")
        .filter(job_id=job.pk, submitted_at__isnull=False, pk__gt=last)
        .order_by("pk")[:_PIECE]
    ):
        yield from (_result(row) for row in rows if row.state not in HIDDEN)
        last = rows[-1].pk


def _result(row: Submission) -> Result:
    about = {
        "unit": row.unit.number,
        "submission": row.pk,
        "worker": row.worker_id,
        "state": row.state,
        "submitted_at": moment(row.submitted_at) if row.submitted_at else "",
        "seconds": row.seconds,
        "is_gold": row.unit.is_gold,
        "gold_right": row.gold_right,
    }
    return Result(about, row.unit.values, row.values)
