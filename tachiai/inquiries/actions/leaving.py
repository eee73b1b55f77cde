"""What somebody of the staff had in hand when they left."""

from __future__ import annotations

from tachiai.inquiries.models import Inquiry
from tachiai.people.actions import StaffLeft


def free_inquiries(left: StaffLeft) -> None:
    """Listener: anybody of the staff may take what they had; its deadline stays."""
    held = Inquiry.objects.filter(assignee_id=left.person_id, closed_at=None)
    # One after the other in this order, as a merge locks them.
    numbers = list(held.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Inquiry.objects.filter(pk__in=numbers).update(assignee=None, assigned_at=None)
