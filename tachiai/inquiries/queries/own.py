"""A person's own inquiries."""

from __future__ import annotations

from django.db.models import Q

from tachiai.inquiries.models import Inquiry

PAGE = 20


def own_inquiries(person_id: int, before: int | None = None) -> list[Inquiry]:
    """Newest first: one page, and the first of the next. `before`: the last id seen."""
    found = Inquiry.objects.filter(Q(pk__lt=before) if before else Q(), person_id=person_id)
    return list(found.order_by("-pk")[: PAGE + 1])


def own_inquiry(number: str, person_id: int) -> Inquiry | None:
    """One of this person's own; None for anybody else."""
    return Inquiry.objects.filter(number=number, person_id=person_id).first()


def count_open(person_id: int) -> int:
    return Inquiry.objects.filter(person_id=person_id, closed_at=None).count()
