"""What a search costs at 100,000 listings: no combination of words, filters and order may visit everything."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.listings import load
from tachiai.jobs.models import Listing
from tachiai.jobs.queries import Asked, search
from tachiai.jobs.queries.listings import PAGE
from tachiai.jobs.queries.searching import MOST_COUNTED
from tachiai.people.models import Person, Restriction
from tests.cast import make_person
from tests.plans import visited
from tests.terms.samples import AT

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("plans")]
LISTINGS = 100_000
WORDS = ("", "作成", "螺鈿", "珈琲 デザイン", "デザ", "no77777", "宇宙船")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"category": "writing.articles"},
    {"category": "craft.engineering"},
    {"category": "design"},
    {"budget": 100_000},
    {"budget": 5_000_000},
    {"until": AT.date()},
    {"category": "writing", "budget": 100_000, "until": AT.date()},
    {"closed": True},
    {"closed": True, "category": "design.logo"},
)
ORDERS = ("newest", "ending", "budget")


@pytest.fixture(scope="module")
def many(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        client = make_person("client@example.com", "client")
        load(LISTINGS, client_id=client.pk, at=AT, kinds=1_000)
        yield
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE jobs_listing, conversations_scanconsent, guidelines_consent CASCADE")
        client.emailaddress_set.all().delete()
        client.delete()


def costs_of(asked: Asked) -> list[int]:
    """For each query of a search: how many rows it looked at."""
    with CaptureQueriesContext(connection) as asked_of_the_database:
        search(asked, at=AT)
    return [visited(each["sql"]) for each in asked_of_the_database]


def test_no_search_looks_at_more_than_a_tenth_of_all_listings(many: None) -> None:
    costs = {
        (words, str(narrowed), order): max(costs_of(Asked(text=words, order=order, **narrowed)))
        for words, narrowed, order in itertools.product(WORDS, FILTERS, ORDERS)
    }
    worst = sorted(costs.items(), key=lambda item: -item[1])[:5]
    assert worst[0][1] <= LISTINGS / 10, worst


def test_people_who_may_not_agree_cost_next_to_nothing_however_many(many: None) -> None:
    people = sign_up_many(1_000)
    # Taken in a transaction, the lock keeps the server from gathering other figures between the two measurements.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person, jobs_listing")
    asked = [Asked(), Asked(text="作成"), Asked(text="螺鈿", order="budget"), Asked(category="design", order="ending")]
    before = [costs_of(each)[1:] for each in asked]
    limit(people)
    for one, (counting, page) in zip(asked, before, strict=True):
        _, counted, shown = costs_of(one)
        assert counted <= counting * 1.1 and shown == page, one


def sign_up_many(number: int) -> list[Person]:
    names = [f"limited{one}@example.com" for one in range(number)]
    return Person.objects.bulk_create([Person(email=name, display_name=name) for name in names])


def limit(people: list[Person]) -> None:
    """They are limited, and asked for nothing."""
    Restriction.objects.bulk_create(
        [Restriction(person=one, kind="limited", reason="規約の違反", decided_by=one, since=AT) for one in people]
    )


def test_a_page_far_down_costs_what_the_first_one_does(many: None) -> None:
    for order in ORDERS:
        asked = Asked(order=order)
        *_, first_page = costs_of(asked)
        for _ in range(30):
            asked = Asked(order=order, cursor=search(asked, at=AT).next_cursor)
        # Counting starts anywhere and passes by the one in ten that is closed; a page is read off an index.
        _, counting, page = costs_of(asked)
        assert counting <= MOST_COUNTED * 1.25, order
        assert page <= first_page <= 2 * PAGE, order


def test_the_lists_of_one_person_never_scan_the_table(many: None) -> None:
    assert Listing.objects.count() == LISTINGS
    sql = str(Listing.objects.filter(client_id=1, state="open").order_by("-pk")[:21].query)
    assert visited(sql.replace("= open", "= 'open'")) <= 100
