"""Checks of a contract that ends before its time by the client's own decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tachiai.terms.packs.applied import Applied, Case
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Severity
from tachiai.terms.packs.schema import Termination, source_of

NOT_BY_THE_CLIENT = ("worker", "both")


def _rules(case: Case) -> Iterator[tuple[Applied, Termination]]:
    """The rules for an order as long as this one, unless it is not the client alone who ends it."""
    if case.facts.get("ending.by") in NOT_BY_THE_CLIENT:
        return
    for applied, rule in case.rules("termination"):
        if rule.threshold_months:
            case.ask(applied, "order.span_months")
        if applied.lasts(rule.threshold_months):
            yield applied, rule


def notice_is_given(case: Case) -> Iterator[Finding]:
    """E01."""
    for applied, rule in _rules(case):
        if rule.notice_days is not None:
            yield from _notice(applied, rule, rule.notice_days)


def _notice(applied: Applied, rule: Termination, needed: int) -> Iterator[Finding]:
    facts = applied.facts
    notified_on, ends_on = facts.get("ending.notified_on"), facts.get("ending.ends_on")
    days = None if notified_on is None or ends_on is None else (ends_on - notified_on).days
    if days is not None and days >= needed:
        if rule.safe_days is not None and days < rule.safe_days:
            source = source_of(rule, "safe_days")
            narrow: dict[str, Any] = {
                "value": ends_on,
                "limit": rule.safe_days,
                "severity": Severity.NOTE,
                "n": rule.safe_days,
            }
            yield applied.finding("E01", "notice_narrow", "ending.ends_on", source, **narrow, rank=-rule.safe_days)
        return
    exception = facts.get("ending.exception")
    if exception in (rule.exceptions or ()):
        if facts.get("ending.evidence") is not True:
            said: dict[str, Any] = {
                "value": exception,
                "limit": rule.exceptions,
                "exception": f"packs.exception.{exception}",
            }
            yield applied.finding("E01", "exception_unproven", "ending.exception", rule.source, **said)
    elif days is None:
        lacks = "ending.notified_on" if notified_on is None else "ending.ends_on"
        yield applied.finding("E01", "notice_missing", lacks, rule.source, limit=needed, rank=-needed, n=needed)
    else:
        said = {"value": ends_on, "limit": needed, "rank": -needed, "days": days, "n": needed}
        yield applied.finding("E01", "notice_short", "ending.ends_on", rule.source, **said)


def reasons_are_given(case: Case) -> Iterator[Finding]:
    """E02."""
    if case.facts.get("ending.reasons_asked") is False:
        return
    for applied, rule in _rules(case):
        is_excepted = applied.facts.get("ending.reasons_exception") in (rule.reasons_exceptions or ())
        if rule.reasons_on_request and rule.reasons_days is not None and not is_excepted:
            yield from _reasons(case, applied, rule, rule.reasons_days)


def _reasons(case: Case, applied: Applied, rule: Termination, within: int) -> Iterator[Finding]:
    asked_on, given_on = applied.facts.get("ending.reasons_asked_on"), applied.facts.get("ending.reasons_given_on")
    until = None if asked_on is None else asked_on + timedelta(days=within)
    reached = given_on or case.today()
    said: dict[str, Any] = {"limit": until, "rank": within}
    source = source_of(rule, "reasons_days")
    if until is None or reached is None:
        lacks = "ending.reasons_asked_on" if until is None else "day.today"
        yield applied.finding("E02", "reasons_undated", lacks, source, **said, n=within)
    elif reached > until:
        yield applied.finding(
            "E02", "reasons_late", "ending.reasons_given_on", source, value=given_on, **said, until=until
        )
    elif given_on is None:
        yield applied.finding(
            "E02", "reasons_due", "ending.reasons_given_on", source, **said, severity=Severity.NOTE, until=until
        )
