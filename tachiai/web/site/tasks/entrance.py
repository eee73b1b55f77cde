"""A task on the page of its listing: what one answer pays, what is left, and whether this reader may start."""

from __future__ import annotations

from typing import Any

from tachiai.jobs.queries import ListingView
from tachiai.tasks.queries.meeting import meeting
from tachiai.tasks.rules.plans import Plan
from tachiai.terms.rules.choices import JobForm
from tachiai.web import reading
from tachiai.web.requests import PageRequest
from tachiai.web.restricted import own_restrictions


def task_entrance(request: PageRequest, view: ListingView) -> dict[str, Any] | None:
    """What `tasks/_entrance.html` shows; None for what is no task, or not published yet."""
    listing = view.listing
    if listing.format != JobForm.TASK or view.is_draft:
        return None
    met = meeting(listing.pk, request.user.pk, own_restrictions(request), view.is_held_up)
    if met is None:
        return None
    standing = met.standing
    return {
        "job": met.job,
        "plan": met.plan,
        "open": met.open,
        "hour": met.yen_an_hour,
        "conditions": conditions(met.plan),
        "standing": standing,
        "net": met.net,
        "held": met.held,
        "needs_test": met.needs_test,
        "refused": met.refused,
    }


def conditions(plan: Plan) -> list[str]:
    """Who may work on it, in words."""
    asked, questions = plan.qualification, len(plan.test.questions)
    said = [reading.plain("tasks.work.rate_needed", percent=asked.approval_rate)] if asked.approval_rate else []
    said += [reading.plain("tasks.work.identity_needed")] if asked.identity else []
    said += [reading.plain("tasks.work.test_needed", n=questions)] if questions else []
    said += [reading.plain("tasks.work.most_each", n=plan.most_per_worker)] if plan.most_per_worker else []
    return said
