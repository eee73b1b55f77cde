"""One step of one locked inquiry: trace, state, deadline. The actions decide which, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tachiai.clockwork.actions import By, authorise, enter, postpone, record
from tachiai.inquiries.lifecycles import INQUIRY, OPEN
from tachiai.inquiries.models import Inquiry, InquiryStep
from tachiai.inquiries.queries.facts import facts_of
from tachiai.inquiries.rules import answer_by
from tachiai.kernel.lifecycle import Step


def walk(row: Inquiry, step_name: str, *, by: By, at: datetime, answers: Mapping[str, Any] | None = None) -> Step:
    """Take the step on the locked inquiry and save it with whatever else was changed on it. Refusal when it cannot be
    taken. Whoever is waited for anew has the whole time again."""
    facts = facts_of(row)
    step = authorise(INQUIRY, step_name, facts, by, at)
    to = step.destination(facts)
    record(row, InquiryStep, step, to, by=by, at=at, answers=answers or {})
    if step.to:
        if to == INQUIRY.first:
            row.answer_by = answer_by(at)
        enter(row, INQUIRY, replace(facts_of(row), state=to), at)
        row.closed_at = None if to in OPEN else row.closed_at or at
    row.save()
    return step


def count_anew(row: Inquiry, at: datetime) -> None:
    """A reminder was sent. Does not save."""
    postpone(row, INQUIRY, facts_of(row), at)
