"""Ratings that staff remove by a decision, and restore: comment, reply and stars are neither shown nor counted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tachiai.contracts.models import Rating
from tachiai.kernel.refused import Refusal, Refused
from tachiai.people.actions import remove_text, restore_text


@transaction.atomic
def remove_rating(*, rating_id: int, by_staff_id: int, decision_id: int, at: datetime) -> None:
    """Take a rating that a person gave out of sight and of the counts. See `people.actions.remove_text`."""
    rating = Rating.objects.select_for_update(of=("self",)).filter(pk=rating_id, rater__isnull=False).first()
    if rating is None or rating.rater_id is None:
        raise Refusal(Refused("contracts.refused.no_such_rating"))
    said = {"subject_id": rating_id, "author_id": rating.rater_id, "decision_id": decision_id}
    remove_text(kind="rating", **said, by_staff_id=by_staff_id, at=at)


def restore_rating(*, rating_id: int, decision_id: int, by_staff_id: int | None, at: datetime) -> None:
    """End what this decision removed: it is shown and counted again, unless another one keeps it removed."""
    restore_text(kind="rating", subject_id=rating_id, decision_id=decision_id, by_staff_id=by_staff_id, at=at)
