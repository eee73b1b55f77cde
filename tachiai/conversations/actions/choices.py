"""What a person prefers in all their threads."""

from __future__ import annotations

from tachiai.conversations.models import ReadMarksOff


def show_read_marks(*, person_id: int, shown: bool) -> None:
    """Whether this person and the others let each other see how far they have read, from now on."""
    if shown:
        ReadMarksOff.objects.filter(person_id=person_id).delete()
    else:
        ReadMarksOff.objects.bulk_create([ReadMarksOff(person_id=person_id)], ignore_conflicts=True)
