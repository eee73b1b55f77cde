"""Who gets what from every address of the site. A new address without a line in the table fails the test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.deal import MONDAY
from tests.replay import standing
from tests.web.access_table import PEOPLE, Line, lines
from tests.web.every_address import named
from tests.web.header_rules import faults
from tests.web.market import Market, one_of_each
from tests.web.visits import MOST_QUERIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(cast: Cast, settings, monkeypatch: pytest.MonkeyPatch) -> Market:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: MONDAY + timedelta(hours=1))
    return one_of_each(cast, settings)


@pytest.fixture(params=PEOPLE)
def who(request: pytest.FixtureRequest) -> str:
    return request.param


def test_every_address_has_its_line() -> None:
    told = {(line.name, len(line.things)) for line in lines()}
    assert set(named()) == told
    assert len(list(named())) == len(told), "two addresses with one name would hide behind one line"


def test_everybody_gets_what_the_table_says(market: Market, who: str) -> None:
    browser, wrong = market.as_(who), []
    for line in lines():
        with CaptureQueriesContext(connection) as asked:
            response = browser.get(market.address(line))
        expected = line.answers[PEOPLE.index(who)]
        if len(asked) > ASKS_EVERY_MODULE.get(line.name, MOST_QUERIES):
            wrong.append(f"{line}: asks the database {len(asked)} times")
        if (got := answer(response)) != expected:
            wrong.append(f"{line}: {expected} expected, {got} found")
        wrong += [f"{line}: {fault}" for fault in faults(response, line.name, is_signed_in=who != "visitor")]
        if who not in SIDES_OF_THE_TALK and TALK.encode() in content(response):
            wrong.append(f"{line}: shows {who} what two others wrote to each other")
    assert not wrong, "\n".join(wrong)


# Whether one of them objects to a closed account, or lets somebody read a file; and what is worked out once in minutes.
ASKS_EVERY_MODULE = {"people:close": 16, "threads:file": 17, "threads:preview": 17, "transparency:latest": 19}

# What Ren wrote to Aoi: not even staff read it by any address, without a case.
TALK = "今日中に返事をします。"
SIDES_OF_THE_TALK = ("client", "worker")


def content(response: Any) -> bytes:
    return b"" if response.streaming else bytes(response.content)


# What somebody without any part in these matters may do all the same, each to things of their own.
FREE = {
    "visitor": {"site:language", "help:vote", "account_login", "account_signup", "account_reset_password"},
    "stranger": {"site:language", "help:vote", "jobs:save", "calendar:settings", "threads:choices", "safe_talk:block"},
}


# With this much said, whoever may can accept a delivery, discard a draft, publish one, confirm a transfer.
BODY = {"expected": "2", "publish": "1", "days": "1"}


@pytest.mark.parametrize(
    ("who", "name", "things"),
    [
        ("client", "contracts:step", ("running", "accept")),
        ("client", "jobs:end", ("draft", "discard")),
        ("staff", "desk:deposit", ("pay_in",)),
    ],
)
def test_whoever_may_changes_it_by_the_same_request(
    market: Market, who: str, name: str, things: tuple[str, ...]
) -> None:
    before = everything()
    market.as_(who).post(market.address(Line(name, things, ())), BODY)
    assert differing(before, everything())


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_whoever_has_no_part_in_it_changes_nothing(market: Market, who: str) -> None:
    browser, wrong = market.as_(who), []
    before, written = everything(), rows_written()
    for line in lines():
        if line.name in FREE[who]:
            continue
        got = answer(browser.post(market.address(line), BODY))
        if rows_written() == written:
            continue
        if (after := everything()) != before:
            wrong.append(f"{line}: {got}, and changed {', '.join(differing(before, after))}")
        before, written = after, rows_written()
    assert not wrong, "\n".join(wrong)
    assert before == everything()


@pytest.mark.parametrize("who", ["client", "worker", "staff"])
def test_whoever_may_not_see_it_changes_nothing_of_it(market: Market, who: str) -> None:
    """A client does nothing of a worker's, a worker nothing of a client's, staff nothing of either's talk."""
    browser, before = market.as_(who), everything()
    closed = [line for line in lines() if line.answers[PEOPLE.index(who)] in ("403", "404", "in")]
    got = {str(line): answer(browser.post(market.address(line), BODY)) for line in closed}
    assert not differing(before, everything()), got


@pytest.mark.parametrize("method", ["trace", "options", "put", "patch", "delete", "propfind"])
def test_no_address_knows_another_way_of_asking(market: Market, method: str) -> None:
    """What is read is asked for with GET or HEAD, what is changed with POST."""
    browser = market.as_("staff")
    for line in lines():
        response = browser.generic(method.upper(), market.address(line))
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST"), line


@pytest.mark.parametrize("address", ["/static/img/mark.svg", "/static/js/live.js", "/nothing/", "/static/nothing.js"])
def test_files_and_what_is_not_there_are_guarded_by_the_same_headers(client: Client, settings, address: str) -> None:
    settings.WHITENOISE_USE_FINDERS = True
    response = client.get(address)
    assert response.status_code == (404 if "nothing" in address else 200)
    assert not list(faults(response, address, is_signed_in=False))


@pytest.mark.parametrize("address", ["/media/", "/files/", "/files/2026/11/", "/static/", "/static/css/", "/.git/"])
def test_no_folder_can_be_looked_into(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def answer(response: Any) -> str:
    """The status; `in` for the way to the sign-in page."""
    is_entrance = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return "in" if is_entrance else str(response.status_code)


def everything() -> Mapping[str, str]:
    """What stands in the tables of ours."""
    return {table: rows for table, rows in standing().items() if table in ours()}


def rows_written() -> int:
    """How often this test has written a row of a table of ours so far, as the database counts. It tells many times
    faster than `everything` that nothing has changed."""
    kinds = " + ".join(f"pg_stat_get_xact_tuples_{done}(oid)" for done in ("inserted", "updated", "deleted"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sum({kinds}) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%s)",
            [sorted(ours())],
        )
        (written,) = cursor.fetchone()
    return int(written)


@cache
def ours() -> frozenset[str]:
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models if model.__module__.startswith("tachiai."))


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))
