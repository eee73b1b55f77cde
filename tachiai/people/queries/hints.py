"""Reads: which hints a person has set aside."""

from __future__ import annotations

from tachiai.people.models import HintSetAside


def has_set_aside(person_id: int, hint: str) -> bool:
    return HintSetAside.objects.filter(person_id=person_id, hint=hint).exists()
