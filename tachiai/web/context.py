"""What every page knows without asking."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tachiai.kernel.calendar import TOKYO
from tachiai.notices import queries as notices
from tachiai.web.navigation import entries
from tachiai.web.reader import Reader

VISITOR = Reader(None, "ja", TOKYO, is_staff=False)
GROUPS = ("main", "talk", "bell", "account", "security", "entrance", "footer")


def every_page(request: HttpRequest) -> dict[str, Any]:
    """`reader`, `now`, `is_demo`, `unread` (asked only when shown) and the places of the header by group."""
    reader: Reader = getattr(request, "reader", VISITOR)
    return {
        "reader": reader,
        "language": reader.language,
        "now": getattr(request, "now", None) or timezone.now(),
        "is_demo": settings.DEMO,
        "unread": SimpleLazyObject(partial(_unread, reader)),
        "places": {group: SimpleLazyObject(partial(entries, group, reader, request.path)) for group in GROUPS},
    }


def _unread(reader: Reader) -> int:
    return 0 if reader.person_id is None else notices.unread_count(reader.person_id)
