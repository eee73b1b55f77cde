"""The clock bar of a task job as data: whose turn, what, until when, and what happens by itself after that."""

from __future__ import annotations

from tachiai.kernel.lifecycle import Actor
from tachiai.tasks.lifecycles import TASK
from tachiai.tasks.queries import JobView
from tachiai.web import reading
from tachiai.web.clock_bar import ClockBar, ended, side_of
from tachiai.web.site.contracts.beside import then_text


def clock_bar(view: JobView) -> ClockBar:
    """The bar of one job for one reader. While it is open work comes in, and it is nobody's turn."""
    job = view.job
    if TASK.state(job.state).final:
        seal = "paid" if job.approved else ""
        return ended("task", job.state, job.entered_at, turn="done", seal=seal, kind="task")
    turn = "clock" if job.state == "open" else "you" if view.actor is Actor.CLIENT else "other"
    return ClockBar(
        turn,
        act=reading.plain(f"task.act.{job.state}"),
        since=job.entered_at,
        name=str(job.client),
        due_at=job.due_at,
        then=then_text(TASK.words, view.clock_step.name) if view.clock_step else "",
        about=f"task.{job.state}",
        side=side_of(view.actor),
    )
