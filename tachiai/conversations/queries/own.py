"""What of the desk's work on talk is about a member of the staff's own: nothing of it is theirs to read there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model, QuerySet

from tachiai.conversations.models import Participant
from tachiai.conversations.safety_models import HeldMessage, OffSiteRequest

_MATTERS: Mapping[str, type[Model]] = {each._meta.label_lower: each for each in (HeldMessage, OffSiteRequest)}


def own_threads(person_id: int) -> QuerySet[Participant, Any]:
    """The ids of the threads that this person takes part in, to ask with."""
    return Participant.objects.filter(person_id=person_id).values("thread_id")


def in_own_threads(staff_id: int, subjects: Collection[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of these held texts and off-site requests, as the log of staff names them, of threads of this person."""
    found: set[tuple[str, int]] = set()
    for kind, model in _MATTERS.items():
        if ids := [number for name, number in subjects if name == kind]:
            rows = model._default_manager.filter(pk__in=ids, thread__in=own_threads(staff_id))
            found |= {(kind, number) for number in rows.values_list("pk", flat=True)}
    return found
