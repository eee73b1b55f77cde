"""What of tasks stands against closing an account."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from tachiai.kernel.refused import Refused
from tachiai.people.actions import ClosureAsked
from tachiai.tasks.lifecycles import TASK
from tachiai.tasks.models import Standing, TaskJob

MOST_NAMED = 5
_OVER = tuple(state.name for state in TASK.states if state.final)


def objections_to_closing(asked: ClosureAsked) -> list[Refused]:
    """Listener: a client's job has to come to its end first, a worker's answers have to be settled."""
    return [*_as_client(asked.person_id), *_as_worker(asked.person_id)]


def _as_client(person_id: int) -> Iterator[Refused]:
    jobs = TaskJob.objects.filter(client_id=person_id).exclude(state__in=_OVER).order_by("-pk")
    for title in jobs.values_list("listing__title", flat=True)[:MOST_NAMED]:
        yield Refused("tasks.refused.job_runs", {"title": title})


def _as_worker(person_id: int) -> Iterator[Refused]:
    waiting = Standing.objects.filter(worker_id=person_id, submitted__gt=F("approved") + F("refused")).order_by("-pk")
    for title in waiting.values_list("job__listing__title", flat=True)[:MOST_NAMED]:
        yield Refused("tasks.refused.answers_wait", {"title": title})
