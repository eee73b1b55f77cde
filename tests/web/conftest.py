"""Pages of the site and the tests' own, in one address table; helpers to read them."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django.template import engines

from tachiai.web.preview.examples import AT
from tachiai.web.reading import reading_as

HERE = Path(__file__).parent


@pytest.fixture
def site_with_extras(settings) -> None:
    """The addresses of tests/web/addresses.py, and the templates beside them."""
    settings.ROOT_URLCONF = "tests.web.addresses"
    engine = engines["django"].engine
    loaders = engine.template_loaders[0].loaders[0].loaders
    before = [(loader, loader.dirs) for loader in loaders if hasattr(loader, "dirs")]
    for loader, _ in before:
        loader.dirs = [*engine.dirs, HERE / "templates"]
        getattr(loader.get_dirs, "cache_clear", lambda: None)()
    yield
    for loader, dirs in before:
        loader.dirs = dirs
        getattr(loader.get_dirs, "cache_clear", lambda: None)()


@pytest.fixture(params=["ja", "en"])
def language(request) -> str:
    """Read in Japanese and in English, in Tokyo, on the day of the examples."""
    with reading_as(language=request.param, zone=ZoneInfo("Asia/Tokyo"), at=AT):
        yield request.param


def parsed(html: str):
    """The document of a page; fails at the first thing that is not valid HTML, and when an id stands twice."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    document = parser.parse(html)
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    assert not twice, f"ids said twice: {twice}"
    return document


def parsed_part(html: str):
    """The same for a piece of a page."""
    return parsed(f'<!doctype html><html lang="en"><head><title>x</title></head><body>{html}</body></html>')
