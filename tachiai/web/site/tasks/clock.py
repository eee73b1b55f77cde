"""The clock bar of a task job as data: whose turn, what, until when, and what happens by itself after that."""

from __future__ import annotations

from tachiai.kernel.lifecycle import Actor
from tachiai.tasks.lifecycles import TASK
from tachiai.tasks.queries import JobView
from tachiai.web import reading
from tachiai.web.site.contracts.clock import ClockBar


def clock_bar(view: JobView) -> ClockBar:
    """The bar of one job for one reader. While it is open work comes in, and it is nobody's turn."""
    job = view.job
    about = f"task.{job.state}"
    if TASK.state(job.state).final:
        state, outcome = reading.plain(f"task.state.{job.state}"), reading.plain(f"task.over.{job.state}")
        return ClockBar("done", "", state, None, job.entered_at, "", outcome, "paid" if job.approved else "", about)
    turn = "clock" if job.state == "open" else "you" if view.actor is Actor.CLIENT else "other"
    then = reading.plain(f"task.then.{view.clock_step.name}") if view.clock_step else ""
    act = reading.plain(f"task.act.{job.state}")
    return ClockBar(turn, str(job.client), act, job.due_at, job.entered_at, then, "", "", about)
