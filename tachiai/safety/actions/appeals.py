"""Appeals: filed once, reviewed by another person; one that is right takes back all that came of the decision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.clockwork.actions import By, enter
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.safety import announcements
from tachiai.safety.actions.cases import refuse_others
from tachiai.safety.actions.gathering import feed, reopen
from tachiai.safety.actions.measures import end
from tachiai.safety.lifecycles import APPEAL
from tachiai.safety.models import Appeal, Case, Decision, Report, Signal
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.rules import BREACH, NO_BREACH, AppealFacts, appeal_mistakes, appeal_until, reason_mistakes
from tachiai.safety.walking import walk_appeal

_OPEN = tuple(state.name for state in APPEAL.states if not state.final)


@transaction.atomic
def appeal(*, decision_id: int, person_id: int, text: str, at: datetime) -> int:
    """Ask that another person looks at a decision again; answers the appeal's id. The person whom a breach is said of
    may do so, and who reported where none was found; each once. Sent twice, it is one. No restriction stands in the
    way. Refusal with every reason."""
    decision = Decision.objects.select_for_update(no_key=True).select_related("case").filter(pk=decision_id).first()
    if decision is None or not _may_ask(decision, person_id):
        raise Refusal(Refused("decision.refused.no_such_decision"))
    if (filed := decision.appeals.filter(person_id=person_id).first()) is not None:
        if filed.text == text.strip():
            return filed.pk
        raise Refusal(Refused("appeal.refused.once"))
    if decision.reversed_at is not None or decision.issued_at is None or at > appeal_until(decision.issued_at):
        raise Refusal(Refused("appeal.refused.too_late"))
    if wrong := appeal_mistakes(text):
        raise Refusal(*(refused for _, refused in wrong))
    row = Appeal(decision=decision, person_id=person_id, text=text.strip(), opened_at=at, state=APPEAL.first)
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
    stake in the case, and once it has ended.
    """
    refuse_others(by_staff_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
    if reverse and misuse:
        raise Refusal(Refused("appeal.refused.misuse_of_right"))
    row = locked_appeal(appeal_id)
    if row is None:
        raise Refusal(Refused("appeal.refused.no_such_appeal"))
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
        undo(row, "appeal", by_staff_id, at)


def undo(row: Appeal, how: str, by_staff_id: int | None, at: datetime) -> None:
    """The decision that was appealed against does not stand: its measures end, and what it left in counts and weights
    goes. Where it had found nothing, the case is open again. `how` as in `Measure`."""
    decision = row.decision
    decision.reversed_at = at
    decision.save(update_fields=["reversed_at"])
    for measure in decision.measures.filter(ended_at=None).select_for_update(no_key=True).order_by("pk"):
        measure.decision = decision
        end(measure, how, by_staff_id, row.reason, at)
    concerned = [decision.case_id, *decision.case.joined.values_list("pk", flat=True)]
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


def _may_ask(decision: Decision, person_id: int) -> bool:
    if decision.issued_at is None:
        return False
    if decision.verdict == BREACH:
        return person_id == decision.about_id
    return Report.objects.filter(case_id=decision.case_id, reporter_id=person_id).exists()


def _answer_alike(row: Appeal, by_staff_id: int, at: datetime) -> None:
    """What others had asked of the same decision is answered with it."""
    others = row.decision.appeals.filter(state__in=_OPEN).select_for_update(no_key=True).order_by("pk")
    for other in others:
        other.decision, other.reviewer_id, other.reason = row.decision, by_staff_id, row.reason
        step = walk_appeal(other, "reverse", by=By(Actor.STAFF, by_staff_id), at=at, reason=row.reason)
        announcements.appeal_step(other, step, at, row.reason)


def _look_anew(row: Appeal, at: datetime) -> None:
    """A case of its own in which somebody decides again; the reports go over to it."""
    old = row.decision.case
    case = reopen(old, at)
    filed = Report.objects.filter(case=old).exclude(reporter__in=case.filed.values("reporter"))
    moved = list(filed.order_by("pk"))
    filed.update(case=case, outcome="", closed_at=None)
    Signal.objects.create(
        case=case, kind="appeal", source_id=row.pk, clause=old.clause, text=row.reason, weight=0, at=at
    )
    for report in moved:
        feed(case, clause=report.clause, weight=report.weight, is_report=True)
    announcements.reports_looked_at_anew(case, at)
