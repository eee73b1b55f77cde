"""What staff take away from a person, and give back; and the question that every door asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions.audit import log_staff_act
from tachiai.people.models import Person, Restriction
from tachiai.people.queries import forbidding, is_staff, restrictions_in_force
from tachiai.people.rules import address_digest, reason_mistakes
from tachiai.people.rules.restrictions import Act, restriction_mistakes


@dataclass(frozen=True)
class PersonRestricted:
    """Staff restricted a person, to `until` (None: until it is lifted), for a reason that the person reads.

    They may appeal to `appeal_until`; None where there is no decision to appeal against.
    """

    person_id: int
    kind: str
    reason: str
    until: datetime | None
    decision_id: int | None
    thread_id: int | None
    at: datetime
    appeal_until: datetime | None = None


@dataclass(frozen=True)
class RestrictionLifted:
    """A person's restriction ended: before its time, for a reason that the person reads, or (no reason) with it."""

    person_id: int
    kind: str
    reason: str
    decision_id: int | None
    thread_id: int | None
    at: datetime


@transaction.atomic
def restrict(
    *,
    person_id: int,
    kind: str,
    reason: str,
    until: datetime | None,
    by_staff_id: int,
    decision_id: int | None = None,
    thread_id: int | None = None,
    appeal_until: datetime | None = None,
    at: datetime,
) -> int:
    """From `at` on the person may not do what `kind` forbids; to `until`, or until it is lifted. Answers its id.

    Listeners tell whom it concerns, and `appeal_until` when the person may appeal. Each decision restricts for itself,
    also what another one restricts: the person is free when none is left. Refused for anybody but staff, for oneself,
    for staff, and while the same is in force by the same decision. ValueError for a kind that there is not.
    """
    person = _judged(person_id, by_staff_id)
    if wrong := restriction_mistakes(kind, reason, until, thread_id, at):
        raise Refusal(*(refused for _, refused in wrong))
    if not person.is_active:
        raise Refusal(Refused("people.refused.no_such_person"))
    if person.is_staff:
        raise Refusal(Refused("people.refused.is_staff"))
    same = (kind, thread_id, decision_id)
    if any((one.kind, one.thread_id, one.decision_id) == same for one in restrictions_in_force(person_id, at)):
        raise Refusal(Refused("people.refused.restricted_already"))
    decided = Restriction.objects.create(
        person=person,
        kind=kind,
        reason=reason.strip(),
        decided_by_id=by_staff_id,
        decision_id=decision_id,
        thread_id=thread_id,
        since=at,
        until=until,
    )
    log_staff_act(
        staff_id=by_staff_id,
        act=f"restrict.{kind}",
        subject_kind="people.person",
        subject_id=person_id,
        reason=decided.reason,
        at=at,
    )
    publish(PersonRestricted(person_id, kind, decided.reason, until, decision_id, thread_id, at, appeal_until))
    return decided.pk


@transaction.atomic
def lift(*, restriction_id: int, by_staff_id: int | None, reason: str, at: datetime) -> None:
    """End a restriction before its time; `by_staff_id` None: an appeal did that nobody reviewed.

    Also after the account was closed. Refused for anybody but staff, for oneself, and when it is not in force.
    """
    found = Restriction.objects.filter(id=restriction_id).first()
    if found is None:
        raise Refusal(Refused("people.refused.not_restricted"))
    if by_staff_id is None:
        Person.objects.select_for_update().get(id=found.person_id)
    else:
        _judged(found.person_id, by_staff_id)
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
    if restriction_id not in {one.id for one in restrictions_in_force(found.person_id, at)}:
        raise Refusal(Refused("people.refused.not_restricted"))
    reason = reason.strip()
    lifted = {"lifted_at": at, "lifted_by_id": by_staff_id, "lift_reason": reason, "address": ""}
    Restriction.objects.filter(id=restriction_id, lifted_at=None).update(**lifted)
    if by_staff_id is not None:
        log_staff_act(
            staff_id=by_staff_id,
            act=f"lift.{found.kind}",
            subject_kind="people.person",
            subject_id=found.person_id,
            reason=reason,
            at=at,
        )
    publish(RestrictionLifted(found.person_id, found.kind, reason, found.decision_id, found.thread_id, at))


def announce_end(*, restriction_id: int, at: datetime) -> None:
    """A restriction's time has come at `at`: it ended by itself, and whom it concerns hears so."""
    over = Restriction.objects.get(id=restriction_id)
    publish(RestrictionLifted(over.person_id, over.kind, "", over.decision_id, over.thread_id, at))


def refuse_restricted(person_id: int, act: Act, at: datetime, *, thread_id: int | None = None) -> None:
    """Every door asks this first. Refusal while a restriction takes `act` away from the person, there or anywhere.

    `thread_id`: the thread that it is about, if any. The refusal carries the id of the restriction.
    """
    found = forbidding(person_id, act, at, thread_id=thread_id)
    if found is not None:
        raise Refusal(Refused(f"people.refused.restricted.{found.kind}", {"restriction_id": found.id}))


def leave_under(person_id: int, email: str, at: datetime) -> None:
    """The account is being closed: whoever is suspended or expelled does not come back under the same mail address
    before that ends. Only a keyed hash of it is kept."""
    stood_in_for = [one.id for one in restrictions_in_force(person_id, at) if one.spec.is_stood_in_for]
    Restriction.objects.filter(id__in=stood_in_for).update(address=address_digest(email, settings.SECRET_KEY))


def _judged(person_id: int, by_staff_id: int) -> Person:
    """The person about whom staff decide, locked, so that two decisions follow one another."""
    if not is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    if person_id == by_staff_id:
        raise Refusal(Refused("people.refused.oneself"))
    found = Person.objects.select_for_update().filter(id=person_id).first()
    if found is None:
        raise Refusal(Refused("people.refused.no_such_person"))
    return found
