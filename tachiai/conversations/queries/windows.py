"""Which piece of a thread is shown: never more than a page of it, and nothing new is left out in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tachiai.conversations.models import Message
from tachiai.conversations.queries.messages import with_all

PAGE = 50


@dataclass(frozen=True)
class Place:
    """Where in a thread to look; see `reading.thread`."""

    before: int | None
    after: int | None
    around: int | None
    last_read_id: int


@dataclass(frozen=True)
class Window:
    """Rows of `with_all`, oldest first, and the messages beyond which there is more; `beyond` is the next older one."""

    rows: Sequence[Any]
    earlier: int | None
    later: int | None
    beyond: int | None = None


def window(thread_id: int, place: Place, limit: int) -> Window:
    """At most `limit` messages, as the reader asked for them."""
    found = with_all(Message.objects.filter(thread_id=thread_id))
    if place.around is not None:
        return _around(found, place.around, limit)
    if place.after is not None:
        return _around(found, place.after, limit, above=0)
    if place.before is not None:
        return _newest(found.filter(id__lt=place.before), limit, later=place.before - 1)
    newest = _newest(found, limit)
    if newest.beyond is not None and newest.beyond > place.last_read_id:
        # More is new than a page holds: it begins where the reader left off.
        return _around(found, place.last_read_id, limit, above=1)
    return newest


def _newest(found: QuerySet[Any], limit: int, later: int | None = None) -> Window:
    rows = list(found.order_by("-id")[: limit + 1])
    shown = rows[:limit][::-1]
    is_all = len(rows) <= limit
    return Window(shown, None if is_all else shown[0].id, later, None if is_all else rows[-1].id)


def _around(found: QuerySet[Any], message_id: int, limit: int, above: int | None = None) -> Window:
    """Messages up to and after this one; up to `above` (or half of `limit`) of the former."""
    above = limit // 2 if above is None else above
    upper = list(found.filter(id__lte=message_id).order_by("-id")[: above + 1])
    lower = list(found.filter(id__gt=message_id).order_by("id")[: limit - above + 1])
    rows = [*upper[:above][::-1], *lower[: limit - above]]
    earlier = (rows[0].id if rows else message_id + 1) if len(upper) > above else None
    return Window(rows, earlier, rows[-1].id if len(lower) > limit - above else None)
