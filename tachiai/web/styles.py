"""One style sheet for the whole site, put together in memory from plain CSS files: one request, nothing built.

Order and cascade layers follow the folders: tokens, base, frame and layout of `static/css`, then every component's
own file, then the files of single pages. Each file is wrapped in the layer of its folder, so it need not say so.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

WEB = Path(__file__).parent
LAYERS = ("tokens", "base", "layout", "components", "pages")
OWN_FILES = (("tokens", "tokens"), ("base", "base"), ("layout", "frame"), ("layout", "layout"))
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Sheet:
    """The text, packed, and the digest of its content that stands in its address."""

    content: bytes
    packed: bytes
    digest: str


def files() -> Iterator[tuple[str, Path]]:
    """Every CSS file with its layer, in order."""
    for layer, name in OWN_FILES:
        yield layer, WEB / "static" / "css" / f"{name}.css"
    for path in sorted((WEB / "components").glob("*/*.css")):
        yield "components", path
    for folder in ("site", "desk", "preview"):
        for path in sorted((WEB / folder).glob("**/*.css")):
            yield "pages", path


def current() -> Sheet:
    """The sheet; read again on every request while developing."""
    return _read() if settings.DEBUG else _kept()


@require_safe
def style_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """An address with an old digest still gets the present sheet, but is not kept."""
    sheet = current()
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.packed if packs else sheet.content, content_type="text/css; charset=utf-8")
    if packs:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOR_EVER if digest == sheet.digest else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response


@lru_cache(maxsize=1)
def _kept() -> Sheet:
    return _read()


def _read() -> Sheet:
    parts = [f"@layer {', '.join(LAYERS)};\n"]
    parts += [f"@layer {layer} {{\n{path.read_text('utf-8')}}}\n" for layer, path in files()]
    content = "".join(parts).encode()
    return Sheet(content, gzip.compress(content, mtime=0), hashlib.sha256(content).hexdigest()[:12])
