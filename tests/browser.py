"""Chromium for tests: where it is, how to get it, and a page in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

# The headless shell comes first: the same engine at less than half the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium-headless-shell", "fontconfig", "fonts-noto-cjk")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What comes is waited for so long, in milliseconds: a busy machine is no fault of the page.
PATIENCE = 30_000
HOW_TO_GET_IT = (
    "The browser tests need Chromium and found none. Any of these helps:\n"
    "  apt-get install chromium-headless-shell fontconfig fonts-noto-cjk      (as root, on Debian)\n"
    "  CHROMIUM=/path/to/chromium make test\n"
    "  .venv/bin/playwright install chromium        (where its download is reachable)"
)


def find_chromium() -> Path | None:
    """CHROMIUM, else the first of the usual names on PATH, else the one Playwright downloaded earlier."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if Path(named).exists() else None
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return max(cache.glob("chromium-*/chrome-linux*/chrome"), default=None)


def has_japanese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def install_chromium() -> bool:
    """Install the system's packages where this user may; False where not. Says what it does."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if shutil.which("apt-get") is None or (sudo and not shutil.which("sudo")):
        return False
    if sudo and subprocess.run([*sudo, "true"], check=False, capture_output=True).returncode != 0:
        return False
    print(f"installing the system packages {' '.join(PACKAGES)}", flush=True)
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y"]
    for words in (["update"], ["install", "--no-install-recommends", *PACKAGES]):
        quietly = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        if subprocess.run([*apt, *words], check=False, **quietly).returncode:
            return False
    return True


def make_ready() -> int:
    """0 when a browser and a Japanese font are there, after installing them if that was possible."""
    complete = find_chromium() and has_japanese_font()
    if not complete and not install_chromium() and not find_chromium():
        print(HOW_TO_GET_IT, file=sys.stderr)
        return 1
    print(f"browser: {find_chromium()}")
    return 0


@pytest.fixture(scope="session")
def kept_files() -> Iterator[None]:
    """A browser keeps scripts and pictures from page to page, as those of a real market, whose names have digests.

    So does the server from browser to browser: every window of every test asks for them.
    """
    serve = StaticFilesHandler.serve
    read: dict[str, tuple[bytes, str]] = {}

    def keep(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        if request.path not in read:
            found = serve(handler, request)
            read[request.path] = b"".join(found), found.headers["Content-Type"]
            found.close()
        content, kind = read[request.path]
        return HttpResponse(content, content_type=kind, headers={"Cache-Control": "max-age=3600"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", keep)
        yield


@pytest.fixture(scope="session")
def browser(kept_files: None) -> Iterator[Browser]:
    """One Chromium for the whole run (one for each pytest-xdist worker)."""
    chromium = find_chromium()
    if chromium is None:
        pytest.fail(HOW_TO_GET_IT, pytrace=False)
    # Playwright's loop runs in the main thread, where Django then suspects code that must not query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens one page for each person of a story: `new_page()`, `new_page(as_person=aoi, width=390)`.

    `url`: another server than the tests' own.
    The test fails at its end when any of them met a script error or was blocked by the content policy.
    """
    contexts, troubles = [], []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            troubles.append(message.text)

    def open_page(*, as_person=None, url=live_server.url, locale="ja-JP", width=1280, height=900, **options) -> Page:
        context = browser.new_context(
            base_url=url,
            locale=locale,
            timezone_id="Asia/Tokyo",
            viewport={"width": width, "height": height},
            **options,
        )
        contexts.append(context)
        if as_person is not None:
            context.add_cookies([session_cookie(as_person, url)])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", hear)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor's page: Japanese, 1280 by 900, relative addresses lead to the live server."""
    return new_page()


def session_cookie(person, url: str) -> dict[str, str]:
    """The cookie of a session in which `person` is signed in, for tests whose subject is not signing in."""
    from django.test import Client  # noqa: PLC0415 - needs the apps, and this module is also a program

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def expect_accessible(page: Page) -> None:
    """No violation of the WCAG rules that axe knows, on the page as it stands.

    Of the half megabyte of script only the first page of a window is sent; of the answer only what is wrong comes back.
    Contrast, which takes axe longer than all its other rules, is measured once for each way in which text and ground
    meet on the page, not for each text.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
        page.add_init_script(AXE_SCRIPT)
    violations = page.evaluate(_AXE_RUN)
    results = AxeResults({"violations": violations})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


_AXE_RUN = """async () => {
    const grounds = element => {
        const seen = [];
        for (let at = element; at; at = at.parentElement) {
            const {backgroundColor, backgroundImage, opacity, filter} = getComputedStyle(at);
            seen.push(backgroundColor, backgroundImage, opacity, filter);
        }
        return seen.filter(each => !["rgba(0, 0, 0, 0)", "none", "1"].includes(each)).join(" ");
    };
    const meetings = new Map();
    const meet = element => {
        const style = getComputedStyle(element), {width, height} = element.getBoundingClientRect();
        const isSeen = element.checkVisibility() && width > 1 && height > 1;
        const isOff = element.matches(":disabled") || element.closest("[aria-disabled=true], :disabled") !== null;
        const how = [style.color, style.fontSize, style.fontWeight, style.position, style.textShadow, isSeen, isOff];
        const key = [...how, grounds(element)].join("|");
        if (!meetings.has(key)) meetings.set(key, element);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) if (texts.currentNode.data.trim()) meet(texts.currentNode.parentElement);
    document.querySelectorAll("input, select, textarea").forEach(meet);
    axe.configure({rules: [{id: "color-contrast", selector: "[data-measured]"}]});
    meetings.forEach(element => element.setAttribute("data-measured", ""));
    const found = await axe.run({resultTypes: ["violations"]});
    meetings.forEach(element => element.removeAttribute("data-measured"));
    return found.violations;
}"""


if __name__ == "__main__":
    try:
        sys.exit(make_ready())
    except Error as error:
        sys.exit(str(error))
