"""Who of the staff may not judge a case."""

from __future__ import annotations

from tachiai.conversations.queries.blocks import is_blocked_with_any
from tachiai.kernel.refused import Refused
from tachiai.kernel.things import Thing
from tachiai.safety.models import Case, Report
from tachiai.safety.subjects import thing

_MOST = 1_000


def conflict_of(staff_id: int, case: Case) -> Refused | None:
    """Why this member of the staff has a stake in the case: it is about them, they reported it, they are a side of the
    contract or the talk, or a block stands between them and one whom it concerns. None when they may judge."""
    reporters = Report.objects.filter(case_id=case.pk).values_list("reporter_id", flat=True)[:_MOST]
    return stake_in(staff_id, case.about_id, set(reporters), thing(case.subject_kind, case.subject_id))


def stake_in(staff_id: int, about_id: int, reporters: set[int], found: Thing | None) -> Refused | None:
    """The same of what is known already: whom a case is about, who reported, and the thing (None: gone)."""
    if staff_id == about_id:
        return Refused("case.refused.conflict.about")
    if staff_id in reporters:
        return Refused("case.refused.conflict.reporter")
    if found is not None and (staff_id in found.owners or (found.readers is not None and staff_id in found.readers)):
        return Refused("case.refused.conflict.side")
    if is_blocked_with_any(staff_id, reporters | {about_id}):
        return Refused("case.refused.conflict.block")
    return None
