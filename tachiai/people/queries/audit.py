"""Reads: what staff did, for staff."""

from __future__ import annotations

from datetime import datetime

from tachiai.people.models import StaffAct

PAGE = 50


def staff_acts(
    *,
    staff_id: int | None = None,
    act: str = "",
    subject: tuple[str, int] | None = None,
    case_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
) -> list[StaffAct]:
    """What staff did, newest first: one page and one more. By any of: who, what, about which thing (kind and id), in
    which case, from `since` to before `until`.

    `before` is the last id seen.
    """
    kind, number = subject or (None, None)
    asked = {
        "staff_id": staff_id,
        "act": act or None,
        "subject_kind": kind,
        "subject_id": number,
        "case_id": case_id,
        "at__gte": since,
        "at__lt": until,
        "id__lt": before,
    }
    said = {name: value for name, value in asked.items() if value is not None}
    return list(StaffAct.objects.select_related("staff").filter(**said).order_by("-id")[: PAGE + 1])
