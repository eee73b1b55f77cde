"""What guards, deadlines and sheets of a week look at, read from its row and its lines."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from tachiai.contracts.hourly.models import TimeEntry, Week
from tachiai.contracts.lifecycles import lifecycle
from tachiai.contracts.rules.hourly import Division, Line, Sheet, WeekFacts, amount_of, division
from tachiai.kernel.lifecycle import Actor, Lifecycle
from tachiai.money import queries as money

SHEET_IS_OPEN = ("open", "correcting")
HELD_WHOLE = ("open", "correcting", "review")
TALKED_OVER = ("contested", "decision")


def cycle_of(week: Week) -> Lifecycle:
    """The declaration that the week pinned."""
    return lifecycle("week", week.lifecycle_version)


def dated_facts(week: Week, actor: Actor = Actor.CLOCK) -> WeekFacts:
    """What deadlines look at, without asking the database."""
    return WeekFacts(
        state=week.state,
        actor=actor,
        begins_at=week.span.begins_at,
        ends_at=week.span.ends_at,
        price=week.price,
        minutes=week.minutes,
        held=held_by(week),
        offers={Actor(side): share for side, share in week.values.get("offers", {}).items()},
        staff_decide=settings.MEDIATION_LEVEL == "decision",
    )


def facts_of(week: Week, actor: Actor) -> WeekFacts:
    """The same with the client's funds, where a guard asks for them."""
    facts = dated_facts(week, actor)
    if week.state != "awaiting_deposit":
        return facts
    return replace(facts, funds_ready=money.wallet_balance(week.contract.client_id))


def division_of(week: Week) -> Division:
    """What becomes of its deposit, as its lines stand."""
    return division(week.minutes, week.contested_minutes, week.rate, week.price)


def worked(week: Week) -> int:
    """What its minutes are worth, in yen before fees."""
    return amount_of(week.minutes, week.rate)


def held_by(week: Week) -> int:
    """What its escrow holds by what the record says, in yen."""
    if week.state in TALKED_OVER:
        return division_of(week).contested
    return week.price if week.state in HELD_WHOLE else 0


def standing_lines(week: Week) -> list[TimeEntry]:
    """The lines that count: all but those struck out, in the order of time."""
    return list(TimeEntry.objects.filter(week_id=week.pk, is_struck=False).order_by("starts_at"))


def sheet_of(week: Week, but: int | None = None) -> Sheet:
    """The sheet of a week as rules see it; `but`: the line that is about to be corrected."""
    kept = (entry for entry in standing_lines(week) if entry.pk != but)
    return Sheet(week.span, week.paid_in_at, week.cap_minutes, tuple(line_of(entry) for entry in kept))


def line_of(entry: TimeEntry) -> Line:
    return Line(entry.number, entry.starts_at, entry.ends_at, bool(entry.contest_reason))
