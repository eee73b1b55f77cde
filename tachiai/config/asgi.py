"""What the web server calls: the pages, which are WSGI on a few threads, and the streams, which need none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.db import connection
from django.urls import reverse

from tachiai.config.warming import warm_up
from tachiai.config.wsgi import application as pages
from tachiai.web.live.application import LiveApplication
from tachiai.web.live.hub import Hub
from tachiai.web.live.sessions import standing

THREADS = 4
LARGE = 262_144


class InLargePieces:
    """The same pages, their answers in large pieces: each one is handed from a thread to the loop and waited for."""

    def __init__(self, application: Any):
        self._application = application

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        return _Gathered(self._application(environ, start_response))


class _Gathered:
    def __init__(self, answer: Any):
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        pieces, size = [], 0
        for piece in self._answer:
            pieces.append(piece)
            size += len(piece)
            if size >= LARGE:
                yield b"".join(pieces)
                pieces, size = [], 0
        yield b"".join(pieces)

    def close(self) -> None:
        if hasattr(self._answer, "close"):
            self._answer.close()


_wanted = {"host", "port", "dbname", "user", "password", *connection.settings_dict["OPTIONS"]} - {"pool"}
_parameters = {name: value for name, value in connection.get_connection_params().items() if name in _wanted}
_pages = cast(Any, WSGIMiddleware(cast(Any, InLargePieces(pages)), workers=THREADS))
application = LiveApplication(_pages, Hub(_parameters, standing), path=reverse("threads:live"))
warm_up()
