"""What every page knows without asking."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from tachiai.guidelines.rules import Document
from tachiai.kernel.calendar import TOKYO
from tachiai.notices import queries as notices
from tachiai.notices.actions import mark_all_read
from tachiai.people.queries import InForce
from tachiai.web.agreed import unconsented
from tachiai.web.navigation import entries
from tachiai.web.reader import Reader
from tachiai.web.restricted import own_restrictions

VISITOR = Reader(None, "ja", TOKYO, is_staff=False)
GROUPS = ("main", "talk", "bell", "account", "menu", "security", "entrance", "footer")


def every_page(request: HttpRequest) -> dict[str, Any]:
    """`reader`, `now`, `is_demo`, `bank_account` (where deposits are transferred to), the places of the header and how
    far it counts; asked only when shown: `unread`, `restrictions`, `unconsented`."""
    reader: Reader = getattr(request, "reader", VISITOR)
    at = getattr(request, "now", None) or timezone.now()
    return {
        "reader": reader,
        "language": reader.language,
        "now": at,
        "is_demo": settings.DEMO,
        "bank_account": settings.BANK_ACCOUNT,
        "most_unread": notices.UNREAD_SHOWN,
        "unread": SimpleLazyObject(partial(_unread, request, reader, at)),
        "restrictions": SimpleLazyObject(partial(_restrictions, request, reader)),
        "unconsented": SimpleLazyObject(partial(_unconsented, request, reader, at)),
        "places": {group: SimpleLazyObject(partial(entries, group, reader, request.path)) for group in GROUPS},
    }


def _restrictions(request: Any, reader: Reader) -> tuple[InForce, ...]:
    """What the strip above the page says."""
    return () if reader.person_id is None else own_restrictions(request)


def _unconsented(request: HttpRequest, reader: Reader, at: datetime) -> list[Document]:
    """What the bar asks a person to agree to."""
    return [] if reader.person_id is None else unconsented(request, reader.person_id, at)


def _unread(request: HttpRequest, reader: Reader, at: datetime) -> int:
    """Who opens a page has read what was told about it, whichever way led there."""
    if reader.person_id is None:
        return 0
    paths = notices.unread_paths(reader.person_id)
    if request.method != "GET" or request.path not in paths:
        return len(paths)
    return len(paths) - mark_all_read(person_id=reader.person_id, at=at, about=[request.path])
