"""What a client reviews: a page of answers, each with its unit, and how far the answers to a unit agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from tachiai.conversations.queries import FileLine, file_lines
from tachiai.people import queries as people
from tachiai.tasks.models import Submission, TaskJob, Unit
from tachiai.tasks.queries.facts import plan_in
from tachiai.tasks.queries.places import HIDDEN
from tachiai.tasks.rules.answers import agreement

# Which answers a page shows, by the name in its address.
STATES = {"waiting": ("submitted",), "approved": ("approved",), "refused": HIDDEN}


@dataclass(frozen=True)
class Answer:
    """One answer for its client. `values` are empty once it was refused: they are the worker's alone. `agrees`: per
    cent of the answers to its unit that say what most of them say, by field; empty with fewer than two."""

    submission: Submission
    unit: Unit
    worker: str
    values: dict[str, Any]
    files: list[FileLine] = field(default_factory=list)
    agrees: dict[str, int] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        return self.submission.state in HIDDEN

    @property
    def gold_right(self) -> bool | None:
        """Of a gold unit: whether it was answered rightly."""
        return self.submission.gold_right


def to_review(job: TaskJob, which: str = "waiting", after: int = 0, most: int = 50) -> list[Answer]:
    """A page of the job's answers, oldest first, and the first of the next; `after` is the last id seen. `which`: see
    STATES. For the job's client; nobody else may see them."""
    rows = Submission.objects.select_related("unit").prefetch_related("files")
    found = rows.filter(job_id=job.pk, state__in=STATES[which], submitted_at__isnull=False, pk__gt=after)
    page = list(found.order_by("pk")[: most + 1])
    names = people.names(each.worker_id for each in page)
    agrees = agreements(job, {each.unit_id for each in page})
    return [
        Answer(each, each.unit, names[each.worker_id], {})
        if each.state in HIDDEN
        else Answer(
            each,
            each.unit,
            names[each.worker_id],
            each.values,
            file_lines(each.files.all()) if each.files.all() else [],
            agrees.get(each.unit_id, {}),
        )
        for each in page
    ]


def how_many_to_review(listing_ids: Collection[int]) -> dict[int, int]:
    """How many answers wait in the tasks of these listings, by listing; asks nothing about none."""
    if not listing_ids:
        return {}
    waiting = Submission.objects.filter(job__listing__in=listing_ids, state="submitted")
    counted = waiting.values_list("job__listing").annotate(n=Count("pk"))
    return dict.fromkeys(listing_ids, 0) | dict(counted.order_by())


def agreements(job: TaskJob, unit_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """For each of the units with at least two standing answers, how far they agree, by field."""
    form = plan_in(job.plan).form
    answers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Submission.objects.filter(unit_id__in=list(unit_ids), state__in=("submitted", "approved"))
    for unit_id, values in rows.values_list("unit_id", "values"):
        answers[unit_id].append(values)
    return {unit_id: found for unit_id, all_of in answers.items() if (found := agreement(form, all_of))}
