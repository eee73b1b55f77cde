"""`make screenshots`: the main pages of a demo market as pictures, for people to look at.

A throw-away market is filled and served as in earnest. Every page is drawn wide and narrow, light and dark, in Japanese
and English: var/screenshots/<page>-<width>-<scheme>-<language>.png. The pictures of the README are drawn anew too.
Words after the command choose pages by name: `python -m tests.screenshots contract proposal`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tqdm import tqdm

from tests.browser import FLAGS, HOW_TO_GET_IT, find_chromium, session_cookie
from tests.throwaway import Throwaway

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "var" / "screenshots"
PICTURES = PROJECT / "docs" / "pictures"
# The pictures of the README, each down to the end of that part of its page; without one, as much as a window shows.
IN_README = {"contract": "#terms", "proposal": "", "trouble-statistics": ""}
WIDTHS = {1280: 900, 390: 844}
SCHEMES = ("light", "dark")
LANGUAGES = {"ja": "ja-JP", "en": "en-GB"}
SECONDS_TO_ANSWER = 60


@dataclass(frozen=True)
class Shown:
    """One page: its address, and who looks at it (None: a visitor)."""

    name: str
    path: str
    person: object | None = None


def main_pages() -> list[Shown]:
    """The main pages, each in the most telling state that the demo market has."""
    from tests.screenshot_pages import main_pages as pages  # noqa: PLC0415 - needs the filled market

    return [Shown(*row) for row in pages()]


@contextmanager
def demo_market() -> Iterator[str]:
    """Serves a freshly filled demo market with the real web server; gives its address."""
    os.environ.pop("DATABASE_URL", None)
    throwaway = Throwaway()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    os.environ.update(TACHIAI_DEMO="1", PORT=port)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tachiai.config.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    throwaway.start()
    try:
        from tachiai.config.preparation import prepare  # noqa: PLC0415 - the environment comes first

        prepare()
        with subprocess.Popen([sys.executable, "-m", "tachiai", "web"], stdin=subprocess.DEVNULL) as server:
            try:
                yield _answering(f"http://127.0.0.1:{port}")
            finally:
                server.terminate()
        _close_database()
    finally:
        throwaway.remove()


def _answering(address: str) -> str:
    patience = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < patience:
        try:
            with urlopen(f"{address}/jobs/"):
                return address
        except URLError:
            time.sleep(0.2)
    sys.exit(f"the site did not answer within {SECONDS_TO_ANSWER} seconds")


def _close_database() -> None:
    from django.db import connection  # noqa: PLC0415 - needs the settings

    connection.close()
    connection.close_pool()


def draw(address: str, browser: Browser, pages: list[Shown]) -> int:
    """Draw every page in every way; how many pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    ways = [(width, scheme, language) for language in LANGUAGES for scheme in SCHEMES for width in WIDTHS]
    with tqdm(total=len(pages) * len(ways), unit="picture") as progress:
        for width, scheme, language in ways:
            for shown in pages:
                with _context(browser, address, shown, width, scheme, language) as context:
                    page = context.new_page()
                    page.goto(f"{shown.path}{'&' if '?' in shown.path else '?'}lang={language}")
                    page.screenshot(path=FOLDER / f"{shown.name}-{width}-{scheme}-{language}.png", full_page=True)
                progress.update()
    return len(pages) * len(ways)


@contextmanager
def _context(
    browser: Browser, address: str, shown: Shown, width: int, scheme: str, language: str, **more: float
) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=scheme,
        locale=LANGUAGES[language],
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
        **more,
    )
    if shown.person is not None:
        context.add_cookies([session_cookie(shown.person, address)])
    try:
        yield context
    finally:
        context.close()


def draw_for_readme(address: str, browser: Browser, shown: Shown) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with _context(browser, address, shown, 1280, "light", "ja") as context:
        page = context.new_page()
        page.goto(f"{shown.path}?lang=ja")
        height: float = WIDTHS[1280]
        if last := IN_README[shown.name]:
            box = page.locator(last).bounding_box()
            if box is None:
                sys.exit(f"{shown.name} has no {last}")
            height = box["y"] + box["height"] + 32
        upper_part = {"x": 0, "y": 0, "width": 1280, "height": height}
        page.screenshot(path=PICTURES / f"{shown.name}.png", clip=upper_part, full_page=True)


def main(chosen: list[str]) -> int:
    chromium = find_chromium()
    if chromium is None:
        sys.exit(HOW_TO_GET_IT)
    started = time.monotonic()
    with demo_market() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        pages = [shown for shown in main_pages() if not chosen or shown.name in chosen]
        drawn = draw(address, browser, pages)
        for shown in pages:
            if shown.name in IN_README:
                draw_for_readme(address, browser, shown)
        browser.close()
    print(f"{drawn} pictures in {FOLDER} ({time.monotonic() - started:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
