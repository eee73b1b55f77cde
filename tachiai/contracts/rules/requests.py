"""Pure decisions about requests: when one may be opened, what its steps ask for, and how an escrow is divided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from tachiai.kernel.calendar import add_business_days, add_months, end_of_day, local_date
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refused
from tachiai.kernel.requests import other_side
from tachiai.terms.rules import Deadlock


@dataclass(frozen=True)
class Limits:
    """The numbers of requests that are no deadlines (`lifecycles/numbers.toml`). Days and counts."""

    silence_days: int
    pause_days: int
    refusal_business_days: int
    most_counters: int
    change_pause_days: int


@dataclass(frozen=True)
class Notice:
    """What the client of a contract of `months` or longer owes the worker before ending it: `days` of notice. From the
    jurisdiction packs of the contract."""

    months: int
    days: int


class TerminationReason(StrEnum):
    """Why somebody asks to end a contract early. Texts: contracts.termination_reason.<value>."""

    NO_ANSWER = "no_answer"
    CANNOT_CONTINUE = "cannot_continue"
    NOT_NEEDED = "not_needed"
    NOT_AS_AGREED = "not_as_agreed"
    PROHIBITED_WORK = "prohibited_work"
    OTHER = "other"


class NoticeException(StrEnum):
    """When a long contract may end without the client's 30 days' notice (freelance act, article 16; law 1.6)."""

    NONE = ""
    DISASTER = "disaster"
    UPSTREAM_ENDED = "upstream_ended"
    SHORT_ORDER = "short_order"
    FAULT_OF_WORKER = "fault_of_worker"
    NO_ORDERS_FOR_LONG = "no_orders_for_long"


@dataclass(frozen=True)
class RequestFacts:
    """A frozen snapshot of one open request as `actor` (client, worker, staff or clock) meets it. Amounts in yen.

    `answer_from`: when the days to answer begin; later than the asking when a long contract's notice runs first.
    """

    state: str
    contract_state: str
    actor: Actor
    asked_by: Actor
    asked_at: datetime
    answer_from: datetime
    counters: int = 0
    agreed: frozenset[Actor] = frozenset()
    offers: Mapping[Actor, int] = field(default_factory=dict)
    difference: int = 0
    funds_ready: int = 0


@dataclass(frozen=True)
class OpeningFacts:
    """What decides whether `actor` may open a request now, with the contract in `state`.

    `other_silent_since`: their last word or step, or when the contract was made. `end_on` and `exception` are what a
    termination says of its notice, and `notice` what the contract's packs ask of it. `last_change_at`: when a change of
    terms that `actor` asked for last ended in vain.
    """

    state: str
    actor: Actor
    other_silent_since: datetime
    last_reminder_at: datetime | None
    reminder_is_open: bool
    is_restricted: bool
    rounds_left: int
    termination_was_refused: bool
    silence_was_shown: bool
    made_at: datetime
    work_due_at: datetime
    end_on: date | None = None
    exception: str = NoticeException.NONE
    notice: Notice | None = None
    last_change_at: datetime | None = None


@dataclass(frozen=True)
class Condition:
    """One published condition of the contact reminder. Text: contracts.condition.<name>, with `params`."""

    name: str
    is_met: bool
    params: Mapping[str, Any] = field(default_factory=dict)


def reminder_conditions(facts: OpeningFacts, limits: Limits, running: bool, at: datetime) -> tuple[Condition, ...]:
    """Every condition of the contact reminder with its figure, met or not (design 5.1)."""
    return (
        Condition("running", running),
        _long_enough("silent", facts.other_silent_since, limits.silence_days, at),
        Condition("none_open", not facts.reminder_is_open),
        _long_enough("pause", facts.last_reminder_at, limits.pause_days, at),
        Condition("not_restricted", not facts.is_restricted),
    )


def _long_enough(name: str, since: datetime | None, least: int, at: datetime) -> Condition:
    """So many whole days since a moment, if it ever was; `from`: the moment at which they have passed."""
    if since is None:
        return Condition(name, True, {"least": least})
    days = _whole_days(since, at)
    return Condition(name, days >= least, {"n": days, "least": least, "from": since + timedelta(days=least)})


def may_be_refused_until(asked_at: datetime, limits: Limits) -> datetime:
    """Until when staff may refuse a contact reminder: two business days."""
    return end_of_day(add_business_days(local_date(asked_at), limits.refusal_business_days))


def is_long(made_at: datetime, work_due_at: datetime, notice: Notice) -> bool:
    """A contract that is long enough for a notice, counted from its making to the agreed date."""
    return local_date(work_due_at) >= add_months(local_date(made_at), notice.months)


def earliest_end(at: datetime, notice: Notice) -> date:
    """The first day on which a long contract may end after a notice given at `at`."""
    return local_date(at) + timedelta(days=notice.days)


def split_mistake(worker_share: object, held: int) -> Refused | None:
    """A share is a number of yen between nought and what is held."""
    if not isinstance(worker_share, int) or not 0 <= worker_share <= held:
        return Refused("contracts.refused.share_out_of_bounds", {"held_yen": held})
    return None


def share_by_rule(rule: str, held: int) -> int:
    """What the worker gets of `held` yen when the deadlock rule decides; of an odd yen the worker gets the half
    rounded down."""
    return {Deadlock.HALF: held // 2, Deadlock.TO_CLIENT: 0, Deadlock.TO_WORKER: held}[Deadlock(rule)]


def _whole_days(since: datetime, at: datetime) -> int:
    return max(0, (at - since).days)


def other_side_has_agreed(facts: RequestFacts) -> bool:
    """Both sides accepted what staff proposed, once the acting one does too."""
    return other_side(facts.actor) in facts.agreed


def top_up_is_missing(facts: RequestFacts) -> bool:
    """The price rises while a deposit is held, and the client's wallet does not cover the difference."""
    return facts.difference > facts.funds_ready


def the_difference_is_ready(facts: RequestFacts, at: datetime) -> Refused | None:
    missing = facts.difference - facts.funds_ready
    return Refused("contracts.refused.funds_not_ready", {"missing_yen": missing}) if missing > 0 else None


def other_side_has_offered(facts: RequestFacts, at: datetime) -> Refused | None:
    has = other_side(facts.actor) in facts.offers
    return None if has else Refused("contracts.refused.nothing_offered")


def own_answer_is_open(facts: RequestFacts, at: datetime) -> Refused | None:
    return Refused("contracts.refused.answered_already") if facts.actor in facts.agreed else None


def there_is_something_to_mediate(facts: OpeningFacts, at: datetime) -> Refused | None:
    """After a rejection beyond the rounds, a refused termination, or an unanswered claim."""
    is_deadlocked = facts.state in ("delivered", "inspection_overdue") and facts.rounds_left <= 0
    if is_deadlocked or facts.termination_was_refused or facts.silence_was_shown:
        return None
    return Refused("contracts.refused.nothing_to_mediate")
