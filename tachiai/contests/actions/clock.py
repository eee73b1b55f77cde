"""What the clock does in contests: steps that nobody took in time, and reminders before them."""

from __future__ import annotations

from datetime import datetime

from tachiai.clockwork.actions import BY_CLOCK, Swept, fire_due, fire_reminders
from tachiai.contests import announcements
from tachiai.contests.actions.proposals import return_if_empty
from tachiai.contests.lifecycles import CONTEST
from tachiai.contests.models import Contest
from tachiai.contests.walking import count_anew, walk_contest


def sweep_contests(at: datetime) -> Swept:
    """Close contests whose deadline has come, return or share what nobody has chosen for, let unpaid ones lapse."""
    return fire_due(Contest.objects.all(), _fire, at=at)


def remind_contests(at: datetime) -> Swept:
    """Tell clients of deadlines that come near."""
    return fire_reminders(Contest.objects.all(), _remind, at=at)


def _fire(contest: Contest, at: datetime) -> None:
    step = CONTEST.clock_step(contest.state)
    if step is None:
        raise LookupError(f"contest {contest.pk}: state {contest.state} has a deadline and no clock step")
    walk_contest(contest, step.name, by=BY_CLOCK, at=at)
    return_if_empty(contest, BY_CLOCK, at)


def _remind(contest: Contest, at: datetime) -> None:
    announcements.reminder(contest, at)
    count_anew(contest, at)
    contest.save(update_fields=["due_at", "remind_at"])
