"""Who reads the page: language, time zone and the market's moment, decided once for each request."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from tachiai.clockwork import queries as clockwork
from tachiai.kernel.calendar import TOKYO
from tachiai.kernel.refused import Refusal
from tachiai.web import reading
from tachiai.web.errors import not_a_page, refused
from tachiai.web.reader import Reader

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60


class ReaderMiddleware:
    """Sets `request.reader` and `request.now`, and reads the whole page as that reader.

    Language: `?lang=` of this address; else what a signed-in person chose; else the cookie; else Accept-Language;
    else Japanese. A refusal that no page caught becomes a page that gives its reasons (409).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = clockwork.now()
        reader = reader_of(request)
        request.now = at  # type: ignore[attr-defined]
        request.reader = reader  # type: ignore[attr-defined]
        request.LANGUAGE_CODE = reader.language
        with reading.reading_as(language=reader.language, zone=reader.zone, at=at):
            response = self.get_response(request)
            if request.method == "GET" and response.status_code == 405:
                response = not_a_page(request, response["Allow"])
        response.headers.setdefault("Content-Language", reader.language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if _asked(request) == reader.language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != reader.language:
            remember_language(response, reader.language)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, Refusal) else None


def reader_of(request: HttpRequest) -> Reader:
    person = request.user
    if not person.is_authenticated:
        return Reader(None, _asked(request) or get_language_from_request(request), TOKYO, is_staff=False)
    language = _asked(request) or _known(person.language) or LANGUAGES[0]
    return Reader(person.pk, language, ZoneInfo(person.time_zone), is_staff=person.is_staff)


def remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=LANGUAGE_COOKIE_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def _asked(request: HttpRequest) -> str | None:
    return _known(request.GET.get("lang", ""))


def _known(language: str) -> str | None:
    return language if language in LANGUAGES else None
