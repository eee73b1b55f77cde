"""What waits for a person: to read what was decided about them, and to appeal while they can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tachiai.clockwork.waiting import Piece, Place
from tachiai.safety.models import Appeal, Decision, Measure
from tachiai.safety.rules import MEASURES, appealable_since
from tachiai.safety.rules.numbers import APPEAL_WINDOW

DECISION = "decision"
_LASTING = [measure.name for measure in MEASURES.values() if measure.lasts]


def places_waiting(person_id: int, at: datetime, after: Place | None, most: int) -> Iterator[QuerySet[Any]]:
    """For `clockwork.waiting.first`: decisions whose measures are in force, as long as an appeal is possible."""
    not_over = Q(until=None) | Q(until__gt=at)
    in_force = Measure.objects.filter(not_over, decision_id=OuterRef("pk"), ended_at=None, name__in=_LASTING)
    appealed = Appeal.objects.filter(decision_id=OuterRef("pk"), person_id=person_id)
    rows = Decision.objects.filter(
        Exists(in_force), ~Exists(appealed), about_id=person_id, reversed_at=None, issued_at__gte=appealable_since(at)
    )
    yield Piece(DECISION, True, after, most).places(rows, "issued_at", APPEAL_WINDOW)


def decisions_waiting_for(ids: Iterable[int], person_id: int) -> dict[int, Decision]:
    """The decisions of such places, each with its measures."""
    rows = Decision.objects.filter(about_id=person_id, pk__in=ids)
    return rows.select_related("case").prefetch_related("measures").in_bulk()
