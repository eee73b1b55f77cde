"""Who of the staff may neither take an inquiry nor read it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from tachiai.clockwork.queries import MOST_COUNTED
from tachiai.conversations.queries.blocks import blocked_ids, who_blocked
from tachiai.inquiries.lifecycles import WAITING
from tachiai.inquiries.models import Inquiry
from tachiai.kernel.refused import Refused
from tachiai.people import queries as people

_SHOWN = 50


def conflict_of(staff_id: int, row: Inquiry) -> Refused | None:
    """Why this member of the staff has a stake in it, or in one that was merged into it: they asked, they are a side of
    the contract, or they blocked whoever asked or the other side. None when they may take it."""
    together = _together(row)
    return _stake(staff_id, together, who_blocked([staff_id], _concerned(together)))


def without_stake(row: Inquiry, staff: Sequence[int]) -> list[int]:
    """Those of the staff who may take it."""
    together = _together(row)
    blockers = who_blocked(staff, _concerned(together))
    return [one for one in staff if _stake(one, together, blockers) is None]


def free_of_stake(staff_id: int, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Those of these inquiries in which this member of the staff has none."""
    has_asked, is_side = _stakes_of(staff_id)
    return rows.exclude(has_asked).exclude(is_side).exclude(_through_merged(has_asked | is_side))


def with_nobody(staff_id: int) -> int:
    """How many inquiries wait that nobody may take: those in which the only member of the staff has a stake. At most so
    many as a backlog counts."""
    if not _is_alone(staff_id):
        return 0
    found = _of_stake(staff_id, Inquiry.objects.filter(closed_at=None, state__in=WAITING))
    return len(found.values_list("pk", flat=True)[:MOST_COUNTED])


def told_of(staff_id: int, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    """Those of these inquiries that the desk tells this one of: free of a stake of theirs, and where nobody else is of
    the staff also those that nobody may take."""
    return rows if _is_alone(staff_id) else free_of_stake(staff_id, rows)


def held_with_stake(staff_id: int) -> list[Inquiry]:
    """Those that this member of the staff took before they had a stake: theirs to give back, not to read."""
    return list(_of_stake(staff_id, Inquiry.objects.filter(closed_at=None, assignee=staff_id)).order_by("pk")[:_SHOWN])


def _is_alone(staff_id: int) -> bool:
    return people.staff_ids() == [staff_id]


def _of_stake(staff_id: int, rows: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    has_asked, is_side = _stakes_of(staff_id)
    return rows.filter(has_asked | is_side | _through_merged(has_asked | is_side))


def _stakes_of(staff_id: int) -> tuple[Q, Q]:
    whom = [staff_id, *blocked_ids(staff_id)]
    return Q(person_id__in=whom), Q(contract__client_id__in=whom) | Q(contract__worker_id__in=whom)


def _through_merged(is_stake: Q) -> Q:
    return Q(Exists(Inquiry.objects.filter(is_stake, merged_into=OuterRef("pk"))))


def with_stake(staff_id: int, numbers: Collection[int]) -> set[int]:
    """Those of the inquiries with these ids in which this member of the staff has one."""
    if not numbers:
        return set()
    free = free_of_stake(staff_id, Inquiry.objects.filter(pk__in=numbers))
    return set(numbers) - set(free.values_list("pk", flat=True))


def _together(row: Inquiry) -> list[Inquiry]:
    """It and what was merged into it, which is read and answered with it."""
    return [row, *row.merged.select_related("contract")]


def _concerned(together: Sequence[Inquiry]) -> set[int]:
    contracts = [row.contract for row in together if row.contract]
    sides = {side for contract in contracts for side in (contract.client_id, contract.worker_id)}
    return sides | {row.person_id for row in together if row.person_id}


def _stake(staff_id: int, together: Sequence[Inquiry], blockers: Collection[int]) -> Refused | None:
    if any(row.person_id == staff_id for row in together):
        return Refused("inquiry.refused.conflict.own")
    if any(row.contract and staff_id in (row.contract.client_id, row.contract.worker_id) for row in together):
        return Refused("inquiry.refused.conflict.side")
    return Refused("inquiry.refused.conflict.block") if staff_id in blockers else None
