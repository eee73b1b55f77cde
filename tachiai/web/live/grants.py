"""How the page that grants a stream and the application that holds it understand each other."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

PLACE = "tachiai.live"

# How long a browser whose stream broke off waits before it asks again, in milliseconds; and the same where no streams
# are held, so that it need not ask often.
RETRY = b"retry: 3000\n\n"
RETRY_LATER = b"retry: 600000\n\n"
OVER = b"event: over\ndata: {}\n\n"
"""Nobody is signed in any more: the page need not ask again."""


@dataclass(frozen=True)
class Grant:
    """This person may be told what arrives for them, as long as this session stands."""

    person_id: int
    session_key: str


def leave(request: HttpRequest, grant: Grant) -> None:
    """For the application around the pages, if there is one. It stays in this process."""
    request.META.get("asgi.scope", {}).get(PLACE, []).append(grant)
