"""Guards of requests that need the numbers of `numbers.toml`."""

from __future__ import annotations

from datetime import datetime, timedelta

from tachiai.contracts.lifecycles.fixed_price import DELIVERED, UNDELIVERED, UNFUNDED
from tachiai.contracts.lifecycles.numbers import number
from tachiai.contracts.rules.requests import (
    Condition,
    Limits,
    OpeningFacts,
    RequestFacts,
    earliest_end,
    is_long,
    may_be_refused_until,
    reminder_conditions,
)
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refused

RUNNING = (*UNFUNDED, *UNDELIVERED, *DELIVERED)
HOURLY_RUNNING = "running"
LIMITS = Limits(
    silence_days=number("contact_reminder", 1, "silence", "days"),
    pause_days=number("contact_reminder", 1, "pause", "days"),
    refusal_business_days=number("contact_reminder", 1, "staff_refusal", "business_days"),
    most_counters=number("termination", 1, "counters", "most"),
    change_pause_days=number("change", 1, "pause", "days"),
)


def conditions(facts: OpeningFacts, at: datetime) -> tuple[Condition, ...]:
    """The published conditions of the contact reminder, each with its figure."""
    return reminder_conditions(facts, LIMITS, facts.state in (*RUNNING, HOURLY_RUNNING), at)


def conditions_of_reminder_hold(facts: OpeningFacts, at: datetime) -> Refused | None:
    unmet = next((condition for condition in conditions(facts, at) if not condition.is_met), None)
    return None if unmet is None else Refused(f"contracts.condition.{unmet.name}.unmet", dict(unmet.params))


def time_to_refuse_is_left(facts: RequestFacts, at: datetime) -> Refused | None:
    """Staff refuse a contact reminder within two business days or not at all."""
    until = may_be_refused_until(facts.asked_at, LIMITS)
    return Refused("contracts.refused.too_late_to_refuse", {"until": until}) if at > until else None


def a_counter_is_left(facts: RequestFacts, at: datetime) -> Refused | None:
    """Counter-proposals are counted, both sides' together."""
    most = LIMITS.most_counters
    return Refused("contracts.refused.no_counter_left", {"n": most}) if facts.counters >= most else None


def notice_is_long_enough(facts: OpeningFacts, at: datetime) -> Refused | None:
    """The client ends a long contract with the notice that its packs ask for, unless an exception is named."""
    notice = facts.notice
    if facts.actor is not Actor.CLIENT or notice is None or facts.exception:
        return None
    earliest = earliest_end(at, notice)
    is_too_short = facts.end_on is None or facts.end_on < earliest
    if is_too_short and is_long(facts.made_at, facts.work_due_at, notice):
        return Refused("contracts.refused.notice_too_short", {"n": notice.days, "earliest": earliest})
    return None


def the_last_change_is_over(facts: OpeningFacts, at: datetime) -> Refused | None:
    """An open change keeps the other side from delivering: who asked in vain leaves them a day before asking again."""
    until = facts.last_change_at and facts.last_change_at + timedelta(days=LIMITS.change_pause_days)
    return Refused("contracts.refused.change_too_soon", {"until": until}) if until and at < until else None
