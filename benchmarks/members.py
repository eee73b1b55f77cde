"""People who can use everything of the site at once, and sessions of theirs."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tachiai.conversations.lifecycles import CONSENT_VERSION
from tachiai.conversations.queries.consent import mode
from tachiai.conversations.safety_models import ScanConsent
from tachiai.guidelines.actions import consent_to_all
from tachiai.people.actions import HashedPassword, open_account
from tachiai.people.models import Person


def make_member(name: str, password: HashedPassword) -> Person:
    """Somebody with a confirmed address who has agreed to all there is to agree to."""
    at = datetime.now(UTC)
    person = open_account(email=f"{name}@example.com", password=password, display_name=name)
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    ScanConsent.objects.create(person=person, version=CONSENT_VERSION, mode=mode(), is_given=True, at=at)
    consent_to_all(person_id=person.pk, at=at)
    return person


def session_of(person: Person) -> str:
    """The key of a new session in which the person is signed in."""
    store = SessionStore()
    store.update({SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0], HASH_SESSION_KEY: person.get_session_auth_hash()})
    store.save()
    return str(store.session_key)
