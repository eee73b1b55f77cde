"""Sessions in the database, as Django keeps them, and how long somebody stays signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tachiai.clockwork.asking import Asked, Given

_IN_FORCE = Asked(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("at")))
_BEGUN, _UNTIL_CLOSED = "begun", "until_closed"


@dataclass(frozen=True)
class Limits:
    """Signed out after `idle` without a page, and after `longest` in any case."""

    idle: timedelta
    longest: timedelta


# Staff move money and read what others wrote to each other, often at a desk that others pass.
OF_STAFF = Limits(idle=timedelta(hours=2), longest=timedelta(hours=12))
OF_MEMBERS = Limits(idle=timedelta(days=14), longest=timedelta(days=30))


class SessionStore(db.SessionStore):
    """Django's own store. Every request of a signed-in person asks for its session, so that question is kept."""

    def _get_session_from_db(self) -> Session | None:
        # Keys of ours are letters and digits; for some others the database cannot even be asked.
        key = self.session_key or ""
        found = _IN_FORCE.first(key=key, at=timezone.now()) if key.isalnum() else None
        if found is None:
            self._session_key = None
        return found

    def set_expiry(self, value: Any) -> None:
        """A moment, as the limits say. Nought: until the browser is closed, which lengthens none. No other length
        counts, such as the one that comes with the sign-in form."""
        if isinstance(value, datetime):
            super().set_expiry(value)
        elif value == 0:
            self[_UNTIL_CLOSED] = True

    def get_expire_at_browser_close(self) -> bool:
        return bool(self.get(_UNTIL_CLOSED)) or super().get_expire_at_browser_close()


class SessionLimitsMiddleware:
    """Ends what has lasted too long. What is in use is prolonged, written down a few times in each idle time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not _prolong(request, request.user, timezone.now()):
            logout(request)
        return self.get_response(request)


def _prolong(request: HttpRequest, person: Any, at: datetime) -> bool:
    """False when the longest time is over."""
    limits = OF_STAFF if person.is_staff else OF_MEMBERS
    session = request.session
    if _BEGUN not in session:
        session[_BEGUN] = at.timestamp()
    ends = min(at + limits.idle, datetime.fromtimestamp(session[_BEGUN], at.tzinfo) + limits.longest)
    if ends - session.get_expiry_date(modification=at) > limits.idle / 10 or _lasts_longer(session, ends):
        session.set_expiry(ends)
    return ends > at


def _lasts_longer(session: Any, ends: datetime) -> bool:
    """Nobody limited it yet, or the person has become one of the staff since."""
    said = session.get("_session_expiry")
    return not isinstance(said, str) or datetime.fromisoformat(said) > ends


@receiver(user_logged_in)
def _begin(request: HttpRequest, user: Any, **_: Any) -> None:
    request.session.pop(_UNTIL_CLOSED, None)
    request.session[_BEGUN] = timezone.now().timestamp()
    _prolong(request, user, timezone.now())
