"""The search of the help centre, on the articles that come with the program."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tachiai.help_centre.actions import searches
from tachiai.help_centre.actions.indexing import build, index_articles
from tachiai.help_centre.actions.searches import opened, searched
from tachiai.help_centre.models import Posting, SearchDocument
from tachiai.help_centre.queries.searching import failed_searches, search, suggestions, synonyms
from tachiai.help_centre.rules.search import KEPT_FOR, Document
from tachiai.kernel.calendar import TOKYO

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 30, 10, 0, tzinfo=TOKYO)

QUESTIONS = (
    ("相手から返事が来ません", {"silence"}),
    ("連絡つかない", {"silence"}),
    ("契約をキャンセルしたい", {"ending"}),
    ("LINEで連絡しようと言われた", {"contact", "off_site"}),
    ("アカウントを止められた", {"restricted", "appeal"}),
    ("異議申し立てのやり方", {"appeal", "plea"}),
    ("違反している仕事を通報したい", {"report"}),
    ("評価が納得できない", {"reviews", "rating", "plea"}),
    ("退会したい", {"closing_account"}),
    ("本人確認の方法", {"identity"}),
    ("請求書や領収書がほしい", {"papers"}),
    ("my client does not answer", {"client_silent", "silence"}),
    ("how to cancel a contract", {"ending"}),
    ("close my account", {"closing_account"}),
    ("they want to pay me outside the site", {"advance", "off_site", "contact", "payment"}),
)


class TestSearching:
    def test_finds_what_people_ask(self):
        index_articles(AT)
        missed = []
        for text, wanted in QUESTIONS:
            found = [hit.name for hit in search(text, "en" if text.isascii() else "ja").hits[:5]]
            if not wanted & set(found):
                missed.append((text, found))
        assert not missed

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("お金はいつもらえますか", "payout"),
            ("how do I get paid out", "payout"),
            ("修正を何度も求められる", "delivering"),
            ("they ask for changes again and again", "delivering"),
            ("悪い評価を消したい", "rating"),
            ("remove a bad review", "rating"),
        ],
    )
    def test_puts_first_what_is_meant(self, text, first):
        index_articles(AT)
        assert search(text, "en" if text.isascii() else "ja").hits[0].name == first

    def test_takes_one_statement_beside_the_one_for_mistyped_words(self):
        index_articles(AT)
        with CaptureQueriesContext(connection) as asked:
            assert search("検収の期限", "ja").hits
        assert len(asked) <= 2

    def test_forgives_one_slip(self):
        build([Document("deposit", "en", "Escrow", "Money is kept safe.", "The escrow keeps it.")])
        found = search("escorw", "en")
        assert [hit.name for hit in found.hits] == ["deposit"]
        assert found.instead == ("escrow",)

    def test_forgives_a_slip_in_a_word_that_only_the_synonyms_know(self):
        build([Document("ending", "ja", "契約を終える", "途中終了", "終わり")])
        found = search("キャンセロ", "ja")
        assert [hit.name for hit in found.hits] == ["ending"] and found.instead == ("キャンセル",)
        assert suggestions("キャン", "ja") == ["キャンセル"]

    def test_finds_nothing_for_what_stands_nowhere_and_for_nothing(self):
        index_articles(AT)
        assert search("qqqzzzxx", "ja").count == search(" 。 ", "ja").count == 0

    def test_puts_the_side_and_the_situation_of_the_reader_first(self):
        two = [Document(each, "ja", "検収", "検収のこと", "検収", each) for each in ("client", "worker")]
        build([*two, Document("hourly", "ja", "検収", "検収のこと", "検収")])
        assert search("検収", "ja", side="worker").hits[0].name == "worker"
        assert search("検収", "ja", side="client").hits[0].name == "client"
        assert search("検収", "ja", favoured=["hourly"]).hits[0].name == "hourly"

    def test_pages_do_not_overlap(self):
        build([Document(f"a{n}", "ja", "検収", f"検収{n}", "検収") for n in range(25)])
        pages = [search("検収", "ja", page=page) for page in (1, 2, 3)]
        names = [hit.name for page in pages for hit in page.hits]
        assert len(names) == len(set(names)) == pages[0].count == 25


class TestTheIndex:
    def test_is_built_once_for_the_same_articles(self):
        assert index_articles(AT) is True
        before = Posting.objects.count()
        assert index_articles(AT) is False
        assert Posting.objects.count() == before > 0

    def test_forgets_what_is_no_longer_written(self):
        build([Document("old", "ja", "古い", "古いこと", "昔")])
        build([Document("new", "ja", "新しい", "新しいこと", "今")])
        assert list(SearchDocument.objects.values_list("name", flat=True)) == ["new"]
        assert search("古い", "ja").count == 0


class TestWhatWasSearchedFor:
    def test_is_counted_without_regard_to_width_until_somebody_opens_an_article(self):
        for text, count in (("ＬＩＮＥ  交換", 0), ("line 交換", 2), ("検収", 3)):
            searched(text=text, language="ja", count=count, at=AT)
        told = [(one.text, one.times, one.in_vain) for one in failed_searches()]
        assert told == [
            ("line 交換", 2, 1),
            ("検収", 1, 0),
        ]
        opened(text="Line 交換", language="ja")
        opened(text="never asked", language="ja")
        assert [one.text for one in failed_searches()] == ["検収"]

    @pytest.mark.parametrize("text", ["taro@example.jp", "090-1234-5678", "https://example.com", " "])
    def test_is_not_kept_when_it_may_name_somebody(self, text: str):
        searched(text=text, language="ja", count=0, at=AT)
        assert failed_searches() == []

    def test_is_forgotten_when_nobody_asks_again(self):
        searched(text="昔のこと", language="ja", count=0, at=AT - KEPT_FOR - timedelta(days=1))
        searched(text="今のこと", language="ja", count=0, at=AT)
        assert [one.text for one in failed_searches()] == ["今のこと"]

    def test_is_bounded_in_number_and_forgets_first_what_was_asked_least(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(searches, "MOST_KEPT", 3)
        monkeypatch.setattr(searches, "_FORGOTTEN_AT_ONCE", 2)
        for minutes, text in enumerate(("よく聞く", "よく聞く", "一番古い", "次に古い", "新しい")):
            searched(text=text, language="ja", count=0, at=AT + timedelta(minutes=minutes))
        assert {one.text for one in failed_searches()} == {"よく聞く", "新しい"}


def test_people_find_what_answers_them():
    """Questions by somebody who knew titles and leads alone; `python -m benchmarks help_questions` says what is missed.
    When they were written 0.76 had the answer first and 0.91 among the first five."""
    index_articles(AT)
    file = Path(__file__).parents[2] / "benchmarks" / "help_questions_unseen.jsonl"
    asked = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    found = [[hit.name for hit in search(each["question"], each["language"], size=5).hits] for each in asked]
    answered = [(set(each["articles"]), names) for each, names in zip(asked, found, strict=True)]
    assert len(asked) >= 120
    assert sum(bool(wanted & set(names[:1])) for wanted, names in answered) >= 0.73 * len(asked)
    assert sum(bool(wanted & set(names)) for wanted, names in answered) >= 0.89 * len(asked)


def test_suggestions_are_titles_then_words():
    build([Document("a", "ja", "検収のしかた", "検収", "検収期限"), Document("b", "ja", "報酬", "報酬", "検収")])
    assert suggestions("検", "ja")[0] == "検収のしかた"
    assert "検収" in suggestions("検", "ja")
    assert suggestions("", "ja") == suggestions("100%", "ja") == []


def test_synonyms_stand_in_groups_of_at_least_two():
    assert all(len(set(group)) == len(group) >= 2 for group in synonyms())
