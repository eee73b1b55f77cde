"""Checks of terms before they become a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tachiai.terms.packs.applied import Applied, Case
from tachiai.terms.packs.checks.items import called, missing
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Effect, Severity
from tachiai.terms.packs.schema import Item, Restricted


def notice_is_complete(case: Case) -> Iterator[Finding]:
    """C01. What may be fixed later, and is said to be, is left to C09."""
    for applied, rule in case.rules("order_notice"):
        for name, item in missing(applied, rule.items):
            if not (rule.pending_allowed and _is_pending(applied, item)):
                yield applied.finding("C01", "item_missing", item.facts[0], item.source, item=called(name, item))


def _is_pending(applied: Applied, item: Item) -> bool:
    pending = applied.facts.get("terms.pending", ())
    return any(fact.rpartition(".")[2] in pending for fact in item.facts)


def pending_points_have_a_day(case: Case) -> Iterator[Finding]:
    """C09."""
    for applied, rule in case.rules("order_notice"):
        if rule.pending_allowed and applied.facts.get("terms.pending") != ():
            yield _pending(applied, rule.source)


def _pending(applied: Applied, source: str) -> Finding:
    unreasoned = applied.facts.get("terms.pending_unreasoned")
    until, today = applied.facts.get("terms.pending_until"), applied.facts.get("day.today")
    pending: dict[str, Any] = {"value": applied.facts.get("terms.pending"), "limit": until, "until": until}
    if unreasoned != () or until is None:
        return applied.finding("C09", "pending_unreasoned", "terms.pending", source, value=unreasoned)
    if today is None or today > until:
        return applied.finding("C09", "pending_overdue", "terms.pending", source, **pending)
    return applied.finding("C09", "pending_until", "terms.pending", source, **pending, severity=Severity.NOTE)


def differences_are_ticked(case: Case) -> Iterator[Finding]:
    """C06."""
    differences = case.facts.get("order.differences")
    if differences == ():
        return
    key = "differences_not_compared" if differences is None else "differences_open"
    for applied, rule in case.rules("recruitment_ad"):
        counted: dict[str, Any] = {"n": len(differences)} if differences else {}
        yield applied.finding("C06", key, "order.differences", rule.source, value=differences, **counted)


def clauses_are_fair(case: Case) -> Iterator[Finding]:
    """C11."""
    for applied, rule in case.rules("conduct"):
        looked_at = dict.fromkeys(rule.clauses, Restricted(rule.source, Effect.WARN))
        yield from clauses_found(applied, "C11", "clause_to_look_at", looked_at, rule.source)


def clauses_found(
    applied: Applied, check: str, key: str, restricted: Mapping[str, Restricted], source: str
) -> Iterator[Finding]:
    """A finding for each of the `restricted` clauses in the terms, or one that nobody has read them for clauses."""
    clauses, limit = applied.facts.get("terms.clauses"), tuple(restricted)
    if clauses is None and restricted:
        yield applied.finding(check, "clauses_not_read", "terms.clauses", source, limit=limit)
    for clause in (each for each in restricted if each in (clauses or ())):
        act = restricted[clause]
        said: dict[str, Any] = {"value": clause, "limit": limit, "clause": f"screening.clause.{clause}.title"}
        yield applied.finding(check, key, "terms.clauses", act.source, severity=act.effect.severity, **said)


def span_brings_duties(case: Case) -> Iterator[Finding]:
    """C07. Which duties the length of the contract, with those joined to it, brings along."""
    for section, key, threshold in _LENGTHS:
        for applied, rule in case.rules(section):
            months = getattr(rule, threshold)
            case.ask(applied, "order.span_months")
            if months and applied.lasts(months):
                span = applied.facts.get("order.span_months")
                yield applied.finding(
                    "C07", key, "order.span_months", rule.source, value=span, limit=months, rank=months, n=months
                )


_LENGTHS = (
    ("conduct", "span_conduct", "threshold_months"),
    ("termination", "span_notice", "threshold_months"),
    ("welfare", "span_care", "care_threshold_months"),
)
