"""Texts removed by a decision of staff, and restored. Modules say which texts they have, and hide them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions.audit import log_staff_act
from tachiai.people.models import Person, TextRemoval
from tachiai.people.queries import is_staff
from tachiai.people.queries.removals import removing


@transaction.atomic
def remove_text(
    *, kind: str, subject_id: int, author_id: int, by_staff_id: int, decision_id: int, at: datetime
) -> None:
    """Hide a text from its readers from now on; they see that it was removed. The caller holds its row.

    Refused for anybody but staff, for one's own text, and when the same decision has removed it already.
    """
    if not is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    if author_id == by_staff_id:
        raise Refusal(Refused("people.refused.oneself"))
    if decision_id in removing(kind, subject_id):
        raise Refusal(Refused("people.refused.removed_already"))
    _keep(kind, subject_id, decision_id, by_staff_id, at, is_removed=True)


@transaction.atomic
def restore_text(
    *, kind: str, subject_id: int, decision_id: int | None = None, by_staff_id: int | None, at: datetime
) -> bool:
    """End what this decision removed (None: every decision, because the author says something else now).

    `by_staff_id` None: an appeal did that nobody reviewed, or the author. Answers whether the text is shown again by
    that: not when it was shown already, and not while another decision keeps it removed.
    """
    if by_staff_id is not None and not is_staff(by_staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
    standing = removing(kind, subject_id)
    ended = [each for each in standing if decision_id in (None, each)]
    for each in ended:
        _keep(kind, subject_id, each, by_staff_id, at, is_removed=False)
    return bool(ended) and ended == standing


@transaction.atomic
def remove_profile(*, person_id: int, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Hide what a person says of themselves, until they say something else. See `remove_text`."""
    if not Person.objects.select_for_update().filter(id=person_id, is_active=True).exists():
        raise Refusal(Refused("people.refused.no_such_person"))
    said = {"subject_id": person_id, "author_id": person_id, "decision_id": decision_id}
    remove_text(kind="profile", **said, by_staff_id=by_staff_id, at=at)


def restore_profile(*, person_id: int, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what this decision removed."""
    restore_text(kind="profile", subject_id=person_id, decision_id=decision_id, by_staff_id=by_staff_id, at=at)


def _keep(
    kind: str, subject_id: int, decision_id: int, by_staff_id: int | None, at: datetime, *, is_removed: bool
) -> None:
    said = {"kind": kind, "subject_id": subject_id, "is_removed": is_removed, "decision_id": decision_id}
    TextRemoval.objects.create(**said, by_id=by_staff_id, at=at)
    if by_staff_id is not None:
        act = "remove" if is_removed else "restore"
        log_staff_act(staff_id=by_staff_id, act=act, subject_kind=kind, subject_id=subject_id, at=at)
