"""How much one place on the net may send without an account."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from tachiai.clockwork.limits import Limit
from tachiai.web.requests import PageRequest

FROM_OUTSIDE = Limit("inquiries", 20, timedelta(hours=1))
"""So many inquiries of visitors, and replies of theirs with files."""


def is_flood(request: PageRequest) -> bool:
    """Counts one more from there."""
    return bool(FROM_OUTSIDE.seconds_to_wait(_place_on_the_net(request), request.now))


def _place_on_the_net(request: PageRequest) -> str:
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
