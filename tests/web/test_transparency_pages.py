"""The account on its pages: for everybody the numbers, for staff the statements."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tachiai.kernel.calendar import TOKYO
from tests.cast import Cast
from tests.safety.test_transparency import CLAUSE, judged, reported  # noqa: F401 - the same story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    cache.clear()


def test_before_anything_happened_the_page_says_so(client: Client) -> None:
    page = client.get("/transparency/")
    assert page.status_code == 200
    assert "まだ公開できる数字はありません" in page.content.decode()
    assert client.get("/transparency/2026-07/").status_code == 404


@pytest.mark.usefixtures("judged")
def test_everybody_reads_the_numbers_of_a_month_and_of_a_year(client: Client) -> None:
    for name in ("2026-07", "2026"):
        page = client.get(f"/transparency/{name}/").content.decode()
        assert "利用制限" in page
        assert "24時間" in page
        assert CLAUSE.section in page
    assert "Measures taken" in client.get("/transparency/2026-07/?lang=en").content.decode()
    for nothing in ("2026-06", "2027", "2026-13", "nonsense"):
        assert client.get(f"/transparency/{nothing}/").status_code == 404


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize(("year", "month", "told"), [(2026, 12, 2026), (2027, 4, 2026), (2027, 5, 2027)])
def test_who_asks_for_none_reads_the_year_that_runs_or_in_its_first_month_the_one_before(
    client: Client, monkeypatch: pytest.MonkeyPatch, year: int, month: int, told: int
) -> None:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: datetime(year, month, 3, tzinfo=TOKYO))
    assert f"<h2>{told}年度</h2>" in client.get("/transparency/").content.decode()


@pytest.mark.usefixtures("judged")
def test_a_month_stands_among_those_of_its_year(client: Client) -> None:
    page = client.get("/transparency/2026-07/").content.decode()
    assert "<h2>2026年7月</h2>" in page
    assert 'href="/transparency/2026/"' in page and 'href="/transparency/2026-08/"' in page


@pytest.mark.usefixtures("judged")
def test_the_file_says_the_same_in_codes(client: Client) -> None:
    answer = client.get("/transparency/2026-07/counts.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    counted = {(row["table"], row["row"], row["column"]): int(row["value"]) for row in rows}
    assert counted["notices", f"{CLAUSE.document}.{CLAUSE.section}", "breach"] == 2
    assert counted["measures", "account_limited", "began"] == 1


@pytest.mark.usefixtures("judged")
def test_statements_are_for_staff(client: Client, cast: Cast) -> None:
    address = "/transparency/2026-07/statements.jsonl"
    client.force_login(cast.aoi)
    assert client.get(address).status_code == 403
    assert address not in client.get("/transparency/2026-07/").content.decode()
    client.force_login(cast.kei)
    assert address in client.get("/transparency/2026-07/").content.decode()
    (line,) = client.get(address).content.decode().splitlines()
    assert json.loads(line)["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"


@pytest.mark.usefixtures("judged")
def test_a_page_counts_once_for_ten_minutes_in_few_queries(client: Client) -> None:
    with CaptureQueriesContext(connection) as first:
        client.get("/transparency/2026-07/")
    with CaptureQueriesContext(connection) as again:
        client.get("/transparency/2026-07/")
    assert len(first) <= 15
    assert len(again) <= 5
