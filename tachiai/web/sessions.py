"""Sessions in the database, as Django keeps them."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tachiai.clockwork.asking import Asked, Given

_IN_FORCE = Asked(lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("at")))


class SessionStore(db.SessionStore):
    """Django's own store. Every request of a signed-in person asks for its session, so that question is kept."""

    def _get_session_from_db(self) -> Session | None:
        found = _IN_FORCE.first(key=self.session_key, at=timezone.now())
        if found is None:
            self._session_key = None
        return found
