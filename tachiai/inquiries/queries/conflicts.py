"""Who of the staff may neither take an inquiry nor read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from tachiai.clockwork.queries import MOST_COUNTED
from tachiai.conversations.queries.blocks import blocked_ids, who_blocked
from tachiai.inquiries.lifecycles import WAITING
from tachiai.inquiries.models import Inquiry
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people


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
    has_asked, is_side = _stakes_of(staff_id)
    return rows.exclude(has_asked).exclude(is_side)


def with_nobody(staff_id: int) -> int:
    """How many inquiries wait that nobody may take: those in which the only member of the staff has a stake. At most so
    many as a backlog counts."""
    if people.staff_ids() != [staff_id]:
        return 0
    has_asked, is_side = _stakes_of(staff_id)
    found = Inquiry.objects.filter(has_asked | is_side, closed_at=None, state__in=WAITING)
    return len(found.values_list("pk", flat=True)[:MOST_COUNTED])


def _stakes_of(staff_id: int) -> tuple[Q, Q]:
    whom = [staff_id, *blocked_ids(staff_id)]
    return Q(person_id__in=whom), Q(contract__client_id__in=whom) | Q(contract__worker_id__in=whom)


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
