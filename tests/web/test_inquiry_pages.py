"""Asking the office as people meet it: signed in and out, answers first, one thread, nobody else's."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tachiai.clockwork.limits import Limit
from tachiai.conversations.models import StoredFile
from tachiai.inquiries import actions
from tachiai.inquiries.models import Inquiry
from tachiai.kernel.calendar import TOKYO
from tests.web.conftest import parsed
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 10, 0, tzinfo=TOKYO)
WORDS = "納品したのに検収されません。"


@pytest.fixture
def visits(cast, monkeypatch: pytest.MonkeyPatch) -> Visits:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return Visits(cast)


def words_of(html: str) -> str:
    (main,) = parsed(html).iter("main")
    return " ".join("".join(main.itertext()).split())


def said(**changes: Any) -> dict[str, Any]:
    return {"category": "inspection", "text": WORDS, "once": "f", **changes}


def asked(person: Any, **more: Any) -> Inquiry:
    receipt = actions.ask_office(
        person_id=person.pk if person else None, category="inspection", text=WORDS, language="ja", at=AT, **more
    )
    return Inquiry.objects.get(pk=receipt.inquiry_id)


def test_the_kind_comes_first_then_answers_before_the_form(visits, cast):
    assert "何についてのお問い合わせですか" in words_of(visits.see(None, "/inquiries/ask/"))
    html = visits.see(cast.ren, "/inquiries/ask/", category="inspection")
    links = [each.get("href") for each in parsed(html).iter("a") if (each.get("href") or "").startswith("/help/")]
    text = words_of(html)
    assert 1 <= len(set(links) - {"/help/"}) <= 4 and text.index("先に、こちら") < text.index("それでも解決しないとき")


def test_what_is_of_no_kind_has_a_way_too(visits):
    links = parsed(visits.see(None, "/inquiries/ask/")).iter("a")
    (way,) = [each.get("href") for each in links if "".join(each.itertext()) == "どれにも当てはまらない"]
    assert '<textarea name="text"' in visits.see(None, f"/inquiries/ask/{way}")


def test_an_article_brings_its_own_kind(visits):
    assert 'name="article" value="silence"' in visits.see(None, "/inquiries/ask/", article="silence")


def test_a_person_gets_a_number_and_a_second_click_the_same(visits, cast):
    first, second = (visits.send(cast.ren, "/inquiries/ask/", **said()).url for _ in range(2))
    row = Inquiry.objects.get()
    assert first == second == f"/inquiries/{row.number}/"
    assert WORDS in words_of(visits.see(cast.ren, first)) and row.title in visits.see(cast.ren, "/inquiries/")
    assert visits.access(first) == {"worker": 200, "client": 404, "stranger": 404, "staff": 404, "visitor": 302}


def test_a_visitor_gets_the_secret_link_by_mail_alone_and_keeps_what_they_typed(visits):
    failed = visits.send(None, "/inquiries/ask/", status=400, **said(address="nobody")).content.decode()
    assert WORDS in failed and not Inquiry.objects.exists()
    answer = visits.send(None, "/inquiries/ask/", status=200, **said(address="who@example.com")).content.decode()
    row = Inquiry.objects.get()
    assert row.number in answer and row.token not in answer
    assert set(visits.access(f"/inquiries/with/{row.token}/").values()) == {200}


def test_one_adds_to_it_closes_it_and_says_whether_it_helped(visits, cast):
    row = asked(cast.ren)
    here = f"/inquiries/{row.number}/"
    visits.send(cast.ren, here, more="1", text="もう一つあります。", once="a")
    assert "もう一つあります。" in words_of(visits.see(cast.ren, here))
    visits.send(cast.ren, here, status=400, more="1", text="")
    visits.send(cast.ren, here, close="1")
    assert "役に立ちましたか" in words_of(visits.see(cast.ren, here))
    visits.send(cast.ren, here, helped="yes", word="助かりました")
    row.refresh_from_db()
    assert (row.is_helped, row.helped_word) == (True, "助かりました")


class TestFilesWithoutAnAccount:
    """Kept through the same checks as those of people with one; read by staff, and by whoever holds the secret link."""

    def file(self, content: bytes = b"what the page said", name: str = "page.txt") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    def test_come_with_the_question_and_with_what_is_added(self, visits, cast):
        asked_with = said(address="who@example.com", files=[self.file()])
        visits.send(None, "/inquiries/ask/", status=200, **asked_with)
        row = Inquiry.objects.get()
        here = f"/inquiries/with/{row.token}/"
        visits.send(None, here, more="1", text="もう一つあります。", files=[self.file(name="more.txt")])
        html = visits.see(None, here)
        first, second = re.findall(rf'href="({here}files/\d+/)"', html)
        answer = visits.as_(None).get(first)
        assert b"".join(answer.streaming_content) == b"what the page said"
        assert answer["Content-Disposition"].startswith("attachment") and "sandbox" in answer["Content-Security-Policy"]
        assert answer["Referrer-Policy"] == "no-referrer"
        for_staff = f"/files/{first.split('/')[-2]}/"
        assert f'href="{for_staff}"' in visits.see(cast.kei, f"/desk/inquiries/{row.pk}/")
        assert visits.access(for_staff) == {
            "client": 404, "worker": 404, "stranger": 404, "staff": 200, "visitor": 302,
        }  # fmt: skip

    def test_open_with_no_other_link(self, visits, cast):
        mine, other = (asked(None, address=f"{name}@example.com") for name in ("who", "else"))
        visits.send(None, f"/inquiries/with/{mine.token}/", more="1", text="これです。", files=[self.file()])
        number = StoredFile.objects.get().pk
        assert visits.as_(None).get(f"/inquiries/with/{mine.token}/files/{number}/").status_code == 200
        assert visits.as_(None).get(f"/inquiries/with/{other.token}/files/{number}/").status_code == 404

    def test_are_judged_by_their_bytes_and_bounded_in_number_and_size(self, visits, cast, monkeypatch):
        here = f"/inquiries/with/{asked(None, address='who@example.com').token}/"
        program = self.file(b"MZ\x90\x00" + b"\x00" * 200, "photo.png")
        send = lambda *files: visits.send(  # noqa: E731
            None, here, status=400, more="1", text="これです。", files=list(files)
        ).content.decode()
        assert "これです。" in send(program)
        assert "ファイルは3つまで" in send(*(self.file() for _ in range(4)))
        monkeypatch.setattr("tachiai.web.site.inquiries.forms.MEGABYTES", 0)
        assert "ファイルは3つまで" in send(self.file())
        assert not StoredFile.objects.exists() and Inquiry.objects.get().messages.count() == 1

    def test_are_not_kept_before_all_else_is_right(self, visits, cast):
        answer = visits.send(
            None, "/inquiries/ask/", status=400, **said(address="nobody", files=[self.file()])
        ).content.decode()
        assert "もう一度選んでください" in answer and not StoredFile.objects.exists()

    def test_are_bounded_from_one_place_on_the_net(self, visits, cast, monkeypatch):
        monkeypatch.setattr("tachiai.web.site.inquiries.flood.FROM_OUTSIDE", Limit("inquiries", 1, timedelta(hours=1)))
        here = f"/inquiries/with/{asked(None, address='who@example.com').token}/"
        visits.send(None, here, more="1", text="これです。", files=[self.file()])
        visits.send(None, here, status=400, more="1", text="もう一つ。", files=[self.file()])
        visits.send(None, here, more="1", text="文だけです。")
        assert StoredFile.objects.count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_who_has_no_account_writes_more_through_the_secret_link(cast, new_page):
    row = asked(None, address="who@example.com")
    page = new_page()
    page.goto(f"/inquiries/with/{row.token}/")
    page.locator("textarea[name=text]").fill("もう一つあります。")
    page.locator("button[name=more]").click()
    page.get_by_role("main").get_by_text("もう一つあります。").wait_for()
    assert row.messages.count() == 2
