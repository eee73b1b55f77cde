"""`tachiai worker`: one process that does what is due, and what was asked to be done soon.

A thread watches the clock (deadlines, reminders); the main thread carries out Procrastinate's jobs (mail).
Any number of these may run, here or on other machines.
"""

from __future__ import annotations

import argparse
import asyncio
import threading

from procrastinate.contrib.django import app

from tachiai.config.lifeline import end_with_supervisor
from tachiai.config.schedule import run_clock

SECONDS_TO_FINISH = 10
JOBS_AT_ONCE = 2


def run(_arguments: argparse.Namespace) -> int:
    """Work until SIGTERM or SIGINT; a job that is still running then has SECONDS_TO_FINISH."""
    end_with_supervisor()
    stop = threading.Event()
    clock = threading.Thread(target=run_clock, args=(stop,), name="clock")
    clock.start()
    try:
        asyncio.run(_carry_out_jobs())
    finally:
        stop.set()
        clock.join()
    return 0


async def _carry_out_jobs() -> None:
    """On an app of its own: `app` keeps the connection on which a step's transaction enqueues its jobs."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    async with app.with_connector(connector).open_async() as working:
        await working.run_worker_async(
            concurrency=JOBS_AT_ONCE,
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
            delete_jobs="successful",
        )
