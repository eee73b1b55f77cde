"""Files in pieces, their small pictures, what arrives meanwhile, and what is too much, as pages meet them."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from tachiai.conversations import actions, queries
from tachiai.conversations.actions import PIECE
from tachiai.conversations.models import Message, StoredFile
from tachiai.web.live.grants import OVER
from tachiai.web.site.threads import live
from tests.conversations.samples import BAD, GOOD
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PAPER = GOOD["見積書.pdf"][0]


@pytest.fixture
def thread(cast):
    return actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT, title="珈琲店のロゴ", path="/proposals/1/")


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


class TestUploads:
    def begin(self, client, content=PAPER, name="見積書.pdf"):
        return client.post("/files/uploads/", {"name": name, "size": len(content)})

    def send(self, client, href, offset, piece):
        return client.post(f"{href}?offset={offset}", piece, content_type="application/octet-stream")

    def test_go_on_from_where_they_were(self, as_person, cast):
        client = as_person(cast.aoi)
        href = self.begin(client).json()["href"]
        self.send(client, href, 0, PAPER[:10])
        assert client.get(href).json() == {"received": 10, "size": len(PAPER)}
        assert self.send(client, href, 0, PAPER[:20]).json()["received"] == 10, "out of turn: nothing changes"
        done = self.send(client, href, 10, PAPER[10:]).json()
        assert StoredFile.objects.get(id=done["file"]).content.read() == PAPER

    def test_say_why_a_file_is_not_taken(self, as_person, cast):
        client, program = as_person(cast.aoi), BAD["setup.exe"][0]
        answer = self.send(client, self.begin(client, program, "setup.exe").json()["href"], 0, program)
        assert answer.status_code == 400
        assert "「setup.exe」はプログラムのため、受け取れません" in answer.json()["reason"]

    @pytest.mark.parametrize("size", ["", "-1", "0", "x", "99999999999999999999", "100000001"])
    def test_of_no_or_too_much_size_do_not_begin(self, as_person, cast, size):
        answer = as_person(cast.aoi).post("/files/uploads/", {"name": "a.png", "size": size})
        assert (answer.status_code, "reason" in answer.json()) == (400, True)

    def test_come_as_bytes_and_not_as_a_form(self, as_person, cast):
        browser = as_person(cast.aoi)
        browser.raise_request_exception = False
        href = self.begin(browser).json()["href"]
        assert browser.post(f"{href}?offset=0", {"file": io.BytesIO(b"paper")}).status_code == 400
        assert browser.get(href).json()["received"] == 0

    def test_are_their_owners_alone(self, as_person, client, cast):
        href = self.begin(as_person(cast.aoi)).json()["href"]
        stranger = as_person(cast.zen)
        assert stranger.get(href).status_code == 404
        assert self.send(stranger, href, 0, PAPER).status_code == 400
        client.logout()
        assert client.get(href).status_code == self.begin(client).status_code == 302


class TestAPicture:
    def test_is_ours_and_inert(self, as_person, cast):
        content = io.BytesIO()
        Image.new("RGB", (64, 48)).save(content, "PNG")
        stored = actions.store_file(name="a.png", content=content, owner_id=cast.aoi.id, at=AT)
        assert as_person(cast.aoi).get(f"/files/{stored.id}/preview/").status_code == 404, "it is not made yet"
        actions.make_preview(file_id=stored.id, at=AT)
        answer = as_person(cast.aoi).get(f"/files/{stored.id}/preview/")
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert as_person(cast.zen).get(f"/files/{stored.id}/preview/").status_code == 404


class TestWhatArrives:
    def test_is_what_is_newer_and_counts_as_read(self, as_person, cast, thread):
        for number in range(3):
            actions.post_message(thread_id=thread, author_id=cast.aoi.id, body=f"no. {number}.", at=AT)
        first = Message.objects.order_by("id").first()
        answer = as_person(cast.ren).get(f"/messages/{thread}/new/", {"after": first.id})
        html = answer.content.decode()
        parsed(f"<!doctype html><title>x</title><ol>{html}</ol>")
        assert [f"no. {number}." in html for number in range(3)] == [False, True, True]
        assert answer["X-Unread-Threads"] == "0" == str(queries.unread_threads(cast.ren.id))

    def test_of_one_that_changed_is_that_one(self, as_person, cast, thread):
        messages = [
            actions.post_message(thread_id=thread, author_id=cast.aoi.id, body=f"no. {number}.", at=AT)
            for number in range(2)
        ]
        html = as_person(cast.ren).get(f"/messages/{thread}/new/", {"changed": messages[0].id}).content.decode()
        assert "no. 0." in html and "no. 1." not in html
        assert queries.unread_threads(cast.ren.id) == 1, "nothing else was looked at"

    def test_is_told_once_signed_in_and_not_without_end(self, as_person, client, cast, monkeypatch):
        assert client.get("/live/").content == OVER
        answer = as_person(cast.aoi).get("/live/")
        assert (answer["Content-Type"], answer.content) == ("text/event-stream", b"retry: 600000\n\n")
        monkeypatch.setattr(live.OF_ONE_PERSON.__class__, "seconds_to_wait", lambda *_: 7)
        assert as_person(cast.aoi).get("/live/")["Retry-After"] == "7"


class TestTooMuch:
    def test_of_a_text_is_refused_with_the_text_kept(self, as_person, cast, thread):
        long = "長" * 10_001
        page = as_person(cast.aoi).post(f"/messages/{thread}/post/", {"body": long}).content.decode()
        assert "メッセージは10000文字までです（いまは10001文字）" in page
        assert long in page

    def test_for_one_request_is_refused_with_a_page_that_says_so(self, as_person, cast, thread):
        answer = as_person(cast.aoi).post(f"/messages/{thread}/post/", {"body": "a" * 10_000_000})
        page = answer.content.decode()
        parsed(page)
        assert answer.status_code == 413
        assert "一度に送れる大きさを超えています" in page and "data-nothing-sent" in page
        assert not Message.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_file_survives_a_lost_connection_in_a_browser(new_page, cast, thread):
    content = PAPER + bytes(range(256)) * (PIECE // 128)
    page, lost = new_page(as_person=cast.aoi), []

    def lose_one(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort("connectionreset")

    page.route(f"**/files/uploads/*/?offset={PIECE}", lose_one)
    page.goto(f"/messages/{thread}/")
    file = {"name": "見積書.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("受け取りました")).to_be_visible(timeout=30_000)
    assert lost
    page.get_by_label("メッセージ", exact=True).fill("見積もりです。")
    page.get_by_role("button", name="送信する").click()
    page.get_by_text("メッセージを送信しました。").wait_for()
    (stored,) = Message.objects.get().files.all()
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
