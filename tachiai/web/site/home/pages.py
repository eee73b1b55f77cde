"""The front door, and the language switch."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tachiai.web.middleware import LANGUAGES, remember_language


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home/home.html")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and for a signed-in person in the profile; back to the page."""
    language, back = request.POST.get("language", ""), request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in LANGUAGES:
        remember_language(response, language)
    return response
