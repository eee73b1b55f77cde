"""Identity checks (本人確認): staff have seen who somebody is, by whatever way this installation checks that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tachiai.kernel.events import publish
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions.audit import log_staff_act
from tachiai.people.models import Person
from tachiai.people.queries import is_staff
from tachiai.people.rules import reason_mistakes


@dataclass(frozen=True)
class IdentityChecked:
    """Event: staff confirmed who a person is, or took that back for a `reason` that the person reads."""

    person_id: int
    is_confirmed: bool
    reason: str
    at: datetime


def confirm_identity(*, person_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """Staff have seen who this person is; `reason`: how, for the log. What was shown is not kept. Again: nothing
    changes. Refused for anybody but staff, for oneself, and for a closed account."""
    _decide(person_id, by_staff_id, reason, at, is_confirmed=True)


def withdraw_identity(*, person_id: int, by_staff_id: int, reason: str, at: datetime) -> None:
    """The check does not hold any more; the person reads why. Refusals as for `confirm_identity`."""
    _decide(person_id, by_staff_id, reason, at, is_confirmed=False)


@transaction.atomic
def _decide(person_id: int, by_staff_id: int, reason: str, at: datetime, *, is_confirmed: bool) -> None:
    if not is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    if person_id == by_staff_id:
        raise Refusal(Refused("people.refused.oneself"))
    if wrong := reason_mistakes(reason):
        raise Refusal(*(refused for _, refused in wrong))
    person = Person.objects.select_for_update().filter(id=person_id, is_active=True).first()
    if person is None:
        raise Refusal(Refused("people.refused.no_such_person"))
    if (person.identity_checked_at is not None) == is_confirmed:
        return
    person.identity_checked_at = at if is_confirmed else None
    person.save(update_fields=["identity_checked_at"])
    log_staff_act(
        staff_id=by_staff_id,
        act="confirm_identity" if is_confirmed else "withdraw_identity",
        subject_kind="people.person",
        subject_id=person_id,
        reason=reason.strip(),
        at=at,
    )
    publish(IdentityChecked(person_id, is_confirmed, reason.strip(), at))
