"""Asking the office as people meet it: signed in and out, answers first, one thread, nobody else's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

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
