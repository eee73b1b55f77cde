"""Checks of what is agreed about payment, and of the payment itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tachiai.terms.packs import dates
from tachiai.terms.packs.applied import Applied, Case
from tachiai.terms.packs.checks.contract import clauses_found
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Effect, Severity
from tachiai.terms.packs.schema import Payment

PAY_ON, DUE_ON = "terms.slowest_pay_on", "terms.slowest_due_on"
_AMOUNTS = ("payment.ordered", "payment.changed", "payment.withheld", "payment.paid")


def latest_for(applied: Applied, rule: Payment, received_on: date) -> date | None:
    """The last day for payment of what is received then, with every later limit that the known facts open."""
    facts = applied.facts
    shift = facts.get("order.holiday_shift") is True
    closing = facts.get("order.month_closing") is True
    latest = dates.latest_payment(rule, received_on, month_closing=closing, holiday_shift=shift)
    original = _original_due_on(applied, rule)
    if latest is None or original is None:
        return latest
    later = dates.latest_payment(rule, received_on, original_due_on=original, holiday_shift=shift)
    return max(latest, later or latest)


def _original_due_on(applied: Applied, rule: Payment) -> date | None:
    """When the original client pays; None unless everything is stated that the later limit needs."""
    is_passed_on = rule.recommission and applied.facts.get("terms.recommission") == "yes"
    return applied.facts.get("terms.recommission_pay_on") if is_passed_on and not _unstated(applied, rule) else None


def _unstated(applied: Applied, rule: Payment) -> list[str]:
    return [fact for fact in rule.recommission.requires if fact not in applied.facts] if rule.recommission else []


def date_is_in_time(case: Case) -> Iterator[Finding]:
    """C02, counted from the due date of the part that waits longest."""
    for applied, rule in case.rules("payment"):
        yield from _agreed_date(applied, rule)


def _agreed_date(applied: Applied, rule: Payment) -> Iterator[Finding]:
    pay_on, due_on = applied.facts.get(PAY_ON), applied.facts.get(DUE_ON)
    latest = None if due_on is None else latest_for(applied, rule, due_on)
    severity = Severity.WARN if rule.max_days is None else Severity.BLOCK
    if due_on is None:
        yield applied.finding("C02", "due_date_missing", DUE_ON, rule.source, severity=severity)
    elif pay_on is None:
        yield applied.finding("C02", "pay_date_missing", PAY_ON, rule.source, limit=latest, severity=severity)
    elif latest is not None and pay_on > latest:
        days: dict[str, Any] = {"value": pay_on, "limit": latest, "rank": latest.toordinal()}
        yield applied.finding("C02", "pay_date_late", PAY_ON, rule.source, **days, pay_on=pay_on, latest=latest)
    elif rule.default_days is not None and pay_on > (usual := due_on + timedelta(days=rule.default_days)):
        days = {"value": pay_on, "limit": usual, "rank": usual.toordinal()}
        said = {"pay_on": pay_on, "usual": usual, "n": rule.default_days}
        yield applied.finding("C02", "pay_date_unusual", PAY_ON, rule.source, **days, severity=Severity.NOTE, **said)


def recommission_is_stated(case: Case) -> Iterator[Finding]:
    """C03. What is not stated closes the later limit; that matters where the agreed date needs it."""
    for applied, rule in case.rules("payment"):
        facts = applied.facts
        if rule.recommission is None or facts.get("terms.recommission") == "no":
            continue
        pay_on, due_on = facts.get(PAY_ON), facts.get(DUE_ON)
        latest = None if due_on is None else latest_for(applied, rule, due_on)
        needs_it = pay_on is None or latest is None or pay_on > latest
        severity = Severity.BLOCK if needs_it else Severity.NOTE
        for fact in _unstated(applied, rule):
            said: dict[str, Any] = {"severity": severity, "what": f"packs.fact.{fact}"}
            yield applied.finding("C03", "recommission_unstated", fact, rule.recommission.source, **said)


def means_are_allowed(case: Case) -> Iterator[Finding]:
    """C04."""
    for applied, rule in case.rules("payment"):
        means = applied.facts.get("terms.pay_means")
        limit = tuple(rule.banned_means)
        if rule.banned_means and means is None:
            yield applied.finding("C04", "means_missing", "terms.pay_means", rule.source, limit=limit)
        elif (act := rule.banned_means.get(means)) is not None:
            key = "means_restricted" if act.effect is Effect.BLOCK else "means_to_look_at"
            said: dict[str, Any] = {"value": means, "limit": limit, "means": f"terms.pay_means.{means}"}
            yield applied.finding("C04", key, "terms.pay_means", act.source, severity=act.effect.severity, **said)


def nothing_is_deducted(case: Case) -> Iterator[Finding]:
    """C05."""
    for applied, rule in case.rules("payment"):
        yield from clauses_found(applied, "C05", "deduction_clause", rule.deductions_banned, rule.source)


def release_is_in_time(case: Case) -> Iterator[Finding]:
    """M01, counted from the day of receipt, whatever became of the inspection."""
    for applied, rule in case.rules("payment"):
        received_on = applied.facts.get("order.received_on")
        if received_on is None:
            yield applied.finding("M01", "receipt_missing", "order.received_on", rule.source)
        else:
            due = due_for(applied, rule, received_on)
            if "payment.agreed_on" not in applied.facts:
                yield applied.finding(
                    "M01", "none_agreed", "payment.agreed_on", rule.source, limit=due, rank=due.toordinal(), latest=due
                )
            yield from _release(case, applied, rule, due)


def due_for(applied: Applied, rule: Payment, received_on: date) -> date:
    """The day on which payment is due: as agreed, but not beyond the limit."""
    agreed_on = applied.facts.get("payment.agreed_on")
    if agreed_on is None:
        return dates.payment_due(rule, received_on)
    latest = latest_for(applied, rule, received_on)
    return agreed_on if latest is None else min(agreed_on, latest)


def _release(case: Case, applied: Applied, rule: Payment, due: date) -> Iterator[Finding]:
    facts, today = applied.facts, case.today()
    paid_on, release_on = facts.get("payment.paid_on"), facts.get("payment.release_on")
    days: dict[str, Any] = {"limit": due, "rank": due.toordinal(), "latest": due}
    if paid_on is not None:
        if paid_on > due:
            said: dict[str, Any] = {"value": paid_on, "paid_on": paid_on}
            yield applied.finding("M01", "paid_late", "payment.paid_on", rule.source, **said, **days)
        return
    if release_on is None:
        yield applied.finding("M01", "release_missing", "payment.release_on", rule.source, **days)
    elif release_on > due:
        said = {"value": release_on, "release_on": release_on}
        yield applied.finding("M01", "release_late", "payment.release_on", rule.source, **said, **days)
    if today is None or today > due:
        yield applied.finding("M01", "unpaid_late", "day.today", rule.source, value=today, **days)
    elif any(today >= alarm for alarm in dates.alarms(rule, due)):
        near: dict[str, Any] = {"value": today, "severity": Severity.WARN, "n": (due - today).days}
        yield applied.finding("M01", "due_near", "day.today", rule.source, **near, **days)


def amount_is_whole(case: Case) -> Iterator[Finding]:
    """M02. The amounts are compared with one another: no rate of exchange is needed."""
    unknown = [fact for fact in _AMOUNTS if fact not in case.facts]
    ordered, changed, withheld, paid = (case.facts.get(fact, 0) for fact in _AMOUNTS)
    expected = ordered + changed - withheld
    for applied, rule in case.rules("payment"):
        if unknown:
            for fact in unknown:
                yield applied.finding("M02", "amount_missing", fact, rule.source, what=f"packs.fact.{fact}")
        elif paid != expected:
            is_less = paid < expected
            amounts: dict[str, Any] = {"value": paid, "limit": expected, "paid_yen": paid, "expected_yen": expected}
            severity = Severity.BLOCK if is_less else Severity.WARN
            key = "paid_less" if is_less else "paid_more"
            yield applied.finding("M02", key, "payment.paid", rule.source, severity=severity, **amounts)
