"""Back to the page where the form stood: someone whose sign-in expired while typing loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


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
            if is_to_sign_in and _came_from(request).path != login:
                response["Location"] = f"{login}?{urlencode({REDIRECT_FIELD_NAME: form_page(request)})}"
        return response


def form_page(request: HttpRequest) -> str:
    """Where the form stood that was sent, as the browser says; the front page when it stood elsewhere."""
    came_from = _came_from(request)
    page = came_from._replace(scheme="", netloc="", fragment="").geturl() or "/"
    # What begins with two slashes would lead to another host.
    is_ours = came_from.netloc == request.get_host() and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return page if is_ours else resolve_url(settings.LOGIN_REDIRECT_URL)


def _came_from(request: HttpRequest) -> SplitResult:
    """The page that the browser names, in parts; they are empty when it is no address."""
    try:
        return urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return urlsplit("")
