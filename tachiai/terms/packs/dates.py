"""The days of a contract: when it counts as received, until when it is paid, how long it lasts. Pure.

A limit of n days counts the day of receipt as the first when it is `inclusive`: 60 days from 15 May end on 13 July.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tachiai.kernel.calendar import add_business_days, add_months
from tachiai.terms.packs.schema import Aggregation, Payment

WORKER_AT_FAULT = "worker"


def latest_payment(
    rule: Payment,
    received_on: date,
    *,
    original_due_on: date | None = None,
    month_closing: bool = False,
    holiday_shift: bool = False,
) -> date | None:
    """The last day on which the rule allows payment; None when it sets no limit.

    `original_due_on`: the original client pays then, and what a re-commission has to state is stated; the later limit
    for that case is given. `month_closing`: paid at the end of the month after the one of receipt, as agreed.
    `holiday_shift`: a day on which banks are closed moves to the next business day, as agreed.
    """
    if rule.max_days is None:
        return None
    latest = received_on + _counted(rule.max_days, rule.inclusive)
    if original_due_on is not None and rule.recommission:
        latest = original_due_on + _counted(rule.recommission.max_days, rule.inclusive)
    if month_closing and rule.month_closing_ok:
        latest = max(latest, end_of_next_month(received_on))
    return _shifted(latest, rule.holiday_shift_max) if holiday_shift else latest


def payment_due(
    rule: Payment, received_on: date, agreed_on: date | None = None, *, holiday_shift: bool = False
) -> date:
    """The day on which payment is due: the agreed one unless it lies beyond the limit, or what counts without one."""
    if agreed_on is None:
        return received_on + timedelta(days=rule.none_agreed_days)
    latest = latest_payment(rule, received_on, holiday_shift=holiday_shift)
    return agreed_on if latest is None else min(agreed_on, latest)


def alarms(rule: Payment, latest: date) -> tuple[date, ...]:
    """The days on which somebody is told that the latest date comes near, in order."""
    return tuple(sorted(latest - timedelta(days=days) for days in rule.alarm_days))


def receipt_day(
    delivered_on: date, *, due_on: date | None = None, checked_on: date | None = None, check_agreed: bool = False
) -> date:
    """When a delivery counts as received. With `check_agreed` that may wait until its content was looked at
    (`checked_on`), but not beyond the due date."""
    if not check_agreed or due_on is None:
        return delivered_on
    return max(delivered_on, min(checked_on or due_on, due_on))


def receipt_after_redo(received_on: date, redeliveries: Iterable[tuple[date, str]]) -> date:
    """The day from which payment counts after redoing, given as (delivered again on, at whose fault). It starts anew
    only where the worker was at fault."""
    return max((day for day, fault in redeliveries if fault == WORKER_AT_FAULT), default=received_on)


def service_receipt_day(
    served_on: date, period_end: date, *, closing_agreed: bool, fee_stated: bool, same_kind: bool
) -> date:
    """When a continuing service counts as received: on the last day of the period only when that was agreed and
    stated, with its fee or formula, for services of one kind."""
    return period_end if closing_agreed and fee_stated and same_kind else served_on


def end_of_next_month(day: date) -> date:
    """The last day of the month after that of `day`."""
    return add_months(day.replace(day=1), 2) - timedelta(days=1)


def _counted(days: int, inclusive: bool) -> timedelta:
    return timedelta(days=days - 1 if inclusive else days)


def _shifted(day: date, most: int) -> date:
    """The next business day when it is at most so many days away, else `day`: then one pays before the holidays."""
    opened = add_business_days(day, 0)
    return opened if (opened - day).days <= most else day


@dataclass(frozen=True)
class Span:
    """How long a contract lasts, or several that count as one: from the order to the last due date."""

    start: date
    end: date

    @property
    def months(self) -> int:
        """Whole months from start to end."""
        count = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        return count if add_months(self.start, count) <= self.end else count - 1

    def reaches(self, months: int) -> bool:
        return add_months(self.start, months) <= self.end


@dataclass(frozen=True)
class Engagement:
    """One contract between the two. `content` tells what sort of work it is ("" unknown): chains need the same."""

    start: date
    end: date
    content: str = ""


def chain_of(last: Engagement, earlier: Sequence[Engagement], rule: Aggregation | None) -> Span:
    """How long `last` lasts together with the earlier contracts that are joined to it.

    Joined is whatever begins less than the rule's months after the one before has ended. Where a content is unknown
    it counts as the same.
    """
    gap = None if rule is None else rule.join_gap_months
    if rule is None or gap is None:
        return Span(last.start, last.end)
    start, end = last.start, last.end
    for each in sorted(earlier, key=lambda each: (each.end, each.start), reverse=True):
        differs = rule.same_content and "" not in (each.content, last.content) and each.content != last.content
        if not differs and start < add_months(each.end, gap):
            start, end = min(start, each.start), max(end, each.end)
    return Span(start, end)


def window_total(amounts: Iterable[tuple[date, int]], on: date, rule: Aggregation | None) -> int:
    """What orders of the rule's last days are worth together, given as (ordered on, amount); without a window, those
    of the day itself."""
    days = (rule.window_days or 0) if rule else 0
    return sum(amount for day, amount in amounts if on - timedelta(days=days) <= day <= on)
