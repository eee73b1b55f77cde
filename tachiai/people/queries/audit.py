"""Reads: what staff did, for staff."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from tachiai.people.models import StaffAct

PAGE = 50


def staff_acts(
    *,
    staff_id: int | None = None,
    act: str = "",
    subject: tuple[str, int] | None = None,
    case_id: int | None = None,
    of_case: Collection[tuple[str, int]] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
) -> list[StaffAct]:
    """What staff did, newest first: one page and one more. By any of: who, what, about which thing (kind and id), in
    which case, from `since` to before `until`. `of_case`: the case itself and what else belongs to it, as things; what
    was done to them is found with what was done in the case.

    `before` is the last id seen.
    """
    kind, number = subject or (None, None)
    asked = {
        "staff_id": staff_id,
        "act": act or None,
        "subject_kind": kind,
        "subject_id": number,
        "at__gte": since,
        "at__lt": until,
        "id__lt": before,
    }
    said = {name: value for name, value in asked.items() if value is not None}
    things = (Q(subject_kind=kind, subject_id=number) for kind, number in of_case)
    in_case = reduce(or_, things, Q(case_id=case_id)) if case_id is not None else Q()
    return list(StaffAct.objects.select_related("staff").filter(in_case, **said).order_by("-id")[: PAGE + 1])
