"""Arrival without reload, on the web server as it is run."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import expect

from tachiai.config.place import PROJECT
from tachiai.conversations import actions
from tests.browser import expect_accessible, session_cookie

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SECONDS_TO_END = 8


@pytest.fixture
def thread(cast):
    return actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT, title="珈琲店のロゴ", path="/proposals/1/")


@pytest.fixture
def served(thread) -> Iterator[str]:
    """The address of a web server on the tests' database, which must end in good time although pages are open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {**os.environ, "DATABASE_URL": urlunsplit(url), "PORT": str(port), "TACHIAI_DEBUG": "1"}
    process = subprocess.Popen([sys.executable, "-m", "tachiai", "web"], cwd=PROJECT, env=environment)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(SECONDS_TO_END)
    finally:
        process.kill()


def _wait_for(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server does not answer")


class Stream:
    """One open page, as a browser holds it."""

    def __init__(self, served: str, person):
        self.connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=20)
        cookie = session_cookie(person, served)
        self.connection.request("GET", "/live/", headers={"Cookie": f"{cookie['name']}={cookie['value']}"})
        self.answer = self.connection.getresponse()

    def hear(self, name: str) -> str:
        """The data of the next event of that name; empty when the stream has ended."""
        asked = False
        for line in self.answer:
            if asked:
                return line.decode().removeprefix("data: ").strip()
            asked = line.decode().strip() == f"event: {name}"
        return ""


@pytest.mark.browser
@pytest.mark.xdist_group("served")
def test_two_people_talk_without_reloading_until_one_signs_out(new_page, served, cast, thread):
    hers, his = (new_page(as_person=person, url=served) for person in (cast.aoi, cast.ren))
    for page in (hers, his):
        page.goto(f"{served}/messages/{thread}/")
    his.evaluate("window.stays = true")
    hers.get_by_label("メッセージ", exact=True).fill("見えていますか。")
    hers.get_by_role("button", name="送信する").click()
    expect(his.locator("[data-message]").get_by_text("見えていますか。")).to_be_visible()
    expect(his.locator("[data-live-status]")).to_contain_text("葵デザイン室")
    assert his.evaluate("window.stays"), "nothing was reloaded"
    expect_accessible(his)

    hers.goto(f"{served}/todo/")
    his.get_by_label("メッセージ", exact=True).fill("見えています。")
    his.get_by_role("button", name="送信する").click()
    expect(hers.locator(".talk .bell-count")).to_contain_text("1")

    stream = Stream(served, cast.ren)
    assert stream.hear("unread")
    Session.objects.all().delete()
    actions.post_message(thread_id=thread, author_id=cast.aoi.id, body="もう聞こえません", at=AT)
    assert stream.hear("arrived") == ""
