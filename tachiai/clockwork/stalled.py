"""Jobs of workers that died while they were at them. Only tasks that do the thing once may be taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from procrastinate import sql
from procrastinate.contrib.django import app

DEAD_AFTER_SECONDS = 60
# Jobs wait for the machine's clock, which a demo's market may be ahead of.
_NO_WAIT = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class StalledJob:
    """`attempts` were made before the one that its worker died in."""

    id: int
    args: Mapping[str, Any]
    attempts: int


def stalled_jobs(*, queue: str, task: str) -> list[StalledJob]:
    """The jobs of workers that have given no sign of life for a minute."""
    query = sql.queries["select_stalled_jobs_by_heartbeat"]
    which = {"queue": queue, "task_name": task, "seconds_since_heartbeat": DEAD_AFTER_SECONDS}
    rows = app.connector.get_sync_connector().execute_query_all(query, **which)
    # On Django's connection JSON comes as text.
    return [StalledJob(row["id"], json.loads(row["args"]), row["attempts"]) for row in rows]


def put_back(job: StalledJob) -> None:
    """Another worker takes it at once; its attempts are one more."""
    app.job_manager.retry_job_by_id(job.id, retry_at=_NO_WAIT)
