"""The first screens: in order, with figures of the declarations, offered until they are set aside; the safety page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tachiai.help_centre.library import library
from tachiai.statistics.rules import KINDS
from tachiai.web.site.start.screens import LURES, figures
from tests.cast import Cast
from tests.deal import Deal
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
OFFER = 'id="start-offer"'


@pytest.mark.parametrize("side", ["client", "worker"])
def test_three_screens_lead_on_and_back(client: Client, side: str) -> None:
    pages = [client.get(f"/start/{side}/", {"step": step}).content.decode() for step in (1, 2, 3)]
    for page in pages:
        parsed(page)
    assert f"/start/{side}/?step=2" in pages[0]
    assert all(f"/start/{side}/?step={step}" in pages[1] for step in (1, 3))
    assert "?step=4" not in pages[2]
    assert client.get(f"/start/{side}/", {"step": "9"}).content.decode().count("1 / 3") == 1


def test_days_come_from_the_declarations(client: Client) -> None:
    days = figures()["fixed_price_awaiting_deposit"]
    assert f"{days}日以内に仮払い" in client.get("/start/client/", {"step": 2}).content.decode()
    assert f"within {days} days" in client.get("/start/client/", {"step": 2, "lang": "en"}).content.decode()


def test_they_are_offered_until_they_are_set_aside_for_good(client: Client, cast: Cast) -> None:
    client.force_login(cast.mio)
    for address in ("/", "/todo/"):
        assert OFFER in client.get(address).content.decode()
    for _ in range(2):
        assert client.post("/start/set-aside/").url == "/"
    elsewhere = Client()
    elsewhere.force_login(cast.mio)
    for address in ("/", "/todo/"):
        assert OFFER not in elsewhere.get(address).content.decode()


def test_whoever_had_a_contract_needs_no_offer(client: Client, cast: Cast, settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    deal = Deal(cast.aoi, cast.ren)
    deal.days_pass(40)
    client.force_login(cast.ren)
    assert OFFER not in client.get("/").content.decode()


def test_a_visitor_who_skips_is_sent_home(client: Client) -> None:
    assert client.post("/start/set-aside/").url == "/"


def test_every_lure_and_every_kind_of_trouble_leads_to_an_article(client: Client) -> None:
    page = client.get("/start/safety/").content.decode()
    parsed(page)
    for name in {lure.article for lure in LURES}:
        assert f"/help/{name}/" in page
    assert {lure.article for lure in LURES} | {kind.article for kind in KINDS.values()} <= set(library().articles)


def test_they_cost_few_queries(client: Client, cast: Cast) -> None:
    client.force_login(cast.mio)
    with CaptureQueriesContext(connection) as asked:
        client.get("/start/worker/")
    assert len(asked) <= 15
