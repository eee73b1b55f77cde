"""One inquiry, locked for whoever may change it."""

from __future__ import annotations

from tachiai.inquiries.models import Inquiry
from tachiai.inquiries.queries.conflicts import conflict_of
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people import queries as people


def locked(inquiry_id: int) -> Inquiry:
    rows = Inquiry.objects.select_for_update(no_key=True, of=("self",)).select_related("contract")
    row = rows.filter(pk=inquiry_id).first()
    if row is None:
        raise Refusal(Refused("inquiry.refused.no_such_inquiry"))
    return row


def locked_for_asker(inquiry_id: int, person_id: int | None) -> Inquiry:
    """`person_id`: who asked; None for whoever has no account, and then came by the secret link or by mail."""
    row = locked(inquiry_id)
    if row.person_id != person_id:
        raise Refusal(Refused("inquiry.refused.no_such_inquiry"))
    return row


def locked_for_staff(inquiry_id: int, staff_id: int) -> Inquiry:
    """For somebody of the staff who has no stake in it."""
    refuse_others(staff_id)
    row = locked(inquiry_id)
    if (stake := conflict_of(staff_id, row)) is not None:
        raise Refusal(stake)
    return row


def in_hand(inquiry_id: int, staff_id: int) -> Inquiry:
    """The same, where this member of the staff has it in hand."""
    row = locked_for_staff(inquiry_id, staff_id)
    if row.assignee_id != staff_id:
        raise Refusal(Refused("inquiry.refused.not_taken"))
    return row


def refuse_others(staff_id: int) -> None:
    """Refusal for anybody but staff."""
    if not people.is_staff(staff_id):
        raise Refusal(Refused("people.refused.not_staff"))
