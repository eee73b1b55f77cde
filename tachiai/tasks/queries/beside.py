"""The other answers to the units of a page, so that a client reads them side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tachiai.people import queries as people
from tachiai.tasks.models import Submission, TaskJob
from tachiai.tasks.queries.reviewing import Answer


def beside(job: TaskJob, shown: Iterable[Answer]) -> dict[int, list[Answer]]:
    """By unit: the standing answers to the units of `shown` that are not among them, oldest first. For its client."""
    here = list(shown)
    rows = Submission.objects.select_related("unit").filter(
        unit_id__in={each.unit.pk for each in here}, state__in=("submitted", "approved")
    )
    others = list(rows.exclude(pk__in=[each.submission.pk for each in here]).order_by("pk"))
    names = people.names(each.worker_id for each in others)
    found: dict[int, list[Answer]] = defaultdict(list)
    for each in others:
        found[each.unit_id].append(Answer(each, each.unit, names[each.worker_id], each.values))
    return found
