"""What a session knows of the agreement of its person, so that no page has to ask the database for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from tachiai.clockwork.queries import now
from tachiai.guidelines import queries as guidelines
from tachiai.guidelines.rules import Document

_KEY = "agreed"


def unconsented(request: HttpRequest, person_id: int, at: datetime) -> list[Document]:
    """The documents in force to which the person has not agreed. Asked once a session and set of versions, and on every
    page only while something is missing."""
    stamp = guidelines.stamp(at)
    if request.session.get(_KEY) == stamp:
        return []
    missing = guidelines.unconsented(person_id, at)
    if not missing:
        request.session[_KEY] = stamp
    return missing


@receiver(user_logged_in)
def ask_at_sign_in(request: HttpRequest, user: Any, **_: object) -> None:
    unconsented(request, user.pk, now())
