"""Measures carried out and undone: one table that says how, for each of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from tachiai.contests.actions.moderation import remove_contest_proposal, restore_contest_proposal
from tachiai.contracts import moderation as contracts
from tachiai.conversations.actions import moderation as conversations
from tachiai.guidelines import rules as guidelines
from tachiai.jobs.actions import moderation as jobs
from tachiai.kernel.refused import Refusal
from tachiai.kernel.texts import CATALOGUE
from tachiai.people import actions as people
from tachiai.people.queries import person
from tachiai.safety import announcements
from tachiai.safety.models import Decision, Measure
from tachiai.safety.rules import BREACH, MEASURES, Asked, appeal_until
from tachiai.safety.rules.statements import Reasons, statement
from tachiai.safety.subjects import thing, thread_of
from tachiai.tasks.actions.moderation import remove_task_question, restore_task_question

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Hand:
    """How one measure is carried out against a thing, and how it is taken back."""

    take: Callable[[Measure, int, datetime], object]
    undo: Callable[[Measure, int | None, datetime], object]


def take(decision: Decision, asked: Asked, by_staff_id: int, at: datetime) -> Measure:
    """Carry out one measure of a decision that is in force. Refusal when it cannot be done."""
    spec, case = MEASURES[asked.name], decision.case
    row = Measure.objects.create(
        decision=decision,
        name=asked.name,
        subject_kind=case.subject_kind,
        subject_id=case.subject_id,
        person_id=decision.about_id,
        until=asked.until,
        began_at=at,
    )
    if spec.restricts:
        row.restriction_id = people.restrict(
            person_id=row.person_id,
            kind=spec.restricts,
            reason=decision.explanation,
            until=asked.until,
            by_staff_id=by_staff_id,
            decision_id=decision.pk,
            thread_id=_thread(row) if asked.name == "thread_restricted" else None,
            appeal_until=appeal_until(decision.issued_at or at),
            at=at,
        )
        row.save(update_fields=["restriction_id"])
    elif (hand := _HANDS.get((row.name, row.subject_kind))) is not None:
        hand.take(row, by_staff_id, at)
    return row


def end(row: Measure, how: str, by_staff_id: int | None, reason: str, at: datetime) -> None:
    """The locked measure is over: what it did is undone, and the person told. `how` as in `Measure`."""
    if row.until is not None and row.until <= at:
        how, by_staff_id = "until", None
    row.ended_at, row.how, row.ended_by_id, row.end_reason = at, how, by_staff_id, reason
    row.save(update_fields=["ended_at", "how", "ended_by", "end_reason"])
    try:
        with transaction.atomic():
            _undo(row, by_staff_id, at)
    except Refusal as refusal:
        # The thing or the person has gone a way of its own meanwhile: nothing is left to give back.
        log.info("measure %s had nothing to undo: %s", row.pk, refusal)
    if MEASURES[row.name].lasts:
        announcements.measure_ended(row, at)


def stated(row: Decision) -> dict[str, Any] | None:
    """The statement of reasons of a decision that is being issued; None when none is owed."""
    clause = guidelines.clause(row.clause)
    said = row.case.filed.order_by("pk").first() or row.case.signals.order_by("pk").first()
    ends = [(each["name"], each["until"]) for each in row.asked]
    if row.verdict != BREACH or row.issued_at is None:
        return None
    return statement(
        Reasons(
            puid=row.puid,
            clause=clause,
            reference_url=f"{settings.ORIGIN}/guidelines/{clause.document}/#{clause.anchor}",
            facts=row.facts_public,
            explanation=row.explanation,
            asked=[Asked(name, datetime.fromisoformat(until) if until else None) for name, until in ends],
            is_reported=row.case.reports > 0,
            is_detected_by_machine=row.is_detected_by_machine,
            language=said.snapshot.get("language", "") if said else "",
            issued_at=row.issued_at,
        )
    )


def _undo(row: Measure, by_staff_id: int | None, at: datetime) -> None:
    if row.restriction_id is None:
        hand = _HANDS.get((row.name, row.subject_kind))
        if hand is not None:
            hand.undo(row, by_staff_id, at)
    elif row.how == "until":
        people.announce_end(restriction_id=row.restriction_id, at=at)
    else:
        reason = row.end_reason or CATALOGUE.get(f"measure.how.{row.how}", person(row.person_id).language)
        people.lift(restriction_id=row.restriction_id, by_staff_id=by_staff_id, reason=reason, at=at)


def _thread(row: Measure) -> int | None:
    found = thing(row.subject_kind, row.subject_id)
    return thread_of(found) if found else None


def _hand(column: str, take: Callable[..., object], undo: Callable[..., object], **more: str) -> _Hand:
    """What two actions of a lower module do to the thing whose id they call `column`."""

    def said(row: Measure, by: int | None, at: datetime) -> dict[str, Any]:
        return {column: row.subject_id, "by_staff_id": by, "decision_id": row.decision_id, "at": at, **more}

    return _Hand(
        lambda row, by, at: take(**said(row, by, at)),
        lambda row, by, at: undo(**said(row, by, at)),
    )


_HANDS: Mapping[tuple[str, str], _Hand] = {
    **{
        (name, "listing"): _hand("listing_id", jobs.suspend_listing, jobs.resume_listing, kind=spec.stops)
        for name, spec in MEASURES.items()
        if spec.stops
    },
    ("text_removed", "message"): _hand("message_id", conversations.remove_message, conversations.restore_message),
    ("text_removed", "proposal"): _hand("proposal_id", jobs.remove_proposal_text, jobs.restore_proposal_text),
    ("text_removed", "rating"): _hand("rating_id", contracts.remove_rating, contracts.restore_rating),
    ("text_removed", "contest_proposal"): _hand("proposal_id", remove_contest_proposal, restore_contest_proposal),
    ("text_removed", "task_question"): _hand("question_id", remove_task_question, restore_task_question),
    ("text_removed", "profile"): _hand("person_id", people.remove_profile, people.restore_profile),
}
