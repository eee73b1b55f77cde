"""The trouble statistics on their pages: two charts with their tables and files, and nothing told of small counts."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tachiai.statistics.queries.counting import Took
from tachiai.web.site.statistics.drawing import took_text
from tests.cast import Cast
from tests.deal import Deal
from tests.web.conftest import parsed

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _demo(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"


@pytest.fixture
def troubled(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Deal:
    """One rejection, which is one trouble and too few to be told."""
    deal = Deal(cast.aoi, cast.ren)
    deal.deposit()
    deal.deliver()
    deal.reject()
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: deal.at)
    return deal


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_before_anything_happened_the_page_says_so_and_defines_every_kind(client: Client) -> None:
    page = client.get("/statistics/").content.decode()
    parsed(page)
    assert "この期間のトラブルはまだありません" in page
    assert "認識のズレ" in page


def test_a_median_says_what_the_number_beside_it_counts() -> None:
    with translation.override("en"):
        shown = took_text(Took(count=60, median=24 * 3600, slow=14 * 24 * 3600))
    assert (shown["median"], shown["slow"], shown["count"]) == ("24 hours", "90% within 14 days", "(60 in all)")


@pytest.mark.usefixtures("troubled")
def test_a_chart_stands_beside_its_table_and_small_counts_are_not_told(client: Client) -> None:
    page = client.get("/statistics/", {"lang": "en"}).content.decode()
    document = parsed(page)
    charts = [each for each in document.iter(f"{SVG}svg") if each.get("role") == "img"]
    assert len(charts) == 2
    for chart in charts:
        ids = chart.get("aria-labelledby").split()
        assert [each.get("id") for each in chart if each.tag in (f"{SVG}title", f"{SVG}desc")] == ids
    assert page.count("fewer than 3") >= 3
    found = {row["kind"]: (row["value"], row["how"]) for row in rows(client.get("/statistics/kinds.csv"))}
    assert found["quality"] == ("", "few")
    assert found["insults"] == ("0", "exact")


@pytest.mark.usefixtures("troubled")
def test_period_and_format_are_asked_for_and_nonsense_is_as_nothing(client: Client) -> None:
    at = {"period": "2026-11", "format": "hourly"}
    assert not any(row["how"] == "few" for row in rows(client.get("/statistics/kinds.csv", at)))
    assert any(row["how"] == "few" for row in rows(client.get("/statistics/formats.csv", at)))
    assert "2026年11月" in client.get("/statistics/", at).content.decode()
    for nonsense in ("2026-10", "2099", "x"):
        assert client.get("/statistics/", {"period": nonsense}).status_code == 200
    assert client.get("/statistics/nothing.csv").status_code == 404
    assert rows(client.get("/statistics/durations.csv")) == []


@pytest.mark.usefixtures("troubled")
def test_a_page_costs_few_queries(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get("/statistics/")
    assert len(asked) <= MOST_QUERIES


@pytest.mark.usefixtures("troubled")
def test_staff_see_every_number_and_its_source(client: Client, cast: Cast) -> None:
    client.force_login(cast.aoi)
    assert client.get("/desk/statistics/").status_code == 403
    client.force_login(cast.kei)
    page = client.get("/desk/statistics/").content.decode()
    parsed(page)
    assert "contract:reject" in page
    assert "/desk/requests/" in page
    assert "同じ種類についても月に1件" in page and "ここだけは、公開のページと同じ下限" in page
    (row,) = rows(client.get("/desk/statistics/counts.csv"))
    assert row == {
        "month": "2026-11",
        "source": "contract:reject",
        "kind": "quality",
        "format": "fixed_price",
        "count": "1",
    }
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/statistics/")
    assert len(asked) <= MOST_QUERIES
