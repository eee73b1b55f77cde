"""The front door: what this is for visitors, what waits for people, the newest jobs for both."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from tachiai.kernel.calendar import local_date
from tests.contests.stage import Stage
from tests.deal import Deal
from tests.jobs.market import Market
from tests.task import Task

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def home(client, person=None, language="ja") -> str:
    if person is not None:
        client.force_login(person, backend=BACKEND)
    response = client.get("/", {"lang": language})
    assert response.status_code == 200
    return response.content.decode()


class TestAVisitor:
    def test_reads_what_this_is(self, client):
        page = home(client)
        assert "両者が納得してから、はじまる。" in page and "やること" not in page
        assert "It begins when both sides agree." in home(client, language="en")

    def test_sees_the_newest_jobs_and_can_search(self, client, cast):
        market = Market(cast)
        listing = market.listing()
        page = home(client)
        assert f'href="/jobs/{listing}/"' in page and 'role="search"' in page

    @pytest.mark.parametrize("where", ["/", "/jobs/"])
    def test_reads_what_a_price_is_for_and_what_ends_on_the_day(self, client, cast, where, settings):
        settings.DEMO, settings.FUNDS = True, "demo_bank"
        at = datetime.now(UTC)
        Stage(cast, at=at).deposit()
        Task(cast.aoi, at=at).publish()
        page = " ".join(re.sub(r"<[^>]+>", " ", client.get(where, {"lang": "ja"}).content.decode()).split())
        assert re.search(r"賞金\S* 30,000円 提案は", page) and re.search(r"作業1件につき\S* 30円 作業は", page)

    def test_sees_no_draft(self, client, cast):
        draft = Market(cast).draft()
        assert f'href="/jobs/{draft}/"' not in home(client)


class TestAPerson:
    @pytest.fixture
    def deal(self, cast) -> Deal:
        at = datetime.now(UTC) - timedelta(days=2)
        return Deal(cast.aoi, cast.ren, at=at, due_on=local_date(at) + timedelta(days=20))

    def test_sees_the_contract_that_waits_for_them(self, client, cast, deal):
        page = home(client, cast.aoi)
        assert f"/contracts/{deal.reference}/" in page and "次はあなたの番です" in page

    def test_does_not_see_what_waits_for_the_other_side(self, client, cast, deal):
        assert f"/contracts/{deal.reference}/" not in home(client, cast.ren)

    def test_sees_proposals_that_nobody_answered(self, client, cast):
        market = Market(cast)
        proposal = market.proposal()
        asked = home(client, cast.aoi)
        assert f"/proposals/{proposal}/" in asked and "応募への返答" in asked

    def test_without_anything_to_do_is_told_so(self, client, cast):
        assert "いま、あなたの番のものはありません" in home(client, cast.mio, "ja")

    def test_costs_at_most_fifteen_queries(self, client, cast, deal, django_assert_max_num_queries):
        market = Market(cast)
        for _ in range(5):
            market.proposal()
        client.force_login(cast.aoi, backend=BACKEND)
        with django_assert_max_num_queries(15):
            client.get("/")
