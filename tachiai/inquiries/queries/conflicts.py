"""Who of the staff may neither take an inquiry nor read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from tachiai.conversations.queries.blocks import blocked_ids, who_blocked
from tachiai.inquiries.models import Inquiry
from tachiai.kernel.refused import Refused


def conflict_of(staff_id: int, row: Inquiry) -> Refused | None:
    """Why this member of the staff has a stake in it: they asked, they are a side of the contract, or they blocked
    whoever asked or the other side. None when they may take it."""
    return _stake(staff_id, row, who_blocked([staff_id], _concerned(row)))


def without_stake(row: Inquiry, staff: Sequence[int]) -> list[int]:
    """Those of the staff who may take it."""
    blockers = who_blocked(staff, _concerned(row))
    return [one for one in staff if _stake(one, row, blockers) is None]


def free_of_stake(staff_id: int, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Those of these inquiries in which this member of the staff has none."""
    whom = [staff_id, *blocked_ids(staff_id)]
    is_side = Q(contract__client_id__in=whom) | Q(contract__worker_id__in=whom)
    return rows.exclude(person_id__in=whom).exclude(is_side)


def with_stake(staff_id: int, numbers: Collection[int]) -> set[int]:
    """Those of the inquiries with these ids in which this member of the staff has one."""
    if not numbers:
        return set()
    free = free_of_stake(staff_id, Inquiry.objects.filter(pk__in=numbers))
    return set(numbers) - set(free.values_list("pk", flat=True))


def _concerned(row: Inquiry) -> set[int]:
    sides = {row.contract.client_id, row.contract.worker_id} if row.contract else set()
    return sides | ({row.person_id} if row.person_id else set())


def _stake(staff_id: int, row: Inquiry, blockers: Collection[int]) -> Refused | None:
    if staff_id == row.person_id:
        return Refused("inquiry.refused.conflict.own")
    if row.contract and staff_id in (row.contract.client_id, row.contract.worker_id):
        return Refused("inquiry.refused.conflict.side")
    return Refused("inquiry.refused.conflict.block") if staff_id in blockers else None
