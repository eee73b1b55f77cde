"""What every page knows without asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tachiai.kernel.calendar import TOKYO
from tachiai.notices import queries as notices
from tachiai.people import queries as people
from tachiai.people.queries import InForce
from tachiai.web.navigation import entries
from tachiai.web.reader import Reader

VISITOR = Reader(None, "ja", TOKYO, is_staff=False)
GROUPS = ("main", "talk", "bell", "account", "menu", "security", "entrance", "footer")


def every_page(request: HttpRequest) -> dict[str, Any]:
    """`reader`, `now`, `is_demo`, `unread` and `suspension` (asked only when shown), and the places of the header."""
    reader: Reader = getattr(request, "reader", VISITOR)
    at = getattr(request, "now", None) or timezone.now()
    return {
        "reader": reader,
        "language": reader.language,
        "now": at,
        "is_demo": settings.DEMO,
        "unread": SimpleLazyObject(partial(_unread, reader)),
        "suspension": SimpleLazyObject(partial(_suspension, request, reader, at)),
        "places": {group: SimpleLazyObject(partial(entries, group, reader, request.path)) for group in GROUPS},
    }


def _suspension(request: HttpRequest, reader: Reader, at: datetime) -> InForce | None:
    """What the strip above the page says. Staff cannot be suspended, and visitors have no account."""
    if reader.person_id is None or reader.is_staff:
        return None
    known: Callable[[], InForce | None] | None = getattr(request, "own_suspension", None)
    return known() if known else people.suspension(reader.person_id, at)


def _unread(reader: Reader) -> int:
    return 0 if reader.person_id is None else notices.unread_count(reader.person_id)
