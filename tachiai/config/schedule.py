"""What the clock does: fire due steps, send reminders, and everything else that happens because time passed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import close_old_connections

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.queries import now

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5

SWEEPS: Mapping[str, Callable[[datetime], Swept]] = {}


def run_due(at: datetime) -> dict[str, Swept]:
    """Do everything due as of `at`, once. Safe to run in any number of processes at the same time."""
    return {name: sweep(at) for name, sweep in SWEEPS.items()}


def run_clock(stop: threading.Event) -> None:
    """Look every half second for what is due, until told to stop. A failing sweep is logged and tried again."""
    while not stop.is_set():
        try:
            run_due(now())
        except Exception:
            log.exception("clock: a sweep failed")
        close_old_connections()
        stop.wait(POLL_SECONDS)
