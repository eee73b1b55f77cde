"""Appeals: filed once, reviewed by another person; one that is right takes back all that came of the decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tachiai.clockwork.actions import BY_CLOCK, By, enter
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.safety import announcements
from tachiai.safety.actions.cases import refuse_others
from tachiai.safety.actions.gathering import feed, reopen
from tachiai.safety.actions.measures import end
from tachiai.safety.lifecycles import APPEAL
from tachiai.safety.models import Appeal, Case, Decision, Report, Signal
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.rules import (
    BREACH,
    DUPLICATE,
    NO_BREACH,
    AppealFacts,
    appeal_mistakes,
    appeal_until,
    reason_mistakes,
)
from tachiai.safety.walking import walk_appeal

_OPEN = tuple(state.name for state in APPEAL.states if not state.final)


@transaction.atomic
def appeal(*, decision_id: int, person_id: int, text: str, at: datetime) -> int:
    """Ask that another person looks at a decision again; answers the appeal's id. The person whom a breach is said of
    may do so, and who reported where none was found; each once. Sent twice, it is one. No restriction stands in the
    way. Refusal with every reason."""
    decision = Decision.objects.select_for_update(no_key=True).select_related("case").filter(pk=decision_id).first()
    report = _report_in_vain(decision, person_id) if decision is not None else None
    if decision is None or (report is None and not _is_told_of_breach(decision, person_id)):
        raise Refusal(Refused("decision.refused.no_such_decision"))
    if (filed := decision.appeals.filter(person_id=person_id).first()) is not None:
        if filed.text == text.strip():
            return filed.pk
        raise Refusal(Refused("appeal.refused.once"))
    if decision.reversed_at is not None or decision.issued_at is None or at > appeal_until(decision.issued_at):
        raise Refusal(Refused("appeal.refused.too_late"))
    if wrong := appeal_mistakes(text):
        raise Refusal(*(refused for _, refused in wrong))
    row = Appeal(decision=decision, person_id=person_id, report=report, text=text.strip(), opened_at=at)
    row.state = APPEAL.first
    enter(row, APPEAL, AppealFacts(APPEAL.first), at)
    row.save()
    announcements.appeal_filed(row, at)
    return row.pk


@transaction.atomic
def withdraw_appeal(*, appeal_id: int, person_id: int, at: datetime) -> None:
    """Take one's appeal back. It is not filed a second time."""
    row = locked_appeal(appeal_id)
    if row is None or row.person_id != person_id:
        raise Refusal(Refused("appeal.refused.no_such_appeal"))
    walk_appeal(row, "withdraw", by=By(Actor.ASKER, person_id), at=at)


@transaction.atomic
def review(*, appeal_id: int, by_staff_id: int, reverse: bool, reason: str, misuse: bool = False, at: datetime) -> None:
    """Another person than those who decided upholds the decision or reverses it, for a reason that who appealed reads.

    `misuse`: it was made without ground; counted and told. Refusal for anybody else, without a reason, for who has a
    stake in the case, once it has ended, and once the decision has been reversed.
    """
    refuse_others(by_staff_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
    if reverse and misuse:
        raise Refusal(Refused("appeal.refused.misuse_of_right"))
    row = locked_appeal(appeal_id)
    if row is None:
        raise Refusal(Refused("appeal.refused.no_such_appeal"))
    if row.decision.reversed_at is not None:
        raise Refusal(Refused("appeal.refused.reversed"))
    if row.person_id == by_staff_id:
        raise Refusal(Refused("case.refused.conflict.about"))
    if (stake := conflict_of(by_staff_id, row.decision.case)) is not None:
        raise Refusal(stake)
    row.reviewer_id, row.reason, row.is_misuse = by_staff_id, reason.strip(), misuse
    step = walk_appeal(
        row, "reverse" if reverse else "uphold", by=By(Actor.STAFF, by_staff_id), at=at, reason=row.reason
    )
    announcements.appeal_step(row, step, at, row.reason)
    if misuse:
        announcements.appeal_misused(row, at)
    if reverse:
        _answer_alike(row, by_staff_id, at)
        _undo(row, "appeal", by_staff_id, at)


def grant_unreviewed(row: Appeal, at: datetime) -> None:
    """Nobody reviewed the locked appeal in time: what it is against does not stand."""
    announcements.appeal_step(row, walk_appeal(row, "grant", by=BY_CLOCK, at=at), at)
    _answer_alike(row, None, at)
    _undo(row, "unreviewed", None, at)


def _undo(row: Appeal, how: str, by_staff_id: int | None, at: datetime) -> None:
    """The decision that was appealed against does not stand: its measures end, and what it left in counts and weights
    goes. Where it had found nothing, the case is open again. `how` as in `Measure`."""
    decision = row.decision
    decision.reversed_at = at
    decision.save(update_fields=["reversed_at"])
    for measure in decision.measures.filter(ended_at=None).select_for_update(no_key=True).order_by("pk"):
        measure.decision = decision
        end(measure, how, by_staff_id, row.reason, at)
    concerned = decision.case.with_joined()
    filed = Report.objects.filter(case__in=concerned)
    filed.update(is_misuse=False)
    if decision.verdict == BREACH:
        filed.update(outcome=NO_BREACH)
        announcements.reports_reversed(concerned, at)
    else:
        _look_anew(row, at)


def locked_appeal(appeal_id: int) -> Appeal | None:
    """The appeal with its decision and case, all locked: cases first, as everywhere."""
    found = Appeal.objects.filter(pk=appeal_id).values_list("decision_id", "decision__case_id").first()
    if found is None:
        return None
    case = Case.objects.select_for_update(no_key=True).get(pk=found[1])
    decision = Decision.objects.select_for_update(no_key=True).get(pk=found[0])
    row = Appeal.objects.select_for_update(no_key=True).get(pk=appeal_id)
    decision.case, row.decision = case, decision
    return row


def _is_told_of_breach(decision: Decision, person_id: int) -> bool:
    return decision.verdict == BREACH and decision.issued_at is not None and decision.about_id == person_id


def _report_in_vain(decision: Decision, person_id: int) -> Report | None:
    """What this person had reported where the decision found nothing; None for anybody else."""
    if decision.verdict == BREACH or decision.issued_at is None:
        return None
    here = Q(case=decision.case_id) | Q(case__joined_to=decision.case_id)
    return Report.objects.filter(here, reporter_id=person_id).order_by("pk").first()


def _answer_alike(row: Appeal, by_staff_id: int | None, at: datetime) -> None:
    """What others had asked of the same decision is answered with it. `by_staff_id` is None where nobody reviewed."""
    by = BY_CLOCK if by_staff_id is None else By(Actor.STAFF, by_staff_id)
    others = row.decision.appeals.filter(state__in=_OPEN).select_for_update(no_key=True).order_by("pk")
    for other in others:
        other.decision, other.reviewer_id, other.reason = row.decision, by_staff_id, row.reason
        if by_staff_id is None and other.state == APPEAL.first:
            # The clock grants what is overdue, and nothing else: on this one it comes earlier.
            walk_appeal(other, "mark_overdue", by=by, at=at)
        step = walk_appeal(other, "grant" if by_staff_id is None else "reverse", by=by, at=at, reason=row.reason)
        announcements.appeal_step(other, step, at, row.reason)


def _look_anew(row: Appeal, at: datetime) -> None:
    """A case of its own in which somebody else decides again; the reports go over to it. What cannot (its reporter has
    spoken there already, or it is about another thing and was joined) stays where it is and hears its outcome."""
    old = row.decision.case
    case, concerned = reopen(old, at), old.with_joined()
    told = list(Report.objects.filter(case__in=concerned).values_list("pk", flat=True))
    if case.claimed_by_id in (row.decision.decided_by_id, row.decision.second_id):
        case.claimed_by_id = case.claimed_at = None
        case.save(update_fields=["claimed_by", "claimed_at"])
    filed = Report.objects.filter(case=old).exclude(reporter__in=case.filed.values("reporter"))
    moved = list(filed.order_by("pk"))
    filed.update(case=case, outcome="", closed_at=None)
    Report.objects.filter(case__in=concerned).update(outcome=DUPLICATE, closed_at=at)
    Case.objects.filter(pk__in=concerned).update(joined_to=case)
    Signal.objects.create(
        case=case, kind="appeal", source_id=row.pk, clause=old.clause, text=row.reason, weight=0, at=at
    )
    for report in moved:
        feed(case, clause=report.clause, weight=report.weight, is_report=True)
    announcements.reports_looked_at_anew(told, case, at)
