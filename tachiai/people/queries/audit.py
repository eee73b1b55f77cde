"""Reads: what staff did, for staff."""

from __future__ import annotations

from django.db.models import Q

from tachiai.people.models import StaffAct

PAGE = 50


def staff_acts(
    *,
    staff_id: int | None = None,
    subject: tuple[str, int] | None = None,
    case_id: int | None = None,
    before: int | None = None,
) -> list[StaffAct]:
    """What staff did, newest first: one page and one more. Of somebody, about a thing (kind and id), or in a case.

    `before` is the last id seen.
    """
    asked = Q(id__lt=before) if before else Q()
    if staff_id is not None:
        asked &= Q(staff_id=staff_id)
    if subject is not None:
        asked &= Q(subject_kind=subject[0], subject_id=subject[1])
    if case_id is not None:
        asked &= Q(case_id=case_id)
    return list(StaffAct.objects.select_related("staff").filter(asked).order_by("-id")[: PAGE + 1])
