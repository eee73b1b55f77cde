"""What comes with a request is text that a database can keep: NUL is none, and no browser sends it of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from tachiai.web.errors import bad_request

NUL = "\x00"


class CharactersMiddleware:
    """Answers NUL in address, cookies or form with the page for what cannot be read, before any page looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        return bad_request(request, BadRequest(NUL)) if any(NUL in text for text in _texts(request)) else None


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.COOKIES.values()
    for data in (request.GET, request.POST):
        for name, values in data.lists():
            yield name
            yield from map(str, values)
