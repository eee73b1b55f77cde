"""What every answer tells the browser about its safety, and which ways of asking there are at all."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse_lazy

METHODS = ("GET", "HEAD", "POST")
# What no page of the site asks a browser for; passkeys are asked for by the site itself alone.
PERMISSIONS = ", ".join(
    [
        *(f"{name}=()" for name in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid")),
        *(f"{name}=()" for name in ("microphone", "midi", "payment", "serial", "usb", "browsing-topics")),
        *(f"publickey-credentials-{name}=(self)" for name in ("create", "get")),
    ]
)
SIGN_OUT = reverse_lazy("account_logout")
ACCOUNT = "/account/"


class HeadersMiddleware:
    """Stands around all others. What is answered to people who are signed in, or about signing in, is kept by no cache
    unless its page says so; signing out clears what the browser kept of typed words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_signed_in(request) or request.path.startswith(ACCOUNT):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "POST" and request.path == SIGN_OUT:
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


def _is_signed_in(request: HttpRequest) -> bool:
    """Whether the answer was made for somebody: only then has anyone asked who they are."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
