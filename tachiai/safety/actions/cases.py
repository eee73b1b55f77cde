"""Cases in the hands of staff: taken, given back, deferred, joined, and opened by a finding of their own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from tachiai.clockwork.actions import By
from tachiai.conversations.queries.blocks import blocked_ids
from tachiai.guidelines import rules as guidelines
from tachiai.kernel.calendar import end_of_day
from tachiai.kernel.lifecycle import Actor
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people
from tachiai.people.actions import log_staff_act
from tachiai.safety import announcements
from tachiai.safety.actions.gathering import feed, open_case
from tachiai.safety.models import Case, Look, Report, Signal
from tachiai.safety.queries.cases import ORDERS
from tachiai.safety.queries.conflicts import conflict_of
from tachiai.safety.queries.joining import joining
from tachiai.safety.rules import reason_mistakes
from tachiai.safety.rules.numbers import DEFERRED_BY, NUMBERS
from tachiai.safety.subjects import thing, thread_of
from tachiai.safety.walking import count_anew, walk_case

_FINDING: int = NUMBERS["weights"]["finding"]
_LOOKED_AT = 50
"""So many of the cases that wait are looked at for one that a member of the staff may judge."""


@transaction.atomic
def claim_next(*, staff_id: int, at: datetime, order: str = "harm", kind: str = "") -> int | None:
    """Take the first case of the queue, in this order and about things of this kind (empty: any), that this member of
    the staff may judge; None when none waits, or when they have a stake in all of the first _LOOKED_AT.

    Never the same to two: a case that somebody else is about to take is passed over.
    """
    refuse_others(staff_id)
    avoided = [staff_id, *blocked_ids(staff_id)]
    theirs = Exists(Report.objects.filter(case_id=OuterRef("pk"), reporter__in=avoided))
    waiting = Case.objects.filter(~theirs, closed_at=None, claimed_by=None).exclude(about__in=avoided)
    if kind:
        waiting = waiting.filter(subject_kind=kind)
    for each in waiting.order_by(*ORDERS[order])[:_LOOKED_AT]:
        if conflict_of(staff_id, each) is not None:
            continue
        locked = waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))
        row = locked.filter(pk=each.pk).first()
        if row is not None:
            take_case(row, staff_id, at)
            return row.pk
    return None


@transaction.atomic
def claim(*, case_id: int, staff_id: int, at: datetime) -> None:
    """Take this case. One's own stays one's own. Refusal when somebody else has it, and for who has a stake in it."""
    row = locked_case(case_id, staff_id)
    if row.claimed_by_id != staff_id:
        take_case(row, staff_id, at)


@transaction.atomic
def release(*, case_id: int, staff_id: int, at: datetime) -> None:
    """Give a case back that one has taken, also one in which one has a stake by now."""
    refuse_others(staff_id)
    row = _locked(case_id)
    _refuse_unclaimed(row, staff_id)
    walk_case(row, "release", by=By(Actor.STAFF, staff_id), at=at)
    row.claimed_by_id = row.claimed_at = None
    row.save(update_fields=["claimed_by", "claimed_at"])


@transaction.atomic
def defer(*, case_id: int, staff_id: int, reason: str, at: datetime) -> None:
    """Once, with a reason that every reporter reads, a case may take longer."""
    _refuse_without(reason)
    row = _own_case(case_id, staff_id)
    walk_case(row, "defer", by=By(Actor.STAFF, staff_id), at=at, answers={"reason": reason.strip()})
    row.deferred_at, row.decide_by = at, end_of_day(row.decide_by + DEFERRED_BY)
    count_anew(row, at)
    row.save(update_fields=["deferred_at", "decide_by", "due_at", "remind_at"])
    announcements.reports_deferred(row, reason.strip(), at)


@transaction.atomic
def join(*, case_id: int, into_case_id: int, staff_id: int, at: datetime) -> None:
    """This case repeats another one about the same person: its reporters are told that and hear the outcome of the
    other, at once where it is decided. Refusal for another person's case, for one that has ended without a decision,
    where the decision was reversed or can be appealed against no more, and where it judged another matter."""
    both = Case.objects.select_for_update(no_key=True).filter(pk__in=(case_id, into_case_id)).order_by("pk")
    into = next((each for each in both if each.pk == into_case_id != case_id), None)
    row = _own_case(case_id, staff_id)
    if into is None:
        raise Refusal(Refused("case.refused.joins_nothing"))
    brought = conflict_of(staff_id, into) or joining(row, into, at)
    if isinstance(brought, Refused):
        raise Refusal(brought)
    concerned = row.with_joined()
    walk_case(row, "join", by=By(Actor.STAFF, staff_id), at=at, answers={"into": into.pk})
    Case.objects.filter(pk__in=concerned).update(joined_to=into)
    Report.objects.filter(case__in=brought.case_ids).update(outcome=brought.outcome, closed_at=at)
    announcements.reports_closed(brought.case_ids, brought.outcome, at, since=brought.since)


@transaction.atomic
def note_finding(*, by_staff_id: int, subject_kind: str, subject_id: int, clause: str, text: str, at: datetime) -> int:
    """Staff found something themselves: it joins the open case about it, or opens one. Answers the case's id.

    Refusal for what is not there, for what not everybody may see (a case would open it to staff), for no reason, for a
    clause that such a thing cannot break, and for who has a stake in it.
    """
    refuse_others(by_staff_id)
    _refuse_without(text)
    found = thing(subject_kind, subject_id)
    owner = found.about(None) if found else None
    if found is None or owner is None or found.readers is not None:
        raise Refusal(Refused("report.refused.no_such_thing"))
    if clause not in {each.id for each in guidelines.clauses_for(subject_kind)}:
        raise Refusal(Refused("report.refused.no_kind"))
    row = open_case(found, owner, clause, at)
    if (stake := conflict_of(by_staff_id, row)) is not None:
        raise Refusal(stake)
    is_said = row.signals.filter(kind="finding", by_id=by_staff_id, clause=clause, text=text.strip()).exists()
    if not is_said:
        Signal.objects.create(
            case=row,
            kind="finding",
            by_id=by_staff_id,
            clause=clause,
            text=text.strip(),
            snapshot=found.as_data(),
            digest=found.digest,
            weight=_FINDING,
            at=at,
        )
        feed(row, clause=clause, weight=_FINDING, thing=found)
        log_staff_act(
            staff_id=by_staff_id,
            act="note_finding",
            subject_kind=subject_kind,
            subject_id=subject_id,
            reason=text.strip(),
            case_id=row.pk,
            at=at,
        )
    return row.pk


@transaction.atomic
def look(*, case_id: int, staff_id: int, reason: str, at: datetime) -> None:
    """Somebody who has the case needs the private talk that belongs to it: who, why and when is logged. Refusal where
    there is none, for anybody else, and once the case has ended."""
    _refuse_without(reason)
    row = _own_case(case_id, staff_id)
    found = thing(row.subject_kind, row.subject_id)
    thread_id = thread_of(found) if found else None
    if row.closed_at is not None or thread_id is None:
        raise Refusal(Refused("case.refused.no_talk"))
    Look.objects.create(case=row, staff_id=staff_id, reason=reason.strip(), at=at)
    log_staff_act(
        staff_id=staff_id,
        act="look",
        subject_kind="thread",
        subject_id=thread_id,
        reason=reason.strip(),
        case_id=row.pk,
        at=at,
    )


def refuse_others(staff_id: int) -> None:
    """Refusal for anybody but staff."""
    if not people.is_staff(staff_id):
        raise Refusal(Refused("people.refused.not_staff"))


def locked_case(case_id: int, staff_id: int) -> Case:
    """A case for somebody of the staff who may judge it, locked."""
    refuse_others(staff_id)
    row = _locked(case_id)
    if (stake := conflict_of(staff_id, row)) is not None:
        raise Refusal(stake)
    return row


def _own_case(case_id: int, staff_id: int) -> Case:
    row = locked_case(case_id, staff_id)
    _refuse_unclaimed(row, staff_id)
    return row


def _locked(case_id: int) -> Case:
    row = Case.objects.select_for_update(no_key=True).filter(pk=case_id).first()
    if row is None:
        raise Refusal(Refused("case.refused.no_such_case"))
    return row


def _refuse_unclaimed(row: Case, staff_id: int) -> None:
    if row.claimed_by_id != staff_id:
        raise Refusal(Refused("case.refused.not_claimed"))


def take_case(row: Case, staff_id: int, at: datetime) -> None:
    """The locked case is in this person's hands."""
    walk_case(row, "claim", by=By(Actor.STAFF, staff_id), at=at)
    row.claimed_by_id, row.claimed_at = staff_id, at
    row.save(update_fields=["claimed_by", "claimed_at"])


def _refuse_without(reason: str) -> None:
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
