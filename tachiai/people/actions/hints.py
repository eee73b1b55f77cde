"""Hints that people do not want to see again."""

from __future__ import annotations

from datetime import datetime

from tachiai.people.models import HintSetAside


def set_hint_aside(*, person_id: int, hint: str, at: datetime) -> None:
    """From now on `hint` is not shown to this person. A second time changes nothing."""
    HintSetAside.objects.get_or_create(person_id=person_id, hint=hint, defaults={"set_aside_at": at})
