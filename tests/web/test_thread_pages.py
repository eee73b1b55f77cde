"""Talks and files, as people meet them."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import expect

from tachiai.conversations import actions, queries
from tachiai.conversations.models import Message, StoredFile
from tests.browser import expect_accessible
from tests.conversations.samples import BAD, GOOD
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def thread(cast):
    return actions.open_thread(people=(cast.aoi.id, cast.ren.id), at=AT, title="珈琲店のロゴ", path="/proposals/1/")


@pytest.fixture
def as_person(client):
    def sign_in(person):
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def upload(name):
    return SimpleUploadedFile(name, (GOOD | BAD)[name][0])


class TestWriting:
    def test_posts_the_message_with_its_files_and_comes_back(self, as_person, cast, thread):
        files = [upload("見積書.pdf"), upload("a.png")]
        answer = as_person(cast.aoi).post(
            f"/messages/{thread}/post/", {"body": "見積もりです。", "files": files, "next": "/contracts/ABC/"}
        )
        assert answer.url == "/contracts/ABC/"
        (message,) = queries.thread(thread_id=thread, person_id=cast.ren.id).messages
        assert [file.name for file in message.files] == ["見積書.pdf", "a.png"]

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_never_leads_to_another_site(self, as_person, cast, thread, elsewhere):
        answer = as_person(cast.aoi).post(f"/messages/{thread}/post/", {"body": "x", "next": elsewhere})
        assert answer.url == f"/messages/{thread}/#newest"

    def test_twice_by_a_double_click_posts_once(self, as_person, cast, thread):
        client = as_person(cast.aoi)
        document = parsed(client.get(f"/messages/{thread}/").content.decode())
        (once,) = {field.get("value") for field in document.iter("input") if field.get("name") == "once"}
        assert len(once) > 20
        for _ in range(2):
            client.post(f"/messages/{thread}/post/", {"body": "一度だけ", "once": once})
        assert Message.objects.count() == 1

    def test_with_a_refused_file_keeps_the_text_and_the_good_files(self, as_person, cast, thread):
        client = as_person(cast.aoi)
        files = [upload("a.png"), upload("setup.exe")]
        answer = client.post(f"/messages/{thread}/post/", {"body": "両方送ります。", "files": files})
        html = answer.content.decode()
        parsed(html)
        assert answer.status_code == 400
        assert "「setup.exe」はプログラムのため、受け取れません" in html
        assert "両方送ります。" in html
        assert "a.png" in html
        assert not Message.objects.exists()
        kept = StoredFile.objects.get()
        client.post(f"/messages/{thread}/post/", {"body": "両方送ります。", "kept": str(kept.id)})
        assert [file.name for file in Message.objects.get().files.all()] == ["a.png"]

    def test_nothing_says_so(self, as_person, cast, thread):
        answer = as_person(cast.aoi).post(f"/messages/{thread}/post/", {"body": " "})
        assert "メッセージを書くか、ファイルを選んでください。" in answer.content.decode()

    def test_is_not_found_for_outsiders(self, as_person, cast, thread):
        for person in (cast.zen, cast.kei, cast.mio):
            assert as_person(person).get(f"/messages/{thread}/").status_code == 404
            assert as_person(person).post(f"/messages/{thread}/post/", {"body": "x"}).status_code == 404
        assert not Message.objects.exists()


class TestReading:
    def test_a_thread_marks_it_read_for_the_reader_only(self, as_person, cast, thread):
        actions.post_message(thread_id=thread, author_id=cast.aoi.id, body="こんにちは", at=AT)
        assert "未読1件" in as_person(cast.ren).get("/messages/").content.decode()
        page = as_person(cast.ren).get(f"/messages/{thread}/").content.decode()
        parsed(page)
        assert "新着" in page
        assert "未読" not in as_person(cast.ren).get("/messages/").content.decode()

    def test_shows_what_was_typed_as_text_never_as_markup(self, as_person, cast, thread):
        actions.post_message(
            thread_id=thread, author_id=cast.aoi.id, body="<img src=x onerror=alert(1)> https://example.com/", at=AT
        )
        page = as_person(cast.ren).get(f"/messages/{thread}/").content.decode()
        assert "<img src=x" not in page
        assert 'href="https://example.com/" rel="nofollow"' in page

    def test_begins_with_what_is_new_however_much_that_is(self, as_person, cast, thread):
        said = [
            actions.post_message(thread_id=thread, author_id=cast.aoi.id, body=f"no. {number}.", at=AT)
            for number in range(queries.PAGE + 5)
        ]
        client = as_person(cast.ren)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/messages/{thread}/").content.decode()
        assert len(asked) <= 15
        assert "no. 0." in page and f"no. {queries.PAGE}." not in page
        assert f"?after={said[queries.PAGE - 2].id}" in page
        assert queries.unread_by_thread(person_id=cast.ren.id, thread_ids=[thread]) == {thread: 6}
        rest = client.get(f"/messages/{thread}/", {"after": said[queries.PAGE - 2].id}).content.decode()
        assert f"no. {queries.PAGE + 4}." in rest
        assert not queries.unread_by_thread(person_id=cast.ren.id, thread_ids=[thread])
        again = client.get(f"/messages/{thread}/").content.decode()
        assert "no. 4." not in again and "no. 5." in again
        assert "no. 4." in client.get(f"/messages/{thread}/", {"before": said[5].id}).content.decode()

    def test_folds_what_was_read_and_nothing_new(self, as_person, cast, thread):
        for number in range(30):
            last = actions.post_message(thread_id=thread, author_id=cast.aoi.id, body=f"no. {number}.", at=AT)
        actions.mark_read(thread_id=thread, person_id=cast.ren.id, up_to=last.id - 15, at=AT)
        document = parsed(as_person(cast.ren).get(f"/messages/{thread}/").content.decode())
        (fold,) = [each for each in document.iter("details") if each.get("class") == "talk-fold"]
        assert len(list(fold.iter("article"))) == 12
        assert "他の12件のメッセージを表示" in "".join(fold.itertext())
        (line,) = [each for each in document.iter("p") if each.get("id") == "new"]
        first = next(each for each in document.iter("li") if line in each)
        assert "no. 15." in "".join(first.itertext())

    def test_an_empty_list_says_how_talks_begin(self, as_person, cast):
        page = as_person(cast.mio).get("/messages/", {"lang": "en"}).content.decode()
        parsed(page)
        assert "No messages yet" in page

    def test_happens_where_notices_lead(self, thread):
        assert resolve(actions.thread_path(thread)).view_name == "threads:detail"


class TestAMessage:
    @pytest.fixture
    def said(self, cast, thread):
        return actions.post_message(thread_id=thread, author_id=cast.aoi.id, body="30日に送ります。", at=timezone.now())

    def test_is_mended_on_a_page_of_its_own_and_shows_what_it_said(self, as_person, cast, thread, said):
        path = f"/messages/{thread}/{said.id}/edit/"
        assert path in as_person(cast.aoi).get(f"/messages/{thread}/").content.decode()
        assert "15分以内" in as_person(cast.aoi).get(path).content.decode()
        answer = as_person(cast.aoi).post(path, {"body": "31日に送ります。"})
        assert answer.url == f"/messages/{thread}/?at={said.id}#message-{said.id}"
        page = as_person(cast.ren).get(f"/messages/{thread}/").content.decode()
        parsed(page)
        assert "編集済み（1回）" in page and "30日に送ります。" in page and "31日に送ります。" in page
        assert path not in page

    def test_that_was_answered_keeps_what_was_typed_and_says_why(self, as_person, cast, thread, said):
        actions.post_message(thread_id=thread, author_id=cast.ren.id, body="はい", at=timezone.now())
        answer = as_person(cast.aoi).post(f"/messages/{thread}/{said.id}/edit/", {"body": "やめます。"})
        assert answer.status_code == 400
        assert "相手が返信したため" in answer.content.decode() and "やめます。" in answer.content.decode()

    def test_is_answered_with_its_beginning_above_the_form(self, as_person, cast, thread, said):
        client = as_person(cast.ren)
        page = client.get(f"/messages/{thread}/", {"reply": said.id}).content.decode()
        assert "葵デザイン室さんのこのメッセージに返信します。" in page
        client.post(f"/messages/{thread}/post/", {"body": "承知しました。", "reply_to": said.id})
        assert f'<a href="#message-{said.id}">' in client.get(f"/messages/{thread}/").content.decode()

    def test_is_thanked_and_the_thanks_taken_back(self, as_person, cast, thread, said):
        path, page = f"/messages/{thread}/{said.id}/thanks/", f"/messages/{thread}/"
        for _ in range(2):
            assert as_person(cast.ren).post(path, {"on": "1", "next": page}).url == page
        assert as_person(cast.aoi).get(page).content.decode().count("蓮さんから「ありがとう」") == 1
        as_person(cast.ren).post(path, {"on": ""})
        assert "蓮さんから" not in as_person(cast.aoi).get(page).content.decode()

    def test_is_found_whatever_its_width_and_opened_in_its_place(self, as_person, cast, thread, said):
        client = as_person(cast.ren)
        for path in ("/messages/search/", f"/messages/{thread}/search/"):
            page = client.get(path, {"q": "３０日"}).content.decode()
            parsed(page)
            assert "<mark>30日</mark>" in page
            assert f'href="/messages/{thread}/?at={said.id}#message-{said.id}"' in page
        assert "見つかりませんでした" in client.get("/messages/search/", {"q": "31日"}).content.decode()
        assert "文字か数字" in client.get("/messages/search/", {"q": "!"}).content.decode()
        assert "30日に送ります" in client.get(f"/messages/{thread}/", {"at": said.id}).content.decode()

    def test_shows_how_far_it_was_read_unless_that_is_switched_off(self, as_person, cast, thread, said):
        as_person(cast.ren).get(f"/messages/{thread}/")
        assert "蓮さんはここまで既読" in as_person(cast.aoi).get(f"/messages/{thread}/").content.decode()
        as_person(cast.aoi).post("/messages/choices/", {})
        assert "ここまで既読" not in as_person(cast.aoi).get(f"/messages/{thread}/").content.decode()


class TestADraft:
    def test_saved_by_the_script_comes_back_with_the_form(self, as_person, cast, thread):
        client, path = as_person(cast.aoi), f"/messages/{thread}/draft/"
        assert client.post(path, {"body": "書きかけ", "once": "a"}, headers={"X-Autosave": "1"}).status_code == 200
        page = client.get(f"/messages/{thread}/").content.decode()
        assert "書きかけ</textarea>" in page and "に保存した下書きです" in page
        assert client.post(path, {"body": "x" * 20_000}, headers={"X-Autosave": "1"}).status_code == 409
        client.post(f"/messages/{thread}/post/", {"body": "書きました", "once": "a"})
        assert "下書きです" not in client.get(f"/messages/{thread}/").content.decode()

    def test_saved_by_the_button_keeps_the_files_too(self, as_person, cast, thread):
        client = as_person(cast.aoi)
        sent = {"body": "", "files": [upload("見積書.pdf")], "next": "/messages/"}
        assert client.post(f"/messages/{thread}/draft/", sent).url == "/messages/"
        assert "下書きを保存しました。" in client.get("/messages/").content.decode()
        page = client.get(f"/messages/{thread}/").content.decode()
        assert "見積書.pdf" in page
        client.post(f"/messages/{thread}/post/", {"kept": str(StoredFile.objects.get().id), "body": ""})
        (message,) = queries.thread(thread_id=thread, person_id=cast.ren.id).messages
        assert [file.name for file in message.files] == ["見積書.pdf"]


class TestFiles:
    @pytest.fixture
    def stored(self, cast, thread):
        content = GOOD["見積書.pdf"][0]
        stored = actions.store_file(name="見積書.pdf", content=io.BytesIO(content), owner_id=cast.aoi.id, at=AT)
        actions.post_message(thread_id=thread, author_id=cast.aoi.id, body="", files=[stored.id], at=AT)
        return stored

    def test_come_inert_under_their_own_name(self, as_person, cast, stored):
        answer = as_person(cast.ren).get(f"/files/{stored.id}/")
        assert b"".join(answer) == GOOD["見積書.pdf"][0]
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%A6%8B")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; object-src 'none'")
        assert "no-store" in answer["Cache-Control"]

    def test_are_served_to_those_who_may_read_them_and_to_nobody_else(self, as_person, client, cast, stored):
        path = f"/files/{stored.id}/"
        assert client.get(path).url == f"/account/login/?next={path}"
        answers = {person.email: as_person(person).get(path).status_code for person in cast.everyone()}
        assert [email for email, status in answers.items() if status == 200] == ["aoi@example.com", "ren@example.com"]
        assert set(answers.values()) == {200, 404}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    def test_two_people_talk_and_one_fetches_the_file(self, new_page, cast, thread, tmp_path):
        sketch = tmp_path / "下書き.txt"
        sketch.write_text("案は3つです。")
        hers = new_page(as_person=cast.aoi)
        hers.goto(f"/messages/{thread}/")
        hers.get_by_label("メッセージ", exact=True).fill("下書きを送ります。")
        hers.locator("input[type=file]").set_input_files(sketch)
        hers.get_by_role("button", name="送信する").click()
        hers.get_by_text("メッセージを送信しました。").wait_for()

        his = new_page(as_person=cast.ren, width=390)
        his.goto("/messages/")
        expect_accessible(his)
        his.get_by_role("link", name="葵デザイン室").click()
        his.get_by_text("下書きを送ります。").wait_for()
        expect_accessible(his)
        assert his.evaluate("document.documentElement.scrollWidth") <= 390
        with his.expect_download() as download:
            his.get_by_role("link", name="下書き.txt").click()
        assert download.value.suggested_filename == "下書き.txt"
        assert download.value.path().read_text() == "案は3つです。"

    def test_a_draft_follows_its_writer_and_a_long_thread_is_walked_by_keyboard(self, new_page, cast, thread):
        for number in range(16):
            actions.post_message(thread_id=thread, author_id=cast.ren.id, body=f"no. {number}.", at=AT)
        actions.thank(message_id=Message.objects.latest("id").id, person_id=cast.aoi.id, at=AT)
        page = new_page(as_person=cast.aoi)
        page.goto(f"/messages/{thread}/")
        page.get_by_label("メッセージ", exact=True).fill("書きかけです。")
        page.get_by_text("下書きを保存しました").wait_for()

        elsewhere = new_page(as_person=cast.aoi, width=390)
        elsewhere.goto(f"/messages/{thread}/")
        expect(elsewhere.get_by_label("メッセージ", exact=True)).to_have_value("書きかけです。")
        expect(elsewhere.get_by_role("log").get_by_role("listitem").filter(has_text="no. 15.")).to_be_visible()
        elsewhere.get_by_text("他の4件のメッセージを表示").press("Enter")
        expect(elsewhere.get_by_text("no. 0.")).to_be_visible()
        expect_accessible(elsewhere)
        assert elsewhere.evaluate("document.documentElement.scrollWidth") <= 390
        skip = elsewhere.get_by_role("link", name="メッセージの入力欄へ")
        skip.focus()
        skip.press("Enter")
        elsewhere.keyboard.press("Tab")
        expect(elsewhere.get_by_label("メッセージ", exact=True)).to_be_focused()

    def test_a_half_written_message_survives_an_expired_sign_in(self, new_page, cast, thread):
        page = new_page(as_person=cast.aoi)
        page.goto(f"/messages/{thread}/")
        page.get_by_label("メッセージ", exact=True).fill("とても長い説明の途中です。")
        page.context.clear_cookies(name="sessionid")
        page.get_by_role("button", name="送信する").click()
        page.wait_for_url("**/account/login/**")
        page.get_by_label("メールアドレス").fill(cast.aoi.email)
        page.get_by_label("パスワード", exact=True).fill("blue-heron-at-dawn-42")
        page.get_by_role("button", name="ログインする").click()
        page.wait_for_url(f"**/messages/{thread}/")
        expect(page.get_by_label("メッセージ", exact=True)).to_have_value("とても長い説明の途中です。")


class TestAnExpiredSignIn:
    @pytest.mark.parametrize(
        "came_from, back",
        [
            ("http://testserver/contracts/ABC/?tab=1#x", "/contracts/ABC/?tab=1"),
            ("https://evil.example/messages/", "/"),
            ("http://testserver//evil.example/messages/", "/"),
            ("http://testserver/\\evil.example/messages/", "/"),
            ("http://[", "/"),
            ("", "/"),
        ],
    )
    def test_leads_back_to_the_page_of_the_form(self, client, thread, came_from, back):
        answer = client.post(f"/messages/{thread}/post/", {"body": "x"}, headers={"referer": came_from})
        assert answer.url == f"/account/login/?{urlencode({'next': back})}"
