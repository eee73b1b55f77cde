"""Checks of an advertisement before it is published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tachiai.terms.packs.applied import Applied, Case
from tachiai.terms.packs.checks.items import called, missing
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.kinds import Disclosure, Severity
from tachiai.terms.packs.schema import Advertisement, source_of


def items_are_said(case: Case) -> Iterator[Finding]:
    """P01. Where the pack lets an inquiry channel stand in, the finding says so."""
    for applied, rule in case.rules("recruitment_ad"):
        has_channel = rule.disclosure is Disclosure.INQUIRY_CHANNEL
        key = "ad_item_missing_or_asked" if has_channel else "ad_item_missing"
        for name, item in missing(applied, rule.items):
            yield applied.finding("P01", key, item.facts[0], item.source, item=called(name, item))


def is_up_to_date(case: Case) -> Iterator[Finding]:
    """P02."""
    for applied, rule in case.rules("recruitment_ad"):
        if rule.stale_days is not None:
            yield from _dates(case, applied, rule)


def _dates(case: Case, applied: Applied, rule: Advertisement) -> Iterator[Finding]:
    as_of, until, today = (case.facts.get(fact) for fact in ("listing.as_of", "listing.open_until", "day.today"))
    if as_of is None:
        yield _warning(applied, "P02", "as_of_missing", "listing.as_of", rule.source)
    elif today is None or (today - as_of).days > rule.stale_days:
        days: dict[str, Any] = {"value": as_of, "limit": rule.stale_days, "rank": rule.stale_days}
        source = source_of(rule, "stale_days")
        yield _warning(applied, "P02", "ad_stale", "listing.as_of", source, **days, as_of=as_of, n=rule.stale_days)
    if until is None:
        yield _warning(applied, "P02", "ad_end_missing", "listing.open_until", rule.source)
    elif today is None or today > until:
        yield _warning(applied, "P02", "ad_over", "listing.open_until", rule.source, value=until, until=until)


def price_is_a_range(case: Case) -> Iterator[Finding]:
    """P03."""
    least, most = case.facts.get("listing.budget_least"), case.facts.get("listing.budget_most")
    for applied, rule in case.rules("recruitment_ad"):
        if rule.price_ratio_most is None:
            continue
        limit: dict[str, Any] = {"limit": rule.price_ratio_most, "rank": rule.price_ratio_most}
        if most is None:
            yield _warning(applied, "P03", "price_missing", "listing.budget_most", rule.source, **limit)
        elif least is None:
            yield _warning(applied, "P03", "price_least_missing", "listing.budget_least", rule.source, **limit)
        elif most > least * rule.price_ratio_most:
            limit |= {"value": most, "least_yen": least, "most_yen": most, "times": rule.price_ratio_most}
            source = source_of(rule, "price_ratio_most")
            yield _warning(applied, "P03", "price_range_wide", "listing.budget_most", source, **limit)


def is_no_employment(case: Case) -> Iterator[Finding]:
    """P07. So many signs together deserve a look; a sign that nobody looked for counts."""
    for applied, rule in case.rules("recruitment_ad"):
        if rule.employment is None:
            continue
        signs = [condition for condition in rule.employment.any_of if applied.holds(condition)]
        if len(signs) >= rule.employment.least:
            key = "employment_signs" if "listing.signs" in applied.facts else "employment_not_looked_for"
            said: dict[str, Any] = {"value": applied.facts.get("listing.signs"), "limit": rule.employment.least}
            yield _warning(applied, "P07", key, "listing.signs", rule.employment.source, **said)


def contest_is_explained(case: Case) -> Iterator[Finding]:
    """P08."""
    for applied, rule in case.rules("recruitment_ad"):
        for name, item in missing(applied, rule.contest):
            yield applied.finding("P08", "contest_item_missing", item.facts[0], item.source, item=called(name, item))


def _warning(applied: Applied, check: str, key: str, fact: str, source: str, **more: Any) -> Finding:
    return applied.finding(check, key, fact, source, severity=Severity.WARN, **more)
