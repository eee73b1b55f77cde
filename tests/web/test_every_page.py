"""Every page in a browser, for the person it is made for: sound for eyes, ears, keyboards and telephones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser import expect_accessible
from tests.cast import Cast
from tests.web.access_table import PEOPLE, Line, lines
from tests.web.market import one_of_each

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Files, a piece of a page, and the gallery, whose examples have titles of their own (tests/web/test_components.py).
NOT_PAGES = {
    "style_sheet", "money:statement_csv", "threads:file", "contests:picture", "threads:preview", "threads:arrived",
    "threads:live", "threads:upload", "jobs:meter", "calendar:feed", "preview:gallery", "preview:component",
    "confidentiality:pdf", "confidentiality:json", "papers:found_csv", "papers:pdf", "papers:json",
    "tasks:template", "tasks:results", "statistics:table", "desk:statistics_counts", "help:suggest", "inquiries:file",
    "proposals:net",
}  # fmt: skip
# One moment for all, so that the market is made once in each test process.
NOW = timezone.now()
MADE_FOR = ("client", "worker", "staff", "visitor")
WAYS = {
    "Japanese, light, wide": {"language": "ja", "color_scheme": "light", "width": 1280},
    "English, dark, telephone": {"language": "en", "color_scheme": "dark", "width": 390, "height": 844},
}


def pages_for(who: str) -> list[Line]:
    """The pages that `who` is the first to be made for."""
    return [line for line in lines() if line.name not in NOT_PAGES and _first_reader(line) == who]


def _first_reader(line: Line) -> str | None:
    return next((who for who in MADE_FOR if line.answers[PEOPLE.index(who)] == "200"), None)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize("who", MADE_FOR)
def test_every_page_is_sound(
    cast: Cast, settings, new_page: Callable[..., Page], who: str, way: dict[str, object]
) -> None:
    settings.DEMO = True
    market = one_of_each(cast, settings, at=NOW)
    language, options = way["language"], {key: value for key, value in way.items() if key != "language"}
    page = new_page(as_person=market.person(who), **options)
    complaints: list[str] = []
    page.on("console", lambda message: message.type in ("error", "warning") and complaints.append(message.text))
    for line in pages_for(who):
        response = page.goto(f"{market.address(line)}?lang={language}")
        assert response is not None and response.status == 200, line
        complaints += [f"{line}: {fault}" for fault in faults(page, str(language))]
        expect_accessible(page)
    assert not complaints, "\n".join(complaints)


def faults(page: Page, language: str) -> list[str]:
    """What is wrong with the page as it stands, besides what axe finds."""
    page.keyboard.press("Tab")
    found = page.evaluate(
        """() => ({
            language: document.documentElement.lang,
            titles: document.querySelectorAll("h1").length,
            overflow: document.scrollingElement.scrollWidth - innerWidth,
            first: document.activeElement.className,
            mains: document.querySelectorAll("main").length,
        })"""
    )
    expected = {"language": language, "titles": 1, "first": "skip", "mains": 1}
    wrong = [f"{name} is {found[name]!r}" for name, value in expected.items() if found[name] != value]
    return [*wrong, *([f"{found['overflow']} px wider than the window"] if found["overflow"] > 0 else [])]
