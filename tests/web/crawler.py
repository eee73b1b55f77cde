"""A reader who follows every link: to each sort of page once, from the front page on."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client

_HREF = re.compile(r'href="([^"#]+)')
_NUMBER = re.compile(r"/(\d+|[A-Z0-9]{8,12}(-[a-z0-9-]+)?)(?=[/.]|$)")
# Files of the page itself, another language of the same page, and the way out.
_NOT_FOLLOWED = ("/static/", "/account/logout/")


def pages(browser: Client) -> Iterator[tuple[str, str, HttpResponseBase]]:
    """(address, the page that leads there, answer), each sort of page once: numbers and what is asked for left out."""
    found, sorts = deque([("/", "")]), {_sort("/")}
    while found:
        address, source = found.popleft()
        answer = browser.get(address)
        yield address, source, answer
        if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
            continue
        for href in _HREF.findall(answer.content.decode()):
            to = urljoin(address, html.unescape(href))
            if to.startswith("/") and not to.startswith(_NOT_FOLLOWED) and (sort := _sort(to)) not in sorts:
                sorts.add(sort)
                found.append((to, address))


def _sort(address: str) -> tuple[str, tuple[str, ...]]:
    parts = urlsplit(address)
    names = (name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if name != "lang")
    return _NUMBER.sub("/0", parts.path), tuple(sorted(set(names)))
