"""What the clock does with weeks: deadlines and reminders, and on Sunday evening the week that comes."""

from __future__ import annotations

from datetime import datetime

from tachiai.clockwork.actions import BY_CLOCK, Swept, fire_due, fire_reminders, postpone
from tachiai.contracts.hourly import announcements, lines
from tachiai.contracts.hourly.actions import complete_if_settled, pay_by_itself, prepare_next
from tachiai.contracts.hourly.facts import cycle_of, dated_facts
from tachiai.contracts.hourly.models import Week
from tachiai.contracts.hourly.weeks import walk_week

NEXT_IS_MADE_IN = ("awaiting_deposit", "open")


def sweep(at: datetime) -> Swept:
    """Take every clock step of weeks that is due as of `at`."""
    return fire_due(Week.objects.select_related("contract"), _fire, at=at, of="contract")


def _fire(week: Week, at: datetime) -> None:
    if not _is_due(week, "due_at", at):
        return
    contract, step = week.contract, cycle_of(week).clock_step(week.state)
    if step is None:
        raise LookupError(f"week {week.pk}: state {week.state} has a deadline and no clock step")
    if step.name == "close":
        lines.end_of_sheet(week, at)
    walk_week(contract, week, step.name, by=BY_CLOCK, at=at)
    if step.name == "submit" and not week.minutes:
        walk_week(contract, week, "return_empty", by=BY_CLOCK, at=at, is_consequence=True)
    complete_if_settled(contract, at)


def _is_due(week: Week, column: str, at: datetime) -> bool:
    """Only the contract was locked, as people do: somebody may have moved the week just before."""
    contract = week.contract
    week.refresh_from_db()
    week.contract = contract
    moment: datetime | None = getattr(week, column)
    return moment is not None and moment <= at


def remind(at: datetime) -> Swept:
    """Send every reminder of weeks that is due as of `at`."""
    return fire_reminders(Week.objects.select_related("contract"), _remind, at=at, of="contract")


def _remind(week: Week, at: datetime) -> None:
    """Tell both. A week that the client's standing word pays in now needs no reminder; the last reminder before a week
    is over also makes the week that comes."""
    if not _is_due(week, "remind_at", at):
        return
    if week.state == "awaiting_deposit" and pay_by_itself(week.contract, week, at):
        return
    announcements.reminder(week, at)
    postpone(week, cycle_of(week), dated_facts(week), at)
    week.save(update_fields=["due_at", "remind_at"])
    if week.remind_at is None and week.state in NEXT_IS_MADE_IN:
        coming = prepare_next(week.contract, week, at)
        if coming is not None:
            pay_by_itself(week.contract, coming, at)
