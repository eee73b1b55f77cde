"""One step of one locked row of safety: trace, state, deadline. The actions decide which, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By, authorise, enter, postpone, record
from tachiai.kernel.lifecycle import Step
from tachiai.safety.lifecycles import APPEAL, CASE, DECISION
from tachiai.safety.models import Appeal, AppealStep, Case, CaseStep, Decision, DecisionStep
from tachiai.safety.rules import AppealFacts, CaseFacts, DecisionFacts


def case_facts(row: Case) -> CaseFacts:
    return CaseFacts(
        state=row.state,
        decide_by=row.decide_by,
        is_claimed=row.claimed_by_id is not None,
        is_deferred=row.deferred_at is not None,
        has_proposal=row.decisions.filter(state=DECISION.first).exists(),
    )


def walk_case(row: Case, step_name: str, *, by: By, at: datetime, answers: Mapping[str, Any] | None = None) -> Step:
    """Take the step on the locked case and save it with whatever else was changed on it. Refusal when it cannot be."""
    facts = case_facts(row)
    step = authorise(CASE, step_name, facts, by, at)
    to = step.destination(facts)
    record(row, CaseStep, step, to, by=by, at=at, answers=answers or {})
    if step.to:
        enter(row, CASE, replace(facts, state=to), at)
    if CASE.state(to).final:
        row.closed_at = at
    row.save()
    return step


def count_anew(row: Case, at: datetime) -> None:
    """The date by which the locked case is decided has moved, or a reminder was sent. Does not save."""
    postpone(row, CASE, case_facts(row), at)


def decision_facts(row: Decision, staff_id: int | None = None) -> DecisionFacts:
    return DecisionFacts(row.state, is_by_the_same=staff_id == row.decided_by_id)


def walk_decision(row: Decision, step_name: str, *, by: By, at: datetime, reason: str = "") -> Step:
    """Take the step on the locked decision and save it. Refusal when it cannot be taken."""
    facts = decision_facts(row, by.person_id)
    step = authorise(DECISION, step_name, facts, by, at)
    record(row, DecisionStep, step, step.to, by=by, at=at, answers={"reason": reason} if reason else {})
    enter(row, DECISION, replace(facts, state=step.to), at)
    row.save()
    return step


def appeal_facts(row: Appeal, staff_id: int | None = None) -> AppealFacts:
    took_part = staff_id is not None and staff_id in (row.decision.decided_by_id, row.decision.second_id)
    return AppealFacts(row.state, took_part)


def walk_appeal(row: Appeal, step_name: str, *, by: By, at: datetime, reason: str = "") -> Step:
    """Take the step on the locked appeal and save it. Refusal when it cannot be taken."""
    facts = appeal_facts(row, by.person_id)
    step = authorise(APPEAL, step_name, facts, by, at)
    record(row, AppealStep, step, step.to, by=by, at=at, answers={"reason": reason} if reason else {})
    enter(row, APPEAL, replace(facts, state=step.to), at)
    if APPEAL.state(step.to).final:
        row.closed_at = at
    row.save()
    return step
