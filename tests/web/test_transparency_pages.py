"""The account on its pages: for everybody the numbers, for staff the statements."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tachiai.kernel.calendar import TOKYO
from tachiai.safety.queries.transparency import WAITING, Account, Median, Notices, Taken
from tachiai.safety.rules import OUTCOMES
from tachiai.safety.rules.periods import period
from tachiai.web.site.transparency.tables import medians, tables
from tests.cast import Cast
from tests.safety.test_transparency import CLAUSE, judged, reported  # noqa: F401 - the same story

pytestmark = pytest.mark.django_db


def test_before_anything_happened_the_page_says_so(client: Client) -> None:
    page = client.get("/transparency/")
    assert page.status_code == 200
    assert "まだ公開できる数字はありません" in page.content.decode()
    assert client.get("/transparency/2026-07/").status_code == 404


@pytest.mark.usefixtures("judged")
def test_everybody_reads_of_a_month_and_of_a_year_that_there_were_few(client: Client) -> None:
    for name in ("2026-07", "2026"):
        page = client.get(f"/transparency/{name}/").content.decode()
        assert "利用制限" in page
        assert CLAUSE.section in page
        assert "1〜2件" in page and "年度の数と合計には" in page
        assert "24時間" not in page and "件数が少ないため出していません" in page
    assert "Measures taken" in client.get("/transparency/2026-07/?lang=en").content.decode()
    for nothing in ("2026-06", "2027", "2026-13", "nonsense"):
        assert client.get(f"/transparency/{nothing}/").status_code == 404


@pytest.mark.usefixtures("judged")
def test_staff_read_what_they_are(client: Client, cast: Cast) -> None:
    client.get("/transparency/2026-07/")
    client.force_login(cast.kei)
    page = client.get("/transparency/2026-07/").content.decode()
    assert "24時間" in page and "1〜2件" not in page
    assert '<td class="amount" data-label="違反を確認">2</td>' in page


def _account(*breaches: int) -> Account:
    """A year with so many confirmed reports, measures and granted appeals in its months."""
    return Account(
        period("2026"),
        (Notices(CLAUSE.document, CLAUSE.section, {**dict.fromkeys((WAITING, *OUTCOMES), ()), "breach": breaches}),),
        Median(sum(breaches), timedelta(hours=30)),
        (Taken("account_limited", breaches, (0,), (0,)),),
        {"release": breaches},
        {"reversed": breaches, "upheld": (5,)},
        Median(sum(breaches), timedelta(days=3)),
    )


@given(st.lists(st.sampled_from([0, 3, 7]), max_size=4), st.lists(st.integers(1, 2), min_size=1, max_size=4), st.data())
def test_nothing_that_is_told_depends_on_what_small_counts_are(
    others: list[int], small: list[int], data: st.DataObject
) -> None:
    large = [9, *others]
    else_ = data.draw(st.lists(st.integers(1, 2), min_size=len(small), max_size=len(small)))
    one, other = _account(*large, *small), _account(*large, *else_)
    assert tables(one, for_staff=False) == tables(other, for_staff=False)
    assert medians(one, for_staff=False) == medians(other, for_staff=False)


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
def test_the_file_says_the_same_in_codes(client: Client, cast: Cast) -> None:
    breach, began = (
        ("notices", f"{CLAUSE.document}.{CLAUSE.section}", "breach"),
        ("measures", "account_limited", "began"),
    )
    for is_staff in (False, True):
        if is_staff:
            client.force_login(cast.kei)
        answer = client.get("/transparency/2026-07/counts.csv")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        counted = {(row["table"], row["row"], row["column"]): (row["value"], row["how"]) for row in rows}
        assert counted[breach] == (("2", "exact") if is_staff else ("", "few"))
        assert counted[began] == (("1", "exact") if is_staff else ("", "few"))
        assert counted[(*breach[:2], "no_breach")] == ("0", "exact")


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
