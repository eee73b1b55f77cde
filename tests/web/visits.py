"""Visits of the cast to pages, at one fixed moment."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.web.conftest import parsed

MOST_QUERIES = 15


class Visits:
    """`as_(person)` gives their browser; None is a visitor. Every page shown is valid HTML and costs few queries."""

    def __init__(self, cast: Cast):
        self.cast = cast
        self._browsers: dict[int | None, Client] = {}

    def as_(self, person: Any) -> Client:
        key = person.pk if person else None
        if key not in self._browsers:
            browser = self._browsers[key] = Client(headers={"accept-language": "ja"})
            if person:
                browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return self._browsers[key]

    def see(self, person: Any, path: str, *, status: int = 200, **query: Any) -> str:
        """The page's HTML."""
        browser = self.as_(person)
        with CaptureQueriesContext(connection) as queries:
            response = browser.get(path, query)
        assert response.status_code == status, (path, response.status_code, response.headers.get("Location"))
        assert len(queries) <= MOST_QUERIES, [each["sql"][:200] for each in queries]
        html = response.content.decode()
        if status == 200 and response.headers["Content-Type"].startswith("text/html") and "<html" in html:
            parsed(html)
        return html

    def send(self, person: Any, path: str, *, status: int = 302, **data: Any) -> Any:
        """The answer to a form."""
        response = self.as_(person).post(path, data)
        assert response.status_code == status, (path, response.status_code, response.content.decode()[:3000])
        if "<html" in response.content.decode()[:200]:
            parsed(response.content.decode())
        return response

    def access(self, path: str) -> dict[str, int]:
        """What each of the cast gets: the whole row of the access table."""
        people = {
            "client": self.cast.aoi, "worker": self.cast.ren, "stranger": self.cast.zen,
            "staff": self.cast.kei, "visitor": None,
        }  # fmt: skip
        return {name: self.as_(person).get(path).status_code for name, person in people.items()}


def seen_in(html: str) -> str:
    """What the form asks the writer of a text to confirm."""
    return html.partition('type="checkbox" name="seen" value="')[2].partition('"')[0]


def counted(visits: Visits, staff: Any, queue: str) -> int:
    """How much the desk says waits for this one of the staff in the queue at that address."""
    tile = visits.see(staff, "/desk/").partition(f'href="{queue}"')[2].partition("</li>")[0]
    return int(tile.partition('desk-count">')[2].partition("<")[0])
