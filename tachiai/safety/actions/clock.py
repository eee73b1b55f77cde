"""What the clock does to cases, decisions, appeals and measures: steps nobody took in time, and reminders before."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tachiai.clockwork.actions import BY_CLOCK, RETRY_AFTER, ROUND, Swept, fire_due, fire_reminders, postpone
from tachiai.clockwork.quiet import is_quiet
from tachiai.safety import announcements
from tachiai.safety.actions.appeals import grant_unreviewed, locked_appeal
from tachiai.safety.actions.measures import end
from tachiai.safety.lifecycles import APPEAL, DECISION
from tachiai.safety.models import Appeal, Case, Decision, Measure, Report
from tachiai.safety.rules import UNANSWERED
from tachiai.safety.walking import appeal_facts, count_anew, decision_facts, walk_appeal, walk_case, walk_decision

log = logging.getLogger(__name__)


def sweep_cases(at: datetime) -> Swept:
    """Cases that nobody decided: overdue, and at last unanswered."""
    return fire_due(Case.objects.all(), _fire_case, at=at)


def remind_cases(at: datetime) -> Swept:
    return fire_reminders(Case.objects.all(), _remind_case, at=at)


def sweep_decisions(at: datetime) -> Swept:
    """Decisions that no second person confirmed lapse; their cases go on."""
    return fire_due(Decision.objects.all(), _lapse, at=at)


def remind_decisions(at: datetime) -> Swept:
    return fire_reminders(Decision.objects.all(), _remind_decision, at=at)


def sweep_appeals(at: datetime) -> Swept:
    """Appeals that nobody reviewed: overdue, and at last granted."""
    return fire_due(Appeal.objects.all(), _fire_appeal, at=at)


def remind_appeals(at: datetime) -> Swept:
    return fire_reminders(Appeal.objects.all(), _remind_appeal, at=at)


def sweep_measures(at: datetime) -> Swept:
    """Measures whose time has come end, each in a transaction of its own; one that fails is tried again later."""
    swept = Swept()
    if is_quiet(Measure._meta.db_table, "until"):
        return swept
    while swept.fired + swept.failed < ROUND:
        row = None
        try:
            with transaction.atomic():
                row = _next_over(at)
                if row is None:
                    break
                end(row, "until", None, "", row.until or at)
            swept.fired += 1
        except Exception:
            if row is None:
                raise
            log.exception("clock: measure %s stalled", row.pk)
            Measure.objects.filter(pk=row.pk).update(stalled_until=at + RETRY_AFTER)
            swept.failed += 1
    return swept


def _next_over(at: datetime) -> Measure | None:
    awake = Q(stalled_until=None) | Q(stalled_until__lte=at)
    due = Measure.objects.filter(awake, until__lte=at, ended_at=None).select_related("decision__case")
    return due.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by("until").first()


def _fire_case(row: Case, at: datetime) -> None:
    if row.state == "open":
        step = walk_case(row, "mark_overdue", by=BY_CLOCK, at=at)
        # Whoever has it did not get to it: anybody may take it now, unless a second person is looking at it.
        if not row.decisions.filter(state=DECISION.first).exists():
            row.claimed_by_id = row.claimed_at = None
            row.save(update_fields=["claimed_by", "claimed_at"])
    else:
        for decision in row.decisions.filter(state=DECISION.first).select_for_update(no_key=True):
            _lapse(decision, at)
        step = walk_case(row, "give_up", by=BY_CLOCK, at=at)
        concerned = row.with_joined()
        Report.objects.filter(case__in=concerned).update(outcome=UNANSWERED, closed_at=at)
        announcements.reports_closed(concerned, UNANSWERED, at)
    announcements.case_step(row, step, at)


def _remind_case(row: Case, at: datetime) -> None:
    announcements.case_reminder(row, at)
    count_anew(row, at)
    row.save(update_fields=["due_at", "remind_at"])


def _lapse(row: Decision, at: datetime) -> None:
    step = walk_decision(row, "lapse", by=BY_CLOCK, at=at)
    announcements.decision_step(row, step, at)


def _remind_decision(row: Decision, at: datetime) -> None:
    announcements.decision_reminder(row, at)
    postpone(row, DECISION, decision_facts(row), at)
    row.save(update_fields=["due_at", "remind_at"])


def _fire_appeal(due: Appeal, at: datetime) -> None:
    row = locked_appeal(due.pk)
    if row is None or row.due_at is None or row.due_at > at:
        return
    if row.state == "filed":
        announcements.appeal_step(row, walk_appeal(row, "mark_overdue", by=BY_CLOCK, at=at), at)
    else:
        grant_unreviewed(row, at)


def _remind_appeal(row: Appeal, at: datetime) -> None:
    announcements.appeal_reminder(row, at)
    postpone(row, APPEAL, appeal_facts(row), at)
    row.save(update_fields=["due_at", "remind_at"])
