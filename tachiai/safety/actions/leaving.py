"""What somebody of the staff had in hand when they left."""

from __future__ import annotations

from tachiai.people.actions import StaffLeft
from tachiai.safety.models import Case


def free_cases(left: StaffLeft) -> None:
    """Listener: anybody of the staff may take what they had, also where a decision of theirs waits for a second person;
    its deadline stays."""
    held = Case.objects.filter(claimed_by_id=left.person_id, closed_at=None)
    # One after the other in this order, as a joining locks them.
    numbers = list(held.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Case.objects.filter(pk__in=numbers).update(claimed_by=None, claimed_at=None)
