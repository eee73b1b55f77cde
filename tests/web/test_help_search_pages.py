"""Searching the help centre as people do it, and what staff see of searches that led nowhere."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tachiai.help_centre.actions.indexing import index_articles
from tachiai.help_centre.library import library
from tachiai.kernel.calendar import TOKYO
from tests.cast import Cast
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)


def links(page: str) -> list[str]:
    return [link.get("href") or "" for link in parsed(page).iter("a")]


def test_a_search_leads_to_an_article_and_its_words_are_marked(client: Client):
    index_articles(AT)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/help/search/", {"q": "返事が来ない"}).content.decode()
    assert len(asked) <= 15
    (found, *_) = [link for link in links(page) if link.startswith("/help/search/open/silence/")]
    assert "<mark>" in page
    assert client.get(found).headers["Location"] == "/help/silence/"


@pytest.mark.parametrize(
    ("words", "language", "article"), [("返事が来ない", "en", "silence"), ("no reply", "ja", "client_silent")]
)
def test_words_of_the_other_language_find_articles_in_the_readers_own(
    client: Client, words: str, language: str, article: str
):
    index_articles(AT)
    page = client.get("/help/search/", {"q": words, "lang": language}).content.decode()
    (found, *_) = [link for link in parsed(page).iter("a") if "/help/search/open/" in str(link.get("href"))]
    assert f"/open/{article}/" in str(found.get("href"))
    assert found.text == library().articles[article].versions[language].title


def test_a_search_in_vain_offers_the_situations_and_keeps_what_was_typed(client: Client):
    index_articles(AT)
    page = client.get("/help/search/", {"q": "qqzzxxvv<>", "lang": "en"}).content.decode()
    assert "No article matches" in page and 'value="qqzzxxvv&lt;&gt;"' in page
    assert reverse("help:situation", args=["silence"]) in links(page)


def test_nothing_and_odd_addresses_are_answered(client: Client, cast: Cast):
    for query in ("", "?q=", "?q=x&page=99999", "?q=x&page=-1&side=other&contract=nothing"):
        assert client.get(f"/help/search/{query}").status_code == 200


def test_titles_are_suggested_while_typing(client: Client):
    index_articles(AT)
    page = client.get("/help/search/suggest/", {"q": "連絡"}).content.decode()
    assert "<option" in page and "連絡" in page


def test_the_box_stands_on_the_help_home_and_below_an_article(client: Client):
    for address in ("/help/", "/help/silence/"):
        assert 'action="/help/search/"' in client.get(address).content.decode()


def test_staff_see_what_nobody_found(client: Client, cast: Cast):
    index_articles(AT)
    client.get("/help/search/", {"q": "宇宙旅行qqzz"})
    client.get("/help/search/", {"q": "検収の期限"})
    client.get("/help/search/open/inspecting/", {"q": "検収の期限"})
    client.force_login(cast.kei)
    page = client.get("/desk/searches/").content.decode()
    assert "宇宙旅行qqzz" in page and "検収の期限" not in page
