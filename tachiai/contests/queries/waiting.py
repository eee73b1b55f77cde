"""What waits for a client in contests: a deposit, a choice, and a choice that is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tachiai.clockwork.waiting import Piece, Place
from tachiai.contests.models import Contest

CONTEST = "contest"
_LATE = ("selecting_overdue",)
_ON_TIME = ("awaiting_deposit", "selecting")


def places_waiting(person_id: int, at: datetime, after: Place | None, most: int) -> Iterator[QuerySet[Any]]:
    """For `clockwork.waiting.first`: contests whose turn is this client's."""
    for states, is_on_time in ((_ON_TIME, True), (_LATE, False)):
        rows = Contest.objects.filter(client_id=person_id, state__in=states)
        yield Piece(CONTEST, is_on_time, after, most).places(rows, "due_at")


def contests_waiting(ids: Iterable[int], person_id: int) -> dict[int, Contest]:
    """The contests of such places."""
    return Contest.objects.filter(client_id=person_id, pk__in=ids).in_bulk()
