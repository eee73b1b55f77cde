"""A demo market, in which money arrives at once and the clock can be moved, in a browser for each person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tachiai.clockwork.actions import move_demo_clock
from tachiai.clockwork.queries import now
from tachiai.config.schedule import run_due
from tachiai.kernel.calendar import local_date
from tests.cast import Cast
from tests.deal import Deal


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(autouse=True)
def market(settings) -> None:
    settings.DEMO, settings.FUNDS = True, "demo_bank"
    settings.ROOT_URLCONF = "tests.journeys.addresses"


@pytest.fixture
def aoi(cast: Cast, new_page: Callable[..., Page]) -> Page:
    """Aoi the client, signed in."""
    return new_page(as_person=cast.aoi)


@pytest.fixture
def ren(cast: Cast, new_page: Callable[..., Page]) -> Page:
    """Ren the worker, signed in."""
    return new_page(as_person=cast.ren)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    """Aoi and Ren have a contract since just now; what comes before is told in test_main_job.py."""
    at = now()
    return Deal(cast.aoi, cast.ren, at=at, due_on=local_date(at) + timedelta(days=14))


@pytest.fixture
def days_pass() -> Callable[[int], None]:
    """Move the market's clock day by day; everything due on the way happens."""

    def pass_by(days: int) -> None:
        for _ in range(days):
            move_demo_clock(by=timedelta(days=1))
            run_due(now())

    return pass_by
