"""What the web server calls: the pages, which are WSGI on a few threads, and the streams, which need none."""

from __future__ import annotations

from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.db import connection
from django.urls import reverse

from tachiai.config.wsgi import application as pages
from tachiai.web.live.application import LiveApplication
from tachiai.web.live.hub import Hub
from tachiai.web.live.sessions import standing

THREADS = 4

_wanted = ("host", "port", "dbname", "user", "password")
_parameters = {name: value for name, value in connection.get_connection_params().items() if name in _wanted}
_pages = cast(Any, WSGIMiddleware(cast(Any, pages), workers=THREADS))
application = LiveApplication(_pages, Hub(_parameters, standing), path=reverse("threads:live"))
