from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachiai.jobs import queries
from tachiai.jobs.queries import Asked
from tests.terms.samples import AT, SETTLED

PLAIN = replace(SETTLED, price=None, purpose="店の看板", scope="作業一式", deliverables="一式", delivery_format="紙")
TITLES = {
    "logo": ("焼き菓子店のロゴ作成", "design.logo", 40_000),
    "translation": ("英語の契約書を日本語に翻訳", "translation.english", 90_000),
    "writing": ("旅行記事のライティング", "writing.articles", 10_000),
}


@pytest.fixture
def listings(market):
    """Three listings, an hour apart."""
    return {
        name: market.listing(
            title=title,
            category=category,
            description="",
            terms=PLAIN,
            budget_min=budget,
            budget_max=budget,
            apply_on=date(2026, 11, 10 + index),
            at=AT + timedelta(hours=index),
        )
        for index, (name, (title, category, budget)) in enumerate(TITLES.items())
    }


def found(listings, **asked):
    names = {pk: name for name, pk in listings.items()}
    return [names[listing.pk] for listing in queries.search(Asked(**asked), at=AT).listings]


class TestSearch:
    def test_without_anything_asked_shows_the_newest_first(self, listings):
        assert found(listings) == ["writing", "translation", "logo"]

    def test_by_words_in_the_title_and_by_category_names(self, listings):
        assert found(listings, text="ロゴ") == ["logo"]
        assert found(listings, text="Logos") == ["logo"]
        assert found(listings, text="ほんやく") == ["translation"]

    def test_by_words_of_the_terms(self, listings, market):
        assert found(listings, text="看板") == ["writing", "translation", "logo"]

    def test_that_finds_nothing_with_all_words_takes_some_and_says_so(self, listings):
        result = queries.search(Asked(text="ロゴ 宇宙船"), at=AT)
        assert result.loosened
        assert [listing.pk for listing in result.listings] == [listings["logo"]]
        assert not queries.search(Asked(text="ロゴ 作成"), at=AT).loosened

    def test_that_finds_nothing_at_all(self, listings):
        result = queries.search(Asked(text="宇宙船"), at=AT)
        assert (list(result.listings), result.count, result.loosened) == ([], 0, False)

    @pytest.mark.parametrize(
        ("asked", "names"),
        [
            ({"category": "design.logo"}, ["logo"]),
            ({"category": "design"}, ["logo"]),
            ({"category": "alchemy"}, ["writing", "translation", "logo"]),
            ({"format": "fixed_price"}, ["writing", "translation", "logo"]),
            ({"budget": 40_000}, ["translation", "logo"]),
            ({"budget": 90_001}, []),
            ({"until": date(2026, 11, 11)}, ["translation", "logo"]),
            ({"order": "ending"}, ["logo", "translation", "writing"]),
            ({"order": "budget"}, ["translation", "logo", "writing"]),
            ({"order": "by magic"}, ["writing", "translation", "logo"]),
            ({"text": "看板", "budget": 40_000, "order": "ending"}, ["logo", "translation"]),
        ],
    )
    def test_filters_and_sorts(self, listings, asked, names):
        assert found(listings, **asked) == names

    def test_leaves_drafts_and_closed_ones_out_unless_asked_for(self, listings, market):
        market.draft(title="下書きのロゴ")
        market.close(listings["writing"])
        assert found(listings) == ["translation", "logo"]
        assert found(listings, closed=True) == ["writing", "translation", "logo"]
        assert found(listings, closed=True, order="budget") == ["translation", "logo", "writing"]


class TestPages:
    @pytest.fixture
    def many(self, market):
        """45 listings; moments, deadlines and budgets repeat, so that ties must be broken."""
        return [
            market.listing(
                title=f"仕事{n}",
                at=AT + timedelta(minutes=n // 7),
                budget_min=1,
                budget_max=1000 + n % 3,
                apply_on=date(2026, 11, 10 + n % 4),
            )
            for n in range(45)
        ]

    @pytest.mark.parametrize("order", ["newest", "ending", "budget"])
    @pytest.mark.parametrize("closed", [False, True])
    def test_show_everything_once_in_order_even_while_new_listings_come_in(self, market, many, order, closed):
        if closed:
            for listing_id in many[::2]:
                market.close(listing_id)
        asked, seen = Asked(order=order, closed=closed), []
        while True:
            page = queries.search(asked, at=AT)
            seen += [listing.pk for listing in page.listings]
            assert len(page.listings) <= 20
            if not page.next_cursor:
                break
            asked = replace(asked, cursor=page.next_cursor)
            if order == "newest":
                market.listing(title="あとから来た仕事", at=AT + timedelta(days=1))
        expected = many[1::2] if closed and order == "ending" else many
        assert len(seen) == len(set(seen)) == len(expected)
        assert set(seen) == set(expected)

    def test_count_is_bounded(self, many, monkeypatch):
        monkeypatch.setattr("tachiai.jobs.queries.searching.MOST_COUNTED", 30)
        page = queries.search(Asked(), at=AT)
        assert (page.count, page.is_more) == (30, True)

    def test_ask_the_database_three_times_whatever_they_show(self, many, django_assert_num_queries):
        with django_assert_num_queries(3):
            page = queries.search(Asked(text="仕事"), at=AT)
            assert [str(listing.client) for listing in page.listings]

    @pytest.mark.django_db
    @given(st.text(max_size=30) | st.from_regex(r"\d{1,30}\.\d{1,30}", fullmatch=True))
    def test_take_no_cursor_for_an_answer(self, cursor):
        for order in ("newest", "ending", "budget"):
            queries.search(Asked(cursor=cursor, order=order), at=AT)


def test_the_newest_are_for_the_home_page(market):
    ids = [market.listing(title=f"仕事{n}", at=AT + timedelta(minutes=n)) for n in range(5)]
    market.draft()
    assert [listing.pk for listing in queries.newest(3, AT)] == ids[:1:-1]
