"""Files handed to a browser to keep: nothing in them can run in the site's name, whatever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

if TYPE_CHECKING:
    from tachiai.conversations.models import StoredFile

INERT = "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
Response = TypeVar("Response", bound=HttpResponseBase)


def inert(response: Response) -> Response:
    """The same response with the headers of a file that is only kept."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = INERT
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def kept_file(stored: StoredFile) -> FileResponse:
    """The bytes of a file that somebody handed over, whatever it is."""
    opened = stored.content.open("rb")
    return inert(FileResponse(opened, as_attachment=True, filename=stored.name, content_type=stored.content_type))


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """`content` as an inert file called `name`, a name of ours in plain letters."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return inert(HttpResponse(content, content_type=content_type, headers=headers))
