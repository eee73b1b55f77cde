"""The browser tests' own eye finds what it is there to find."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import expect_accessible

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Page</title><style>
body {{ background: #fff; color: #222 }} .dark {{ background: #222; color: #fff }} {style}</style></head>
<body><main><h1>Page</h1>{body}</main></body></html>"""
TEXTS = "".join(f"<p>Text {number}</p>" for number in range(40))


@pytest.fixture
def look(page: Page):
    def look(body: str, style: str = "") -> None:
        page.set_content(PAGE.format(body=TEXTS + body + TEXTS, style=style))
        expect_accessible(page)

    return look


def test_a_sound_page_passes(look) -> None:
    look('<div class="dark"><p>Light on dark</p></div><label>Name <input value="Aoi"></label>')


@pytest.mark.parametrize(
    ("body", "style"),
    [
        ('<p class="pale">Hardly to be seen</p>', ".pale { color: #ccc }"),
        ('<div class="dark"><p><span class="pale">Dark on dark</span></p></div>', ".pale { color: #333 }"),
        ('<div class="dim"><p>A dimmed text</p></div>', ".dim { opacity: .3 }"),
        ('<p hidden>Out of sight</p><p class="ground">Ink on ink</p>', ".ground { background: #333 }"),
        ('<label>Name <input class="pale" value="Aoi"></label>', "input { background: #fff } .pale { color: #ccc }"),
    ],
    ids=["pale", "on another ground", "dimmed", "the ground alone", "in a field"],
)
def test_one_bad_contrast_among_many_texts_is_found(look, body: str, style: str) -> None:
    with pytest.raises(AssertionError, match="color-contrast"):
        look(body, style)


def test_everything_else_is_looked_at_too(look) -> None:
    with pytest.raises(AssertionError, match="label"):
        look('<input type="text">')
