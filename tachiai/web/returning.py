"""Back to the page where the form stood: someone whose sign-in expired while typing loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url


class ReturnMiddleware:
    """When a form is answered with "please sign in", signing in leads to the form's page, not to its target.

    The page is the one the browser names as the form's; the browser itself puts the typed words back (keep.js).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        login = resolve_url(settings.LOGIN_URL)
        if request.method == "POST" and response.status_code == 302:
            asked = urlsplit(response["Location"])
            is_to_sign_in = asked.path == login and REDIRECT_FIELD_NAME in asked.query
            if is_to_sign_in and urlsplit(request.headers.get("Referer", "")).path != login:
                response["Location"] = f"{login}?{urlencode({REDIRECT_FIELD_NAME: form_page(request)})}"
        return response


def form_page(request: HttpRequest) -> str:
    """Where the form stood that was sent, as the browser says; the front page when it stood elsewhere."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    return came_from._replace(scheme="", netloc="", fragment="").geturl() or "/"
