"""What the clock does: fire due steps, send reminders, and everything else that happens because time passed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections

from tachiai.clockwork.actions import Swept
from tachiai.clockwork.limits import discard_counters
from tachiai.clockwork.queries import now
from tachiai.clockwork.quiet import knowing, nothing_due
from tachiai.config import shared_cache
from tachiai.contests.actions import clock as contests
from tachiai.contracts import actions as contracts
from tachiai.contracts import rating, requests
from tachiai.contracts.hourly import clock as weeks
from tachiai.contracts.hourly import lines as timesheets
from tachiai.conversations.actions import clock as conversations
from tachiai.conversations.actions import previews, uploads
from tachiai.evidence import actions as evidence
from tachiai.inquiries.actions import clock as inquiries
from tachiai.jobs import actions as jobs
from tachiai.notices import actions as notices
from tachiai.safety.actions import clock as safety
from tachiai.statistics import actions as statistics
from tachiai.tasks import actions as tasks

log = logging.getLogger(__name__)

POLL_SECONDS = 0.5
Sweep = Callable[[datetime], Swept]

# Reminders come before deadlines: who is about to lose a right hears of it first, even after an outage.
SWEEPS: Mapping[str, Sweep] = {
    "contract reminders": contracts.remind,
    "contract deadlines": contracts.sweep,
    "request reminders": requests.remind,
    "request deadlines": requests.sweep,
    "plea reminders": rating.remind_of_pleas,
    "plea deadlines": rating.sweep_pleas,
    "timers": timesheets.stop_timers,
    "week reminders": weeks.remind,
    "week deadlines": weeks.sweep,
    "ratings": rating.publish_single,
    "confidentiality reminders": jobs.remind_confidentiality,
    "confidentiality deadlines": jobs.sweep_confidentiality,
    "proposal reminders": jobs.remind_proposals,
    "proposal deadlines": jobs.sweep_proposals,
    "listing reminders": jobs.remind_listings,
    "listing deadlines": jobs.sweep_listings,
    "contest reminders": contests.remind_contests,
    "contest deadlines": contests.sweep_contests,
    "task reminders": tasks.remind_tasks,
    "task deadlines": tasks.sweep_tasks,
    "submission reminders": tasks.remind_submissions,
    "submission deadlines": tasks.sweep_submissions,
    "results of tasks": tasks.tell_settled,
    "off-site reminders": conversations.remind_off_site,
    "off-site deadlines": conversations.sweep_off_site,
    "held text reminders": conversations.remind_held,
    "held text deadlines": conversations.sweep_held,
    "case reminders": safety.remind_cases,
    "case deadlines": safety.sweep_cases,
    "decision reminders": safety.remind_decisions,
    "decision deadlines": safety.sweep_decisions,
    "appeal reminders": safety.remind_appeals,
    "appeal deadlines": safety.sweep_appeals,
    "inquiry reminders": inquiries.remind_inquiries,
    "inquiry deadlines": inquiries.sweep_inquiries,
    "looks into the mailbox": inquiries.look_into_mailbox,
    "measures": safety.sweep_measures,
    "gathered mail": notices.send_gathered,
    "unfinished uploads": uploads.discard_uploads,
    "stalled mail": notices.resume_stalled,
    "stalled previews": previews.resume_previews,
    "evidence": evidence.sweep,
    "kept months": statistics.keep_months,
    "expired counters": discard_counters,
    "cached counters": shared_cache.discard_expired,
}
# What nobody waits for to the second and the one question about what is due does not cover: asking for these twice a
# second would be most of what a clock at rest costs.
UNHURRIED = frozenset(
    (
        "looks into the mailbox",
        "stalled mail",
        "stalled previews",
        "evidence",
        "kept months",
        "expired counters",
        "cached counters",
    )
)
UNHURRIED_SECONDS = 5


def run_due(at: datetime, only: Mapping[str, Sweep] | None = None) -> dict[str, Swept]:
    """Do what is due as of `at`: a round of each sweep (or of `only` those), so that a flood of one kind does not hold
    up the others.

    Nothing is left when nothing was fired. Safe to run in any number of processes at the same time.
    """
    done, quiet = {}, nothing_due(at)
    for name, sweep in (SWEEPS if only is None else only).items():
        with knowing(quiet):
            done[name] = _round(name, sweep, at)
        if done[name] != Swept():
            quiet = nothing_due(at)
    return done


def _round(name: str, sweep: Sweep, at: datetime) -> Swept:
    """One round of one sweep. One that fails as a whole is logged and holds up no other."""
    try:
        return sweep(at)
    except (OperationalError, InterfaceError):
        raise  # the database is away, for the others as well
    except Exception:
        log.exception("clock: %s failed", name)
        return Swept(failed=1)


def run_clock(stop: threading.Event) -> None:
    """Look every half second for what is due, until told to stop; at once again while something was done.

    What is unhurried is looked for every few seconds.
    """
    whole_round_at = time.monotonic()
    while not stop.is_set():
        done: dict[str, Swept] = {}
        is_whole = time.monotonic() >= whole_round_at
        try:
            done = run_due(now(), None if is_whole else _hurried())
        except Exception:
            log.exception("clock: the database is away")
        close_old_connections()
        if is_whole and not any(done[name].fired for name in UNHURRIED & done.keys()):
            whole_round_at = time.monotonic() + UNHURRIED_SECONDS
        if not any(swept.fired for swept in done.values()):
            stop.wait(POLL_SECONDS)


def _hurried() -> Mapping[str, Sweep]:
    return {name: sweep for name, sweep in SWEEPS.items() if name not in UNHURRIED}
