"""Jobs that nobody is at any more, because their worker died or the database did. Only tasks that do the thing once may
be taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy, RetryDecision, sql
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

DEAD_AFTER_SECONDS = 60
# No job of ours takes so long: a worker that could not say how one ended has long turned to others.
LOST_AFTER_SECONDS = 600
AGAIN_AFTER_SECONDS = 5
# Jobs wait for the machine's clock, which a demo's market may be ahead of.
_NO_WAIT = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class StalledJob:
    """`attempts` were made before the one that its worker died in."""

    id: int
    args: Mapping[str, Any]
    attempts: int


class WhenAway(BaseRetryStrategy):
    """A job that lost the database on its way is done again: it failed at nothing of its own."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        is_away = isinstance(exception, (OperationalError, InterfaceError))
        return RetryDecision(retry_in={"seconds": AGAIN_AFTER_SECONDS}) if is_away else None


def stalled_jobs(*, queue: str, task: str) -> list[StalledJob]:
    """The jobs of workers that have given no sign of life for a minute, and those begun ten minutes ago."""
    which = {"queue": queue, "task_name": task}
    rows = [
        *_rows("select_stalled_jobs_by_heartbeat", seconds_since_heartbeat=DEAD_AFTER_SECONDS, **which),
        *_rows("select_stalled_jobs_by_started", nb_seconds=LOST_AFTER_SECONDS, **which),
    ]
    # On Django's connection JSON comes as text.
    return list({row["id"]: StalledJob(row["id"], json.loads(row["args"]), row["attempts"]) for row in rows}.values())


def _rows(query: str, **which: object) -> list[dict[str, Any]]:
    return app.connector.get_sync_connector().execute_query_all(sql.queries[query], **which)


def put_back(job: StalledJob) -> None:
    """Another worker takes it at once; its attempts are one more."""
    app.job_manager.retry_job_by_id(job.id, retry_at=_NO_WAIT)
