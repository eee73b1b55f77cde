"""What a page says once after a form was sent, kept until the next page."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class OwnCookie(CookieStorage):
    """Named as the other cookies of an installation behind TLS are."""

    cookie_name = "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class Storage(FallbackStorage):
    """A cookie, and the session for what is too long for one."""

    storage_classes = (OwnCookie, SessionStorage)
