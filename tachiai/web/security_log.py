"""What the log `tachiai.security` says of sign-ins and of the means to sign in: who, by number, and from where."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.dispatch import Signal, receiver
from django.http import HttpRequest

log = logging.getLogger("tachiai.security")


@receiver(auth.user_logged_in)
def _signed_in(request: HttpRequest, user: Any, **_: Any) -> None:
    log.info("person %s signed in from %s", user.pk, _from(request))


@receiver(auth.user_logged_out)
def _signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        log.info("person %s signed out", user.pk)


@receiver(auth.user_login_failed)
def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Never with the address that was typed: people type their password there."""
    log.warning("a sign-in failed from %s", _from(request or context.request))


def _changed(signal: Signal, what: str) -> Any:
    def tell(request: HttpRequest, user: Any, authenticator: Authenticator | None = None, **_: Any) -> None:
        if signal is mfa.authenticator_reset or not _comes_along(authenticator):
            log.info("person %s %s, from %s", user.pk, what, _from(request))

    return tell


def _comes_along(authenticator: Authenticator | None) -> bool:
    """Recovery codes come with the first factor and go with the last, each time with a signal of their own."""
    return authenticator is not None and authenticator.type == Authenticator.Type.RECOVERY_CODES


CHANGES = {
    account.password_set: "set a password",
    account.password_changed: "changed the password",
    account.password_reset: "reset the password",
    account.email_changed: "changed the mail address",
    mfa.authenticator_added: "added a second factor",
    mfa.authenticator_removed: "removed a second factor",
    mfa.authenticator_reset: "made new recovery codes",
}
for _signal, _what in CHANGES.items():
    _signal.connect(_changed(_signal, _what), weak=False)


def _from(request: HttpRequest | None) -> str:
    if request is None or not request.META.get("REMOTE_ADDR"):
        return "this machine"
    return str(get_adapter().get_client_ip(request))
