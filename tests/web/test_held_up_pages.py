"""A client who may not agree to anything for now: what the pages of their listings say to everybody, and do not say."""

from __future__ import annotations

from datetime import datetime

import pytest

from tachiai.kernel.texts import CATALOGUE
from tachiai.people.actions import restrict
from tests.cast import Cast
from tests.contests.stage import Stage
from tests.jobs.market import OFFER, Market
from tests.tasks.batch import Batch
from tests.terms.samples import AT
from tests.web.visits import Visits

pytestmark = pytest.mark.django_db
OFFERED = {"message": OFFER.message, "price": "35,000", "due_on": "2026-11-28"}
NOTHING_TAKEN, WAITS, REFUSED = (
    CATALOGUE.get(key, "ja") for key in ("jobs.held_up.title", "jobs.held_up.waits_title", "jobs.refused.held_up")
)


@pytest.fixture
def market(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Market:
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: AT)
    return Market(cast)


@pytest.fixture
def visits(cast: Cast) -> Visits:
    return Visits(cast)


def limit(cast: Cast, at: datetime = AT) -> None:
    said = {"reason": "同じ文面の勧誘が続いたためです。", "by_staff_id": cast.kei.pk}
    restrict(person_id=cast.aoi.pk, kind="limited", until=None, **said, at=at)


def test_a_listing_offers_no_dead_button_and_keeps_the_reason_to_itself(
    market: Market, visits: Visits, cast: Cast
) -> None:
    listing_id = market.listing()
    assert f"/jobs/{listing_id}/apply/" in visits.see(cast.ren, f"/jobs/{listing_id}/")
    limit(cast)
    for reader in (None, cast.ren):
        page = visits.see(reader, f"/jobs/{listing_id}/")
        assert NOTHING_TAKEN in page and f"/jobs/{listing_id}/apply/" not in page
        assert "同じ文面" not in page and "利用制限" not in page
    assert NOTHING_TAKEN in visits.see(cast.aoi, f"/jobs/{listing_id}/")
    assert f"/jobs/{listing_id}/" not in visits.see(None, "/") + visits.see(None, "/jobs/")
    assert REFUSED in visits.see(cast.ren, f"/jobs/{listing_id}/apply/", status=409)
    assert REFUSED in visits.send(cast.ren, f"/jobs/{listing_id}/apply/", status=409, **OFFERED).content.decode()


def test_who_proposed_reads_that_nothing_goes_on_and_can_leave(market: Market, visits: Visits, cast: Cast) -> None:
    sent, talk = market.proposal(), market.negotiation()
    limit(cast)
    page = visits.see(cast.ren, f"/proposals/{sent}/")
    assert WAITS in page and f"/proposals/{sent}/withdraw/" in page and f"/proposals/{sent}/edit/" not in page
    page = visits.see(cast.ren, f"/proposals/{talk}/")
    assert WAITS in page and f"/proposals/{talk}/withdraw/" in page
    assert f"/proposals/{talk}/understand/" not in page and f"/proposals/{talk}/terms/" not in page
    assert WAITS not in visits.see(cast.aoi, f"/proposals/{sent}/")
    visits.send(cast.ren, f"/proposals/{talk}/withdraw/")
    assert WAITS not in visits.see(cast.ren, f"/proposals/{talk}/")


def test_a_contest_and_a_task_say_the_same(
    visits: Visits, cast: Cast, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    stage = Stage(cast)
    stage.deposit()
    batch = Batch(cast.aoi)
    monkeypatch.setattr("tachiai.clockwork.queries.now", lambda: stage.at)
    contest, task = f"/contests/{stage.listing_id}/", f"/jobs/{batch.listing_id}/"
    assert f"{contest}propose/" in visits.see(cast.ren, contest)
    limit(cast, stage.at)
    for reader in (None, cast.ren):
        page = visits.see(reader, contest)
        assert NOTHING_TAKEN in page and f"{contest}propose/" not in page
        page = visits.see(reader, task)
        assert NOTHING_TAKEN in page and f"/tasks/{batch.listing_id}/start/" not in page
