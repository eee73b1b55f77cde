"""Who of the staff may not take an inquiry."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tachiai.conversations.queries.blocks import who_blocked
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


def _concerned(row: Inquiry) -> set[int]:
    sides = {row.contract.client_id, row.contract.worker_id} if row.contract else set()
    return sides | ({row.person_id} if row.person_id else set())


def _stake(staff_id: int, row: Inquiry, blockers: Collection[int]) -> Refused | None:
    if staff_id == row.person_id:
        return Refused("inquiry.refused.conflict.own")
    if row.contract and staff_id in (row.contract.client_id, row.contract.worker_id):
        return Refused("inquiry.refused.conflict.side")
    return Refused("inquiry.refused.conflict.block") if staff_id in blockers else None
