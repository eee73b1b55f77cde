"""Checks between delivery and acceptance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tachiai.terms.packs.applied import Applied, Case
from tachiai.terms.packs.finding import Finding
from tachiai.terms.packs.schema import Conduct, Payment, Prohibited

INSPECT_BY = "order.inspect_by"


def inspection_is_in_time(case: Case) -> Iterator[Finding]:
    """D02. However long the inspection takes, the payment date does not move."""
    if case.facts.get("order.inspection") is False:
        return
    for applied, rule in case.rules("payment"):
        inspect_by = applied.facts.get(INSPECT_BY)
        if inspect_by is None:
            yield applied.finding("D02", "inspection_date_missing", INSPECT_BY, rule.source)
        else:
            yield from _inspection(case, applied, rule, inspect_by)


def _inspection(case: Case, applied: Applied, rule: Payment, inspect_by: date) -> Iterator[Finding]:
    inspected_on, received_on = applied.facts.get("delivery.inspected_on"), applied.facts.get("order.received_on")
    reached = inspected_on or case.today()
    if reached is None or reached > inspect_by:
        said: dict[str, Any] = {"value": reached, "limit": inspect_by, "inspect_by": inspect_by}
        yield applied.finding("D02", "inspection_late", "delivery.inspected_on", rule.source, **said)
    if rule.inspection is None:
        return
    most = rule.inspection.max_days
    latest = None if received_on is None else received_on + timedelta(days=most)
    if latest is None or inspect_by > latest:
        long: dict[str, Any] = {"value": inspect_by, "limit": latest, "rank": most, "n": most}
        yield applied.finding("D02", "inspection_long", INSPECT_BY, rule.inspection.source, **long)


def redo_is_agreed(case: Case) -> Iterator[Finding]:
    """D04. A redo that goes beyond the agreed rounds or the scope is a change, with its own price."""
    if case.facts.get("redo.asked") is False:
        return
    for applied, rule in case.rules("conduct"):
        if not _is_redo_agreed(applied):
            said = {"value": applied.facts.get("redo.number"), "limit": applied.facts.get("terms.rounds")}
            act = rule.prohibited.get("redo_without_cost")
            yield from _restricted(case, applied, rule, act, "D04", "redo_unpaid", "redo.number", **said)


def _is_redo_agreed(applied: Applied) -> bool:
    facts = applied.facts
    number, rounds = facts.get("redo.number"), facts.get("terms.rounds")
    is_in_rounds = number is not None and rounds is not None and number <= rounds
    is_owed = facts.get("redo.beyond_scope") is False and (is_in_rounds or facts.get("redo.fault") == "worker")
    return is_owed or facts.get("redo.change_agreed") is True


def postponement_is_agreed(case: Case) -> Iterator[Finding]:
    """D05. A later date that the client asks for needs the worker's consent and a reason."""
    facts = case.facts
    if facts.get("postponement.asked") is False or facts.get("postponement.by") == "worker":
        return
    if facts.get("postponement.agreed") is True and "postponement.reason" in facts:
        return
    for applied, rule in case.rules("conduct"):
        said = {"value": facts.get("postponement.agreed"), "limit": True}
        act = rule.prohibited.get("refuse_receipt")
        yield from _restricted(
            case, applied, rule, act, "D05", "postponed_without_consent", "postponement.agreed", **said
        )


def _restricted(
    case: Case, applied: Applied, rule: Conduct, act: Prohibited | None, check: str, key: str, fact: str, **said: Any
) -> Iterator[Finding]:
    """The finding, if the rule restricts that act for an order of this length and kind."""
    if act is None or (act.not_for_services and applied.facts.get("order.is_service") is True):
        return
    if rule.threshold_months:
        case.ask(applied, "order.span_months")
    if applied.lasts(rule.threshold_months):
        yield applied.finding(check, key, fact, act.source, severity=act.effect.severity, **said)
